"""Short lines that are built alike: a report's headings, where it does not number them.

政治引领坚强有力, 服务大局成效显著, 为民履职用心用情 have eight characters each, 强信念——旗帜鲜明讲政治 and
谋发展——尽心竭力建真言 their dash at one place. Headlines that stand on one page are seldom so short or so alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from crawler.reading.lines import Line

LEAST = 3
"""Lines that make a series."""
SHORTEST, LONGEST = 6, 10
"""Characters of lines without a sign that make one: headlines are longer."""
_INK = re.compile(r"[^\W_]")


def series(lines: Sequence[Line]) -> frozenset[int]:
    """Which of a page's lines are headings of a series."""
    forms = {n: form for n, line in enumerate(lines) if (form := _form(line))}
    often = Counter(forms.values())
    return frozenset(n for n, form in forms.items() if often[form] >= LEAST)


def _form(line: Line) -> str | None:
    """The line with its characters alike: XX——XXXX; None where that tells nothing."""
    if line.kind != "short" or line.mark or line.torn:
        return None
    form = _INK.sub("X", line.plain)
    return form if set(form) != {"X"} or SHORTEST <= len(form) <= LONGEST else None
