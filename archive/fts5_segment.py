"""A segment of an FTS5 index with detail=none, laid out as fts5_index.c of SQLite does it: its pages and where they go.

The format stands in the comment at the head of fts5_index.c. What a reader relies on beyond that: a term shares with
the one before it as many bytes as it can (a search stops at the first term that shares fewer than were matched). A
doclist over many pages has an index of the first rowid on each, by which a search for several terms skips pages.
Nothing here knows SQL; archive/fts5_tables.py writes what is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from archive.alphabet import Rowids
from archive.fts5_layout import Layout, layout
from archive.postings import Postings

PAGE: Final = 4050
"""Bytes of a page, FTS5's default: with its row's header it fills one page of the database."""

HEADER: Final = 4
"""Bytes of a page's header: where its first rowid stands, if before its first term, and where its footer begins."""

SLACK: Final = 2
"""Bytes by which a page's footer may be longer than the same terms' parts of the endless one."""

INDEXED: Final = 4
"""A doclist that has so many pages for itself is indexed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Pages by their numbers from 1 on; what a reader finds them by; the doclist indexes, by the page of their term.

    Or a part of such a segment, which goes on behind others, and its numbers with theirs.
    """

    pages: list[bytes]
    splits: list[tuple[int, bytes]]
    """Of each page with a term: its number, and what is greater than all terms before it and than none of its own."""
    doclist_indexes: dict[int, bytes]
    """Without what they begin with, which says the number of a page: those before it may not be known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    start: int
    end: int
    """The rowids on the page, by their places."""
    first: int
    """The first term on the page or behind it."""
    behind: int
    """The first term behind the page."""
    opens: bool
    """Whether the page begins with a term."""


@lru_cache(maxsize=1 << 14)
def varint(value: int) -> bytes:
    """SQLite's variable-length integer, of a number below 2 ** 56."""
    groups = [value & 127]
    while value := value >> 7:
        groups.append(value & 127 | 128)
    return bytes(reversed(groups))


def segment(pieces: Iterable[Postings], ids: Rowids, *, opens: bool = True) -> Segment:
    """The segment of some pieces, or the part that they are; `ids` are the rowids of the texts, ascending, from 0 to
    2 ** 56. `opens`: the segment begins with them."""
    made = Segment(pages=[], splits=[], doclist_indexes={})
    for piece in pieces:
        _add(made, layout(piece, ids), opens=opens and not made.pages)
    return made


def _add(made: Segment, laid: Layout, *, opens: bool) -> None:
    continued: list[int] = []  # the first rowids of the pages on which the last term goes on
    alone, term = 0, b""  # pages that the last term has for itself, and the term
    for page in _pages(laid):
        if not page.opens:
            continued.append(int(laid.rowids[page.start]))
        if page.first == page.behind:
            alone += 1
        else:
            _index(made, continued, alone)
            term = laid.terms.said(page.first)
            told = b"" if opens and not page.start else term[: _told_apart(laid, page)]
            made.splits.append((len(made.pages) + 1, told))
            continued, alone = [], 0
        made.pages.append(_said(laid, page, term))
    _index(made, continued, alone)


def _index(made: Segment, continued: Sequence[int], alone: int) -> None:
    """Indexes the doclist that the last term has on the pages behind its own, where they are enough."""
    if alone >= INDEXED:
        page, _ = made.splits[-1]
        steps = (varint(after - before) for before, after in pairwise(continued))
        made.doclist_indexes[page] = b"".join((varint(continued[0]), *steps))


def _pages(laid: Layout) -> Iterator[_Page]:
    """Cuts a layout where pages are full."""
    begins = laid.ends[laid.firsts] + laid.footer_ends[:-1]
    start, first, count = 0, 0, len(laid.rowids)
    while start < count:
        opens = first < len(laid.firsts) and int(laid.firsts[first]) == start
        room = PAGE - HEADER - SLACK - (0 if opens else len(varint(int(laid.rowids[start]))))
        if first < len(laid.firsts):
            room -= int(laid.terms.shared[first])
        room += int(laid.ends[start]) + int(laid.footer_ends[first])
        behind = int(begins.searchsorted(room, side="right"))
        end = int(laid.ends.searchsorted(room - int(laid.footer_ends[behind]), side="right")) - 1
        if behind > first and end <= int(laid.firsts[behind - 1]):
            behind -= 1
            end = int(laid.firsts[behind])
        yield _Page(start=start, end=end, first=first, behind=behind, opens=opens)
        start, first = end, behind


def _told_apart(laid: Layout, page: _Page) -> int | None:
    """How many bytes of the first term on a page tell it from the one before; that of another piece is not known."""
    return int(laid.terms.shared[page.first]) + 1 if page.first else None


def _said(laid: Layout, page: _Page, term: bytes) -> bytes:
    """A page: its header, the rowids of the term before, its terms with theirs, and where the terms are."""
    begins = [int(laid.ends[place]) for place in laid.firsts[page.first : min(page.first + 2, page.behind)]]
    end = int(laid.ends[page.end])
    before, head, rest = b"", b"", b""
    if not page.opens:
        start = int(laid.ends[page.start + 1])
        before = varint(int(laid.rowids[page.start])) + laid.said[start : begins[0] if begins else end]
    if begins:
        head = varint(len(term)) + term
        rest = bytes(laid.said[begins[0] + 2 + len(term) - int(laid.terms.shared[page.first]) : end])
    footer_begins = HEADER + len(before) + len(head) + len(rest)
    offsets = [HEADER + len(before), *(footer_begins - end + begin for begin in begins[1:])][: len(begins)]
    footer = b"".join(varint(after - before) for before, after in pairwise((0, *offsets)))
    others = laid.footer[laid.footer_ends[page.first + len(offsets)] : laid.footer_ends[page.behind]]
    header = (0 if page.opens else HEADER).to_bytes(2, "big") + footer_begins.to_bytes(2, "big")
    return b"".join((header, before, head, rest, footer, others))
