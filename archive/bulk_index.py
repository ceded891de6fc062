"""Indexes many texts at once: their segments are made here and put beside those that FTS5 has made.

FTS5 takes 0.3 µs a token, and a paragraph has some 550; all together, sorted as numbers, they take a quarter of that.
All that reads the index finds the same in it (tests/archive/test_bulk_index.py). What FTS5 must index is left to it: a
text with characters that only FTS5 knows how to read, and every text where the index is not of the form that we know.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Final

from archive import fts5_tables
from archive.alphabet import rowids
from archive.fts5_segment import Segment, segment
from archive.merged_runs import Merge
from archive.plain_characters import known_characters
from archive.postings import Gathered, gather

ENOUGH: Final = 256
"""Fewer rows are left to FTS5: for them a segment of ours would cost more."""

AT_ONCE: Final = 8192
"""Rows of one segment, whose sorting and laying out takes 60 MB."""

Row = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Rows ready to be put into an index."""

    sizes: list[tuple[int, int]]
    """Ids, ascending, each with the number of its tokens."""
    segment: Segment | None
    """None where no row has a token."""
    sample: tuple[str, int]
    """A term and the id of a row that holds it, where there is a segment."""
    left: list[Row]
    """Rows that FTS5 must index."""

    @property
    def rows(self) -> int:
        """How many rows there are, with those that are left."""
        return len(self.sizes) + len(self.left)


def write(db: sqlite3.Connection, table: str, rows: Iterable[Row], by_fts5: Callable[[Sequence[Row]], None]) -> None:
    """Indexes rows, which come by ascending ids; `by_fts5` is called for those that FTS5 must index."""
    rest, left = iter(rows), list[Row]()
    ours = fts5_tables.known(db, table)
    while some := list(islice(rest, AT_ONCE)):
        left += put(db, table, make(some), some) if ours else some
        if len(left) >= ENOUGH:
            by_fts5(left)
            left = []
    by_fts5(left)


def make(rows: Sequence[Row]) -> list[Made]:
    """Makes the segments of at most AT_ONCE rows."""
    if len(rows) < ENOUGH or not _in_order(rows):
        return [_left(rows)]
    found = gather([text for _, text in rows], known_characters())
    if found is None:
        middle = len(rows) // 2
        return [*make(rows[:middle]), *make(rows[middle:])]
    return [_made(rows, found)]


def _left(rows: Sequence[Row]) -> Made:
    return Made(sizes=[], segment=None, sample=("", 0), left=list(rows))


def _made(rows: Sequence[Row], found: Gathered) -> Made:
    ids = [key for key, _ in rows]
    sizes = enumerate(zip(ids, found.tokens.tolist(), strict=True))
    left = [rows[number] for number in sorted(found.odd)]
    made = Made(
        sizes=[size for number, size in sizes if number not in found.odd], segment=None, sample=("", 0), left=left
    )
    if not len(found.entries.packed):
        return made
    term, number = found.entries.sample
    return replace(made, segment=segment(found.entries.pieces(), rowids(ids)), sample=(term, ids[number]))


def put(db: sqlite3.Connection, table: str, pieces: Iterable[Made], rows: Sequence[Row]) -> list[Row]:
    """Puts what was made of rows into an index whose form is known, and returns the rows that FTS5 must index."""
    left, at = list[Row](), 0
    for made in pieces:
        left += made.left if _is_in(db, table, made) else rows[at : at + made.rows]
        at += made.rows
    return left


def _is_in(db: sqlite3.Connection, table: str, made: Made) -> bool:
    """Puts in what was made, if anything was; whether the index took it."""
    if not made.sizes:
        return True
    try:
        with fts5_tables.writing(db):
            _put(db, table, made)
    except fts5_tables.Refused:
        return False
    return True


def _put(db: sqlite3.Connection, table: str, made: Made) -> None:
    fts5_tables.write_sizes(db, table, made.sizes)
    if made.segment:
        fts5_tables.write_segment(db, table, made.segment)
        fts5_tables.show(db, table, *made.sample)
        fts5_tables.keep_few(db, table, len(made.segment.pages))


def put_merged(db: sqlite3.Connection, table: str, merge: Merge, parts: Iterable[Segment]) -> None:
    """Puts the parts of a merge into an index that nobody reads, with a commit behind each.

    Raises Refused where the index takes no segment of ours. A kill meanwhile leaves it half made.
    """
    if not fts5_tables.known(db, table):
        raise fts5_tables.Refused(table)
    with fts5_tables.writing(db):
        fts5_tables.write_sizes(db, table, merge.sizes)
    key, pages = fts5_tables.free_segment(db, table), 0
    for part in parts:
        fts5_tables.write_part(db, table, key, part, pages)
        pages += len(part.pages)
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
    if pages:
        with fts5_tables.writing(db):
            fts5_tables.list_segment(db, table, key, pages)
            fts5_tables.show(db, table, *merge.sample)


def _in_order(rows: Sequence[Row]) -> bool:
    """Whether ids ascend and are small enough for how we write them."""
    ids = [key for key, _ in rows]
    return 0 <= ids[0] <= ids[-1] < 1 << 56 and all(before < after for before, after in pairwise(ids))
