"""Points of a list that open with an arrow, which also stands before what a picture shows.

▲有事好商量惠民生。平台全年议事… says first of what it speaks, △经济建设类提案126件 counts, and several of them stand in
a row. What a picture shows is one sentence without a number, and another picture stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from crawler.reading.signs import narrow

LEAST = 3
"""Points that make a list."""
ARROWS = ("▲", "△", "▼", "▽", "↑", "↓")
_POINT = re.compile(r".\s*(?:[^。:,]{1,20}[。:].|[^。]*\d[\d.]*(?:[件条次篇个份项人期场]|%))")


def points(texts: Sequence[str]) -> frozenset[int]:
    """Which of these texts, as they stand under one another, are points of a list."""
    runs = (list(run) for is_point, run in groupby(range(len(texts)), lambda n: _is_point(texts[n])) if is_point)
    return frozenset(n for run in runs if len(run) >= LEAST for n in run)


def _is_point(text: str) -> bool:
    bare = text.strip()
    return bare.startswith(ARROWS) and _POINT.match(narrow(bare)) is not None
