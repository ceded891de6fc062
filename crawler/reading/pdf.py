"""The text layer of a newspaper page's PDF as blocks, column after column.

pdfplumber reads the characters; what is ours is their order. A page is cut along white space, first between columns,
then below a headline that spans them, until what is left is one column (recursive X-Y cut: Nagy and Seth, 1984). A page
that is only a picture has no blocks.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from statistics import median

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from crawler.reading.model import Block

DAMAGED = (
    PdfminerException,
    MalformedPDFException,
    PSException,
    # pdfminer follows a damaged file's objects unchecked, and raises what Python does where they are of another kind.
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
GUTTER = 0.8
"""White space between columns, in characters; inside a column the spaces of one line never meet those of the next."""
INDENT = 1.2
SHORT_LINE = 1.5
PARAGRAPH_GAP = 1.9
"""Distance of two lines' tops, in characters, from which another paragraph begins; within one it is 1.2 to 1.6."""
HEADLINE = 1.25
SAME_SIZE = 0.12
BOLD_FONT = re.compile(r"bold|heavy|black|hei", re.I)
SENTENCE_END = re.compile(r"[。！？；：…”』」）)]$")
LATIN_EDGE = re.compile(r"[A-Za-z0-9]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A run of characters that stand side by side; distances in points from the page's left and top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


def blocks(data: bytes) -> tuple[Block, ...]:
    """The paragraphs of the text layer in reading order; () for a page that is a picture, or a file that is no PDF."""
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            return tuple(block for page in document.pages for block in _page(page))
    except DAMAGED:
        return ()


def _page(page: Page) -> tuple[Block, ...]:
    try:
        return tuple(_set(page))
    except DAMAGED:  # one damaged page takes no other with it
        return ()


def _set(page: Page) -> Iterator[Block]:
    words = page.extract_words(x_tolerance_ratio=GUTTER, keep_blank_chars=True, extra_attrs=["size", "fontname"])
    lines = [_line(word) for word in words if not str(word["text"]).isspace()]
    if not lines:
        return
    usual = median(line.size for line in lines for _ in line.text)
    for paragraph in _joined([_paragraphs(column) for column in _columns(lines)]):
        yield _block(paragraph, usual)


def _line(word: dict[str, object]) -> Line:
    left, right, top, bottom, size = (float(str(word[key])) for key in ("x0", "x1", "top", "bottom", "size"))
    text = str(word["text"])
    blank = text[: len(text) - len(text.lstrip())]
    return Line(
        text=text.strip(),
        left=left + size * (blank.count("\u3000") + 0.5 * (len(blank) - blank.count("\u3000"))),
        right=right,
        top=top,
        bottom=bottom,
        size=size,
        bold=BOLD_FONT.search(str(word["fontname"])) is not None,
    )


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in columns, in the order in which they are read."""
    parts = _under_titles(lines) or _side_by_side(lines) or _one_above_other(lines)
    if not parts:
        return [sorted(lines, key=lambda line: (round(line.top), line.left))]
    return [column for part in parts for column in _columns(part)]


def _side_by_side(lines: Sequence[Line]) -> list[list[Line]] | None:
    gutter = GUTTER * median(line.size for line in lines)
    parts = _cut(sorted(lines, key=lambda line: line.left), lambda line: (line.left, line.right), gutter)
    return parts if len(parts) > 1 else None


def _cut(lines: Sequence[Line], extent: Callable[[Line], tuple[float, float]], gap: float) -> list[list[Line]]:
    """The sorted lines in groups, wherever nothing crosses a white strip wider than the gap."""
    groups: list[list[Line]] = []
    end = float("-inf")
    for line in lines:
        low, high = extent(line)
        if not groups or low - end > gap:
            groups.append([])
        groups[-1].append(line)
        end = max(end, high)
    return groups


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    return _cut(sorted(lines, key=lambda line: line.top), lambda line: (line.top, line.bottom), 0.0)


def _under_titles(lines: Sequence[Line]) -> list[list[Line]] | None:
    """The page cut above and below each line that stands alone in larger type: there another article begins."""
    usual = median(line.size for line in lines)
    parts: list[tuple[bool, list[Line]]] = []
    for row in _rows(lines):
        title = len(row) == 1 and row[0].size > HEADLINE * usual
        if not parts or parts[-1][0] is not title:
            parts.append((title, []))
        parts[-1][1].extend(row)
    return [part for _, part in parts] if len(parts) > 1 else None


def _one_above_other(lines: Sequence[Line]) -> list[list[Line]] | None:
    """The page from top to bottom: stretches of rows that stand in columns, and what spans the page between them."""
    parts: list[list[Line]] = []
    for row in _rows(lines):
        if parts and _belongs(row, parts[-1]):
            parts[-1].extend(row)
        else:
            parts.append(list(row))
    return parts if len(parts) > 1 else None


def _belongs(row: Sequence[Line], above: Sequence[Line]) -> bool:
    """Whether a row carries on the columns above it, or the one column."""
    return _side_by_side([*above, *row]) is not None or not (_side_by_side(above) or _side_by_side(row))


def _paragraphs(column: Sequence[Line]) -> list[list[Line]]:
    """One column's lines in paragraphs: set off by an indent, a gap, another size, or a line that ends early."""
    left, right = min(line.left for line in column), max(line.right for line in column)
    found = [[column[0]]]
    for above, line in pairwise(column):
        if _begins(above, line, left, right):
            found.append([])
        found[-1].append(line)
    return found


def _begins(above: Line, line: Line, left: float, right: float) -> bool:
    if not _same_size(above, line) or line.top - above.top > PARAGRAPH_GAP * line.size:
        return True
    ended = above.right < right - SHORT_LINE * above.size and SENTENCE_END.search(above.text) is not None
    return ended or _is_indented(line, left)


def _is_indented(line: Line, left: float) -> bool:
    return line.left - left > INDENT * line.size


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= SAME_SIZE * max(one.size, other.size)


def _joined(columns: Sequence[list[list[Line]]]) -> Iterator[list[Line]]:
    """All paragraphs, with one that a column's end tears put together again.

    Only where the sentence is open, the type is the same, the columns are of one width, and the continuation starts at
    its column's very edge; whatever is less sure is left to the stitching of texts.
    """
    last: list[Line] = []
    for column in columns:
        for i, paragraph in enumerate(column):
            if last and i == 0 and _goes_on(last, paragraph, min(line.left for part in column for line in part)):
                last = [*last, *paragraph]
                continue
            if last:
                yield last
            last = paragraph
    if last:
        yield last


def _goes_on(last: Sequence[Line], paragraph: Sequence[Line], left: float) -> bool:
    if SENTENCE_END.search(last[-1].text) or not _same_size(last[-1], paragraph[0]) or len(last) + len(paragraph) < 3:
        return False
    widths = [max(line.right - line.left for line in part) for part in (last, paragraph)]
    full = len(paragraph) == 1 or abs(widths[0] - widths[1]) <= 2 * last[-1].size
    return full and not _is_indented(paragraph[0], left) and paragraph[0].left > last[-1].left


def _block(paragraph: Sequence[Line], usual: float) -> Block:
    text = paragraph[0].text
    for line in paragraph[1:]:
        between = " " if LATIN_EDGE.search(text) and line.text[:1].isascii() and line.text[:1].isalpha() else ""
        text += between + line.text
    large = paragraph[0].size > HEADLINE * usual
    return Block(text=text, tag="h2" if large else "p", bold=all(line.bold for line in paragraph))
