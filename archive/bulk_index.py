"""Indexes many texts at once: their segments are made here and put beside those that FTS5 has made.

FTS5 takes 0.3 µs a token, and a paragraph has some 550; all together, sorted as numbers, they take a quarter of that.
All that reads the index finds the same in it (tests/archive/test_bulk_index.py). What FTS5 must index is left to it: a
text with characters that only FTS5 knows how to read, and every text where the index is not of the form that we know.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

import numpy as np

from archive import fts5_tables
from archive.alphabet import Rowids
from archive.fts5_segment import segment
from archive.plain_characters import Characters
from archive.postings import Gathered, gather

ENOUGH: Final = 256
"""Fewer rows are left to FTS5: for them a segment of ours would cost more."""

AT_ONCE: Final = 8192
"""Rows of one segment, whose sorting and laying out takes 60 MB."""

Row = tuple[int, str]


def write(db: sqlite3.Connection, table: str, rows: Iterable[Row], by_fts5: Callable[[Sequence[Row]], None]) -> None:
    """Indexes rows, which come by ascending ids; `by_fts5` is called for those that FTS5 must index."""
    rest, left = iter(rows), list[Row]()
    ours = fts5_tables.known(db, table)
    while some := list(islice(rest, AT_ONCE)):
        left += _write(db, table, some) if ours and len(some) >= ENOUGH and _in_order(some) else some
        if len(left) >= ENOUGH:
            by_fts5(left)
            left = []
    by_fts5(left)


def _in_order(rows: Sequence[Row]) -> bool:
    """Whether ids ascend and are small enough for how we write them."""
    ids = [key for key, _ in rows]
    return 0 <= ids[0] <= ids[-1] < 1 << 56 and all(before < after for before, after in pairwise(ids))


def _write(db: sqlite3.Connection, table: str, rows: Sequence[Row]) -> list[Row]:
    """Indexes as many of the rows as it can, and returns the others."""
    found = gather([text for _, text in rows], _characters())
    if found is None and len(rows) < ENOUGH:
        return list(rows)
    if found is None:
        middle = len(rows) // 2
        return [*_write(db, table, rows[:middle]), *_write(db, table, rows[middle:])]
    try:
        with fts5_tables.writing(db):
            _write_found(db, table, [key for key, _ in rows], found)
    except fts5_tables.Refused:
        return list(rows)
    return [rows[number] for number in sorted(found.odd)]


def _write_found(db: sqlite3.Connection, table: str, ids: Sequence[int], found: Gathered) -> None:
    sizes = zip(ids, found.tokens.tolist(), strict=True)
    fts5_tables.write_sizes(db, table, [size for number, size in enumerate(sizes) if number not in found.odd])
    if not len(found.entries):
        return
    rowids: Rowids = np.array(ids, dtype=np.int64) if ids[-1] >> 31 else np.array(ids, dtype=np.int32)
    made = segment(found.pieces(), rowids)
    fts5_tables.write_segment(db, table, made)
    term, number = found.sample
    fts5_tables.show(db, table, term, ids[number])
    fts5_tables.keep_few(db, table, len(made.pages))


@lru_cache(maxsize=1)
def _characters() -> Characters:
    return Characters()
