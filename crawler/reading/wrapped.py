"""Texts that were wrapped to a width, as a pasted column or a mail is: there a paragraph stands over many lines.

A line that fills the width goes on in the next one, unless that is indented. Wrapped is what has indented lines beside
others, and nearly all that stand before one of the others are full; and they read as running text: they hold signs, and
seldom end with one. Poems, lists and tables have lines of one length too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from unicodedata import east_asian_width

from crawler.reading.lines import surnames
from crawler.reading.numbering import mark
from crawler.reading.signs import narrow

INDENT = re.compile("\u3000\u3000| {4}|\t")
WORD_END, WORD_START = re.compile(r"[A-Za-z,.;:]$"), re.compile("[A-Za-z]")
NAME = re.compile(r"[\u4e00-\u9fff]\s*[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff])?")
SLACK = 2
"""Hanzi by which full lines may differ: no line begins with a mark, and figures are narrower."""
WIDEST = 80
"""Hanzi in the widest lines that a text is wrapped to."""
FEWEST, MOST_FULL = 6, 0.8
"""Lines before one that is not indented, and the share of them that is full, from which a text is wrapped."""


SIGN, SIGN_END = re.compile("[，。、；：！？,;]"), re.compile("[，。、；：！？,;:.!?…」”’）)]$")
LEAST_SIGNS, MOST_ENDS, MOST_MARKS = 0.6, 0.4, 0.3
"""Shares of full lines: that hold a sign at least, that end with one at most, and above a numbered line at most."""


def paragraphs(lines: Sequence[str]) -> list[list[int]]:
    """The places of the lines that hold something, those of one paragraph together; each alone where nothing is
    wrapped."""
    full = _full(lines)
    found: list[list[int]] = []
    for at, line in enumerate(lines):
        if at - 1 in full:
            found[-1].append(at)
        elif line.strip():
            found.append([at])
    return found


def joined(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one; only words of letters are set apart."""
    text = ""
    for line in map(str.strip, lines):
        between = " " if WORD_END.search(text) and WORD_START.match(line) else ""
        text += between + line
    return text


def _full(lines: Sequence[str]) -> frozenset[int]:
    """The places of the lines that go on in the next one, since they fill the width to which a text is wrapped; none
    where it is not wrapped."""
    if sum(1 for line in lines if INDENT.match(line)) < 2:
        return frozenset()
    above = [at - 1 for at in range(1, len(lines)) if _stands_below(lines, at)]
    if len(above) < FEWEST:
        return frozenset()
    full = max(
        (_of_a_width(above, [measure(lines[at]) for at in above]) for measure in (_columns, _characters)), key=len
    )
    return full if len(full) >= MOST_FULL * len(above) and _runs(lines, full) else frozenset()


def _runs(lines: Sequence[str], full: Collection[int]) -> bool:
    """Whether these lines and those below them read as running text."""
    signs = sum(1 for at in full if SIGN.search(lines[at].strip()[:-1]))
    ends = sum(1 for at in full if SIGN_END.search(lines[at].strip()))
    marks = sum(1 for at in full if mark(narrow(lines[at + 1].strip())))
    most = len(full)
    return signs >= LEAST_SIGNS * most and ends <= MOST_ENDS * most and marks <= MOST_MARKS * most


def _of_a_width(places: Sequence[int], sizes: Sequence[float]) -> frozenset[int]:
    """The places of the lines that are about as long as the longest are, leaving aside a tenth of them."""
    width = sorted(sizes)[len(sizes) * 9 // 10]
    if width > WIDEST:
        return frozenset()
    return frozenset(at for at, size in zip(places, sizes, strict=True) if abs(size - width) <= SLACK)


def _stands_below(lines: Sequence[str], at: int) -> bool:
    """Whether a line stands right below another one, is not indented, and is neither a dateline nor a name."""
    line = lines[at].strip()
    if at == 0 or not line or not lines[at - 1].strip() or INDENT.match(lines[at]) or line.startswith("—"):
        return False
    if line[0] in "（(" and not SIGN.search(lines[at - 1]):  # （2024年1月22日在…会议上） below a title
        return False
    return not (NAME.fullmatch(line) and line[0] in surnames())


def _columns(line: str) -> float:
    """The length on a screen, in hanzi; quotes and dots whose width is ambiguous are wide in Chinese."""
    return sum(1 if east_asian_width(character) in "WFA" else 0.5 for character in line.rstrip())


def _characters(line: str) -> float:
    return len(line.rstrip())
