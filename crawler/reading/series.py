"""Short lines that are built alike: the headings of a report that does not number them.

政治引领坚强有力, 服务大局成效显著, 为民履职用心用情 have eight characters each, 强信念——旗帜鲜明讲政治 and
谋发展——尽心竭力建真言 their dash at one place. Headlines are built alike too (市政协视察民生实事): so a series is one
below the title of the page's only document, and only where all its text speaks of 政协's work.
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
OURS = re.compile("提案|政协|委员|协商|社情民意")
_INK = re.compile(r"[^\W_]")
_SIGNED = re.compile("X*——X+|(?:“X+”)+")


def series(lines: Sequence[Line]) -> frozenset[int]:
    """Which of a page's lines are headings of a series."""
    documents = [n for n, line in enumerate(lines) if line.document]
    if len(documents) != 1 or any(line.lead or line.kind in ("byline", "agency") for line in lines[documents[0] + 1 :]):
        return frozenset()
    forms = {n: form for n, line in enumerate(lines) if n > documents[0] and (form := _form(line))}
    often = Counter(forms.values())
    found = frozenset(n for n, form in forms.items() if often[form] >= LEAST)
    return found if all(_speaks_of_us(lines, n, found) for n in found) else frozenset()


def _form(line: Line) -> str | None:
    """The line with its characters alike: XX——XXXX; None where that tells nothing."""
    if line.kind != "short" or line.mark or line.torn:
        return None
    form = _INK.sub("X", line.plain)
    return form if _SIGNED.fullmatch(form) or (set(form) == {"X"} and SHORTEST <= len(form) <= LONGEST) else None


def _speaks_of_us(lines: Sequence[Line], n: int, found: frozenset[int]) -> bool:
    """Whether the text below a line of the series, up to the next one, does; a heading above a heading has none."""
    end = next((k for k in range(n + 1, len(lines)) if k in found), len(lines))
    text = [line.plain for line in lines[n + 1 : end] if line.kind == "body"]
    return not text or any(OURS.search(each) for each in text)
