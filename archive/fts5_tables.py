"""Puts segments of ours into the tables in which FTS5 keeps an index, as FTS5 does when it empties its memory.

What FTS5 has in memory goes first: at a savepoint it writes its pending rows and totals. What it remembers of the
tables it is then made to forget: `merge` with no page to write drops the list of segments that it read before, and
takes part in the transaction, so that a rollback drops it again. If it did not forget, it would lose our segment with
the next one of its own: so it is asked for a row of ours, and where it does not know it, nothing is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from archive.fts5_segment import Segment, varint
from archive.fts5_structure import MOST_SEGMENTS, Structure, varints

DECLARED: Final = "content='', detail=none, tokenize='unicode61 remove_diacritics 0'"
"""What stands in the declaration of an index whose form we know."""

SETTINGS: Final = frozenset({"version", "hashsize", "automerge", "crisismerge", "usermerge", "rank"})
"""Settings of an index that do not change its form; `version` must be VERSION."""

VERSION: Final = 4

AVERAGES: Final = 1
STRUCTURE: Final = 10
"""Records among the pages: how many rows and tokens there are, and the list of segments."""

MANY: Final = 128
"""Segments of one level, each of which a search has to look into. A million paragraphs stored in large commits make
fewer: to merge them on the way costs as much as it does at the end."""

WORK: Final = 4
"""Pages that are merged for each that is written, so that merging comes to an end before as many have come again."""

SEGMENT_BITS: Final = 37
"""A page's row is its segment's id above so many bits, and its own number."""

DOCLIST_INDEX: Final = 1 << 36
"""Set in the row of a doclist index, which has the number of its term's page."""


def known(db: sqlite3.Connection, table: str) -> bool:
    """Whether an index has the form that we write, and its tables can be written."""
    (declared,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    settings = dict(db.execute(f"SELECT k, v FROM {table}_config"))
    try:
        db.execute(f"EXPLAIN UPDATE {table}_data SET block = block WHERE id = 0")
    except sqlite3.OperationalError:  # SQLite may be told to let none but FTS5 itself write these tables
        return False
    return DECLARED in declared and settings.keys() <= SETTINGS and settings.get("version") == VERSION


class Refused(Exception):
    """The index takes no segment of ours."""


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """A savepoint in which the tables of an index may be written."""
    db.execute("SAVEPOINT segments")
    try:
        yield
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK TO segments")
            db.execute("RELEASE segments")
        raise
    db.execute("RELEASE segments")


def show(db: sqlite3.Connection, table: str, term: str, key: int) -> None:
    """Lets FTS5 see what was written, a row with a term among it. Raises Refused where it does not."""
    db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', 0)")
    query = f"SELECT 1 FROM {table} WHERE {table} MATCH ? AND rowid = ?"
    if db.execute(query, (f'"{term}"', key)).fetchone() is None:
        raise Refused(table)


def keep_few(db: sqlite3.Connection, table: str, pages: int) -> None:
    """Has FTS5 merge segments where they have become many, in steps as large as the pages just written ask for."""
    found = Structure.read(_record(db, table, STRUCTURE))
    if found and any(merging or len(segments) >= MANY for merging, segments in found.levels):
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (WORK * pages,))


def write_segment(db: sqlite3.Connection, table: str, segment: Segment) -> None:
    """Adds the newest segment to an index. Raises Refused where it has too many, or lists them in an unknown form."""
    key = free_segment(db, table)
    write_part(db, table, key, segment, 0)
    list_segment(db, table, key, len(segment.pages))


def free_segment(db: sqlite3.Connection, table: str) -> int:
    """The id of a segment that may be added. Raises Refused where none may."""
    held = _structure(db, table)
    if len(held.ids) >= MOST_SEGMENTS:
        raise Refused(table)
    return next(number for number in range(1, MOST_SEGMENTS + 1) if number not in held.ids)


def list_segment(db: sqlite3.Connection, table: str, key: int, pages: int) -> None:
    """Lists a segment that was written as the newest one; only then anything reads it."""
    _write_record(db, table, STRUCTURE, _structure(db, table).with_newest(key, pages).record())


def _structure(db: sqlite3.Connection, table: str) -> Structure:
    held = Structure.read(_record(db, table, STRUCTURE))
    if held is None:
        raise Refused(table)
    return held


def write_part(db: sqlite3.Connection, table: str, key: int, part: Segment, before: int) -> None:
    """Writes a part of a segment behind the pages that are before it."""
    row = (key << SEGMENT_BITS) + before
    pages = [(row + number, page) for number, page in enumerate(part.pages, start=1)]
    indexes = [
        (row + DOCLIST_INDEX + number, b"\0" + varint(before + number + 1) + index)
        for number, index in part.doclist_indexes.items()
    ]
    db.executemany(f"INSERT INTO {table}_data (id, block) VALUES (?, ?)", pages + indexes)
    db.executemany(
        f"INSERT INTO {table}_idx (segid, term, pgno) VALUES (?, ?, ?)",
        [(key, split, before + number << 1 | (number in part.doclist_indexes)) for number, split in part.splits],
    )


def write_sizes(db: sqlite3.Connection, table: str, sizes: Iterable[tuple[int, int]]) -> None:
    """Enters rows by their ids, each with the number of its tokens."""
    rows, tokens = [*varints(_record(db, table, AVERAGES))] or (0, 0)

    def written() -> Iterator[tuple[int, bytes]]:
        nonlocal rows, tokens
        for key, size in sizes:
            rows, tokens = rows + 1, tokens + size
            yield key, varint(size)

    db.executemany(f"INSERT OR REPLACE INTO {table}_docsize (id, sz) VALUES (?, ?)", written())
    _write_record(db, table, AVERAGES, varint(rows) + varint(tokens))


def _record(db: sqlite3.Connection, table: str, key: int) -> bytes:
    (record,) = db.execute(f"SELECT block FROM {table}_data WHERE id = ?", (key,)).fetchone()
    return bytes(record)


def _write_record(db: sqlite3.Connection, table: str, key: int, record: bytes) -> None:
    db.execute(f"REPLACE INTO {table}_data (id, block) VALUES (?, ?)", (key, record))
