"""Feeds the search index: what is committed is indexed in the same transaction, what is purged leaves it.

New paragraphs wait in `queue` until the commit and go in by ascending id: FTS5 writes out a segment at every savepoint
and at every id smaller than the one before, so feeding article by article would make an index of crumbs. The index is
contentless; taking a text out needs the text that went in. `rebuild` makes it anew from the tables, `stray` says
whether it agrees with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive.ngrams import RUN, stream
from dedupe.script import simplified

ARTICLE_TITLES = "kicker, headline, subtitle, byline, speaker, place"
"""The columns of an article that a search of `articles` looks into; its text is found through `paragraphs`."""

WAITING = (
    "SELECT p.id, p.text FROM queue q JOIN paragraphs p ON p.id = q.paragraph_id"
    " WHERE q.job = 'search' ORDER BY q.paragraph_id"
)
ADD = "INSERT INTO {0}_fts (rowid, text) VALUES (?, ?)"
DROP = "INSERT INTO {0}_fts ({0}_fts, rowid, text) VALUES ('delete', ?, ?)"


def feed(db: sqlite3.Connection) -> None:
    """Indexes the paragraphs that wait."""
    _add(db, db.execute(WAITING))
    db.execute("DELETE FROM queue WHERE job = 'search'")


def drop(db: sqlite3.Connection, paragraph_id: int, text: str) -> None:
    """Takes a paragraph out of the index, or out of the queue before it got there."""
    waiting = "DELETE FROM queue WHERE job = 'search' AND paragraph_id = ?"
    if db.execute(waiting, (paragraph_id,)).rowcount:
        return
    db.execute(DROP.format("paragraphs"), (paragraph_id, stream(text)))
    if (simple := simplified(text)) != text:
        db.execute(DROP.format("traditional"), (paragraph_id, stream(simple)))


def add_article(db: sqlite3.Connection, article_id: int) -> None:
    """Indexes the titles of an article as they stand in its row."""
    db.execute("INSERT INTO articles_fts (rowid, titles) VALUES (?, ?)", (article_id, _titles(db, article_id)))


def drop_article(db: sqlite3.Connection, article_id: int) -> None:
    """Takes an article out of the index; to be called before its row changes."""
    db.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, titles) VALUES ('delete', ?, ?)",
        (article_id, _titles(db, article_id)),
    )


def rebuild(db: sqlite3.Connection) -> None:
    """Makes the whole index anew from the tables."""
    for table in ("paragraphs", "articles", "traditional"):
        db.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('delete-all')")
    _add(db, db.execute("SELECT id, text FROM paragraphs ORDER BY id"))
    db.execute("DELETE FROM queue WHERE job = 'search'")
    for (article_id,) in db.execute("SELECT id FROM articles ORDER BY id").fetchall():
        add_article(db, article_id)


def optimize(db: sqlite3.Connection) -> None:
    """Merges the index into one segment: after a large load, a fifth smaller and faster."""
    for table in ("paragraphs", "articles", "traditional"):
        db.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('optimize')")


def stray(db: sqlite3.Connection, *, characters: int | None = None) -> tuple[str, ...]:
    """What the index says of single characters and the tables do not, in words; empty where they agree.

    Rows are compared first, then for each character the paragraphs that it finds; with `characters`, only for that
    many of the commonest.
    """
    expected = _characters(db)
    chosen = sorted(expected, key=lambda character: (-len(expected[character]), character))[:characters]
    faults = [*_stray_rows(db)]
    for character in chosen:
        rows = db.execute("SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH ?", (f'"{character}"',))
        found = {key for (key,) in rows}
        faults += [f"paragraph {key} is not found by {character}" for key in sorted(expected[character] - found)]
        faults += [f"{character} finds paragraph {key}" for key in sorted(found - expected[character])]
    return tuple(faults)


def _stray_rows(db: sqlite3.Connection) -> Iterator[str]:
    for table in ("paragraphs", "articles"):
        waiting = (
            "SELECT paragraph_id FROM queue WHERE job = 'search'" if table == "paragraphs" else "SELECT NULL WHERE 0"
        )
        stored = f"SELECT id FROM {table} WHERE id NOT IN ({waiting})"
        missing = db.execute(f"{stored} EXCEPT SELECT rowid FROM {table}_fts").fetchall()
        yield from (f"{table} {key} is not in the index" for (key,) in missing)
        surplus = db.execute(f"SELECT rowid FROM {table}_fts EXCEPT SELECT id FROM {table}").fetchall()
        yield from (f"{table} {key} is still in the index" for (key,) in surplus)


def _characters(db: sqlite3.Connection) -> dict[str, set[int]]:
    held: dict[str, set[int]] = {}
    waiting = "SELECT paragraph_id FROM queue WHERE job = 'search'"
    for key, text in db.execute(f"SELECT id, text FROM paragraphs WHERE id NOT IN ({waiting})"):
        for character in {character for run in RUN.findall(text.lower()) for character in run}:
            held.setdefault(character, set()).add(key)
    return held


def _add(db: sqlite3.Connection, rows: sqlite3.Cursor) -> None:
    traditional: list[tuple[int, str]] = []

    def streams() -> Iterator[tuple[int, str]]:
        for key, text in rows:
            if (simple := simplified(text)) != text:
                traditional.append((key, stream(simple)))
            yield key, stream(text)

    db.executemany(ADD.format("paragraphs"), streams())
    db.executemany(ADD.format("traditional"), traditional)


def _titles(db: sqlite3.Connection, article_id: int) -> str:
    row = db.execute(f"SELECT {ARTICLE_TITLES} FROM articles WHERE id = ?", (article_id,)).fetchone()
    return stream("\n".join(value for value in row if value))
