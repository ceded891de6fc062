"""An element of a page into blocks: pieces of a paragraph's size, in document order.

Lines that are set apart by `<br>` are paragraphs, unless the text was wrapped to a width (`wrapped.py`).
Total and lossless: every visible character of the element stands in exactly one block. What a browser never shows
(scripts, styles, comments, form controls) is no text. How each tag behaves is data, in `tags.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading import wrapped
from crawler.reading.model import Block

TAGS = {
    kind: frozenset(names)
    for kind, names in tomllib.loads(files("crawler.reading").joinpath("tags.toml").read_text(encoding="utf-8")).items()
}
INVISIBLE, INLINE, NAMED, BOLD = TAGS["invisible"], TAGS["inline"], TAGS["named"], TAGS["bold"]

STYLE_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
STYLE_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
STYLE_KEPT = re.compile(r"white-space\s*:\s*pre", re.I)
STYLE_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.I)
STYLE_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

# A paragraph that only an indent of two full-width spaces, or of four &nbsp;, sets off:
# …圆满完成各项任务。　　一年来，… ; a name spaced out (主席 张　　明) has no full stop before it. Of &emsp; and &ensp;
# only behind the end of a sentence: 时间：&emsp;&emsp;3月12日
INDENT = re.compile(
    r"(?<=[。！？；：”’』」）)…])[ \t\r\n\xa0]*(?:\u3000{2,}|\xa0{4,})"
    r"|(?<=[。！？；”…])[ \t\r\n\xa0]*(?:\u2003{2,}|\u2002{4,})"
)
EVERY_INDENT = re.compile(r"([ \t\r\n\xa0]*(?:[\u3000\u2003]{2,}|\xa0{4,}|\u2002{4,}))")
INDENTS = 3
"""Paragraphs that indents alone set off, from which all of a text's indents do, also behind headings."""
SHORTEST_LINE = 3
"""Characters of a line; 主席 张　　明 is one."""
# A line break in the source between two hanzi is the editor's, not the author's.
BREAK_IN_HANZI = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t\r]*\n[ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef])")
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
EDGES = " \t\r\n\f\xa0\u2002\u2003\u3000\u200b\ufeff"
# An indent as a flat text has it: of what a browser shows at the start of a line, in columns
SOURCE_SPACE = re.compile(r"^[ \t\r\n\f]+")
SHOWN_SPACES = str.maketrans({"\xa0": " ", "\u2002": "  ", "\u2003": "\u3000"})
WIDEST_CELL = 60
"""Characters in a cell of a plain table; more is a page laid out with a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A block, and the innermost block-level element that holds it."""

    block: Block
    holder: HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A piece of text between two breaks."""

    located: Located
    text: str
    cut: bool
    """It stood behind an indent, at which its text was cut."""
    below_break: bool
    """One `<br>` stands before it, and nothing else that parts it from the line above."""

    @property
    def shown(self) -> str:
        """With the indent that a browser shows."""
        return self.cut * "\u3000\u3000" + SOURCE_SPACE.sub("", self.text).translate(SHOWN_SPACES)


def blocks(element: HtmlElement) -> tuple[Block, ...]:
    """The element's text in blocks: cut at block-level tags, `<br>`, and indents amid a text.

    A row of a plain table is one block. The element's own tail is not its text.
    """
    return tuple(each.block for each in located(element))


def located(element: HtmlElement) -> tuple[Located, ...]:
    """The same blocks, each with where it stands."""
    return _Walk(element).located()


def visible_text(element: HtmlElement) -> str:
    """Every character of the element that a browser would show, in document order, white space as it stands."""
    return "".join(_texts(element))


@cache
def is_inline(tag: str) -> bool:
    """Whether text goes on across the tag; names with a colon are those of Word (`o:p`, `st1:personname`)."""
    return tag in INLINE or ":" in tag


def _texts(element: HtmlElement) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start" and node.tag in INVISIBLE and node is not element:
            walk.skip_subtree()
        elif event == "start":
            yield node.text or ""
        elif node is not element:
            yield node.tail or ""


@dataclass(slots=True)
class _Run:
    """The text read since the last break, with how much of it is linked and bold."""

    texts: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0


class _Walk:
    """One walk over an element; `links`, `bold` and `centred` count the open tags that make the text so, and `kept`
    those that keep its line breaks."""

    def __init__(self, element: HtmlElement) -> None:
        self.element = element
        self.holders = [element]
        self.links = self.bold = self.centred = self.kept = 0
        self.rows: list[HtmlElement] = []
        self.run = _Run()
        self.breaks = 0
        self.found: list[_Line] = []

    def located(self) -> tuple[Located, ...]:
        walk = etree.iterwalk(self.element, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if node.tag in INVISIBLE and node is not self.element:
                    walk.skip_subtree()
                else:
                    self._open(node)
                continue
            if event == "end" and (node.tag not in INVISIBLE or node is self.element):
                self._close(node)
            if node.tail and node is not self.element:
                self._add(node.tail)
        self._break()
        return tuple(_unwrapped(self.found))

    def _open(self, node: HtmlElement) -> None:
        tag = cast(str, node.tag)
        if not _flows(node, tag):
            self._boundary(node, tag)
            self.holders.append(node)
        self.breaks += tag == "br"
        self._count(node, tag, 1)
        if node.text:
            self._add(node.text)

    def _close(self, node: HtmlElement) -> None:
        tag = cast(str, node.tag)
        if not _flows(node, tag):
            self._boundary(node, tag)
            self.holders.pop()
            if self.rows and self.rows[-1] is node:
                self.rows.pop()
        self._count(node, tag, -1)

    def _boundary(self, node: HtmlElement, tag: str) -> None:
        """Ends the block, or in a row of a plain table sets the cells apart."""
        if self.rows and tag in ("td", "th") and self.rows[-1] is node.getparent():
            self.run.texts.append(" ")
            return
        self._break()
        if tag == "tr" and not (self.rows and self.rows[-1] is node) and _is_plain_row(node):
            self.rows.append(node)

    def _count(self, node: HtmlElement, tag: str, step: int) -> None:
        if tag == "a":
            self.links += step
        if tag == "pre":
            self.kept += step
        if tag in BOLD:
            self.bold += step
        if tag == "center":
            self.centred += step
        if style := node.get("style"):
            self.kept += step * (STYLE_KEPT.search(style) is not None)
            self.bold += step * (STYLE_BOLD.search(style) is not None)
            self.centred += step * (STYLE_CENTRED.search(style) is not None)
        if align := node.get("align"):
            self.centred += step * (align.lower() == "center")

    def _add(self, text: str) -> None:
        first, *others = text.split("\n") if self.kept > 0 else (text,)
        self._say(first)
        for line in others:
            self._break()
            self._say(line)

    def _say(self, text: str) -> None:
        run = self.run
        run.texts.append(text)
        if self.links > 0:
            run.linked += inked(text)
        if self.bold > 0:
            run.bold += inked(text)

    def _break(self) -> None:
        run = self.run
        if not run.texts:
            return
        self.run = _Run()
        text = "".join(run.texts)
        if not text or text.isspace():
            return
        whole = inked(text)
        for n, piece in enumerate(_pieces(text)):
            if (tidied := _tidy(piece)) and not tidied.isspace():
                located = Located(block=self._block(tidied, run, whole), holder=self.holders[-1])
                below = self.breaks == 1 and bool(self.found) and self.found[-1].located.holder is located.holder
                self.found.append(_Line(located=located, text=piece, cut=n > 0, below_break=below))
                self.breaks = 0

    def _block(self, text: str, run: _Run, whole: int) -> Block:
        named = next((cast(str, node.tag) for node in reversed(self.holders) if node.tag in NAMED), "p")
        return Block(
            text=text,
            tag="tr" if self.rows else "td" if named == "th" else named,
            bold=run.bold * 10 >= whole * 9,
            centred=self.centred > 0,
            link_share=min(1.0, run.linked / whole),
        )


def _flows(node: HtmlElement, tag: str) -> bool:
    """Whether text goes on across an element: it is inline, and no style makes a block of it."""
    return is_inline(tag) and not ((style := node.get("style")) and STYLE_BLOCK.search(style))


def _pieces(text: str) -> list[str]:
    """The text cut at its indents: behind full stops, or everywhere where several stand so."""
    pieces = INDENT.split(text)
    if len(pieces) <= INDENTS:
        return pieces
    first, *others = EVERY_INDENT.split(text)
    pieces = [first]
    for indent, piece in zip(others[::2], others[1::2], strict=True):
        if len(piece.strip(EDGES)) < SHORTEST_LINE:
            pieces[-1] += indent + piece
        else:
            pieces.append(piece)
    return pieces


def _unwrapped(found: Sequence[_Line]) -> Iterator[Located]:
    """The lines of paragraphs that were wrapped to a width as one each, all others as they are."""
    if sum(line.below_break for line in found) < wrapped.FEWEST:
        yield from (line.located for line in found)
        return
    runs: list[list[_Line]] = []
    for line in found:
        if line.below_break:
            runs[-1].append(line)
        else:
            runs.append([line])
    indented = [len(run) > 1 and any(wrapped.INDENT.match(line.shown) for line in run) for run in runs]
    told = ([line.shown for line in run] for run, may_be in zip(runs, indented, strict=True) if may_be)
    shown = [part for lines in told for part in ("", *lines)]
    paragraphs = iter(wrapped.paragraphs(shown))
    for run, may_be in zip(runs, indented, strict=True):
        located = [line.located for line in run]
        while located:
            size = len(next(paragraphs)) if may_be else 1
            yield _one(located[:size])
            located = located[size:]


def _one(lines: Sequence[Located]) -> Located:
    if len(lines) == 1:
        return lines[0]
    blocks = [line.block for line in lines]
    linked = sum(block.link_share * inked(block.text) for block in blocks)
    text = wrapped.joined([block.text for block in blocks])
    bold = all(block.bold for block in blocks)
    return replace(lines[0], block=replace(blocks[0], text=text, bold=bold, link_share=linked / inked(text)))


def _is_plain_row(row: HtmlElement) -> bool:
    """Whether a row states data, a few words a cell, and is not there to lay out the page."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or any(not _is_phrase(cell) for cell in cells):
        return False
    return all(len(visible_text(cell)) <= WIDEST_CELL for cell in cells)


def _is_phrase(cell: HtmlElement) -> bool:
    return all(is_inline(cast(str, node.tag)) or node.tag in INVISIBLE for node in cell.iterdescendants("*"))


def inked(text: str) -> int:
    """Characters of a text that are not white space."""
    return len("".join(text.split()))


def _tidy(text: str) -> str:
    return SPACES.sub(" ", BREAK_IN_HANZI.sub("", text)).strip(EDGES)
