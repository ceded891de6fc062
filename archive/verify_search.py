"""Whether the search index agrees with the tables, both ways, in memory that does not grow with the archive.

Each character is a word of the index (archive/ngrams.py), so as many rows must be found by it as hold it. Counting them
finds what is missing and what was left behind; only where the counts differ are the rows themselves compared.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator

from archive.ngrams import LONGEST, RUN, TITLES
from archive.verify_fault import Fault, Progress

INDEXED = {
    "paragraphs": "SELECT id, text FROM paragraphs",
    "articles": f"SELECT id, {TITLES} AS text FROM articles",
}

ENOUGH = 1000
"""Rows that are named before the index as a whole may be called unsound."""

COUNTED = re.compile(r"[0-9A-Za-z一-鿿]")
"""Characters of which FTS5 and Python have the same idea."""


def search_faults(db: sqlite3.Connection, sample: int | None, progress: Progress) -> Iterator[Fault]:
    """Rows that a search does not find, and, unless it is a sample, what it finds and is not there."""
    for table, rows in INDEXED.items():
        yield from _unfound(db, table, rows, sample) if sample is not None else _uneven(db, table, rows)
        progress(f"search index of {table}", 1, 1)


def _unfound(db: sqlite3.Connection, table: str, rows: str, sample: int) -> Iterator[Fault]:
    query = f"SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH ? AND rowid = ?"
    for key, text in db.execute(f"{rows} ORDER BY random() LIMIT {sample}"):
        run = RUN.search(text)
        wanted = f'"{run[0][:LONGEST]}"' if run else None
        if wanted and db.execute(query, (wanted, key)).fetchone() is None:
            yield Fault(kind="search", where=f"{table} {key}", detail=f"a search for {wanted} does not find it")


def _uneven(db: sqlite3.Connection, table: str, rows: str) -> Iterator[Fault]:
    held: Counter[str] = Counter()
    for _, text in db.execute(rows):
        held.update({character.lower() for character in COUNTED.findall(text)})
    db.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_of_{table} USING fts5vocab('main', '{table}_fts', 'row')"
    )
    count = f"SELECT coalesce(sum(doc), 0) FROM temp.words_of_{table} WHERE term = ?"
    named: dict[int, Fault] = {}
    for character, wanted in sorted(held.items()):
        (found,) = db.execute(count, (character,)).fetchone()
        if found != wanted:
            named = dict(_named(db, table, rows, character)) | named
        if len(named) > ENOUGH:
            break
    yield from named.values()


def _named(db: sqlite3.Connection, table: str, rows: str, character: str) -> Iterator[tuple[int, Fault]]:
    query = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?"
    found = {key for (key,) in db.execute(query, (f'"{character}"',))}
    holding = {key for key, text in db.execute(rows) if character in text.lower()}
    for key in sorted(found ^ holding):
        said = "does not find it" if key in holding else "finds it, and it does not hold that"
        yield key, Fault(kind="search", where=f"{table} {key}", detail=f"a search for {character} {said}")
