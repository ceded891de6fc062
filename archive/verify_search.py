"""Whether the search index agrees with the tables, both ways, in memory that does not grow with the archive."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator

from archive.ngrams import LONGEST, RUN
from archive.verify_fault import Fault, Progress

INDEXED = {
    "paragraphs": "SELECT id, text FROM paragraphs WHERE id NOT IN"
    " (SELECT paragraph_id FROM queue WHERE job = 'search')",
    "articles": "SELECT id, coalesce(kicker, headline, subtitle, byline, speaker, place) FROM articles",
}
HANZI = re.compile(r"[一-鿿]")
"""Characters that FTS5 neither folds nor splits, so that both sides count the same."""


def search_faults(db: sqlite3.Connection, sample: int | None, progress: Progress) -> Iterator[Fault]:
    """Rows that a search does not find, and (unless it is a sample) what a search finds and is not there."""
    for table, rows in INDEXED.items():
        yield from _unfound(db, table, f"{rows} ORDER BY random() LIMIT {-1 if sample is None else sample}")
        progress(f"search index of {table}", 1, 1)
    if sample is None:
        yield from _surplus(db)


def _unfound(db: sqlite3.Connection, table: str, rows: str) -> Iterator[Fault]:
    query = f"SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH ? AND rowid = ?"
    for key, text in db.execute(rows):
        run = RUN.search(text or "")
        wanted = f'"{run[0][:LONGEST]}"' if run else None
        if wanted and db.execute(query, (wanted, key)).fetchone() is None:
            yield Fault(kind="search", where=f"{table} {key}", detail=f"a search for {wanted} does not find it")


def _surplus(db: sqlite3.Connection) -> Iterator[Fault]:
    # A text that was left in the index after its row went or changed is found by characters too often.
    held: Counter[str] = Counter()
    for _, text in db.execute(INDEXED["paragraphs"]):
        held.update(set(HANZI.findall(text)))
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed USING fts5vocab('main', 'paragraphs_fts', 'row')")
    for character, rows in sorted(held.items()):
        (found,) = db.execute("SELECT coalesce(sum(doc), 0) FROM temp.indexed WHERE term = ?", (character,)).fetchone()
        if found != rows:
            detail = f"a search for {character} finds {found} paragraphs, {rows} hold it"
            yield Fault(kind="search", where="paragraphs", detail=detail)
