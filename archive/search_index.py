"""Feeds the search index: what is stored is indexed in the same transaction, what is purged leaves it.

The index is contentless, so removing a row needs the text that was indexed; `rebuild` makes it anew from the tables,
and `stray` says whether it agrees with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from archive.ngrams import stream

ARTICLE_TITLES = "kicker, headline, subtitle, byline, speaker, place"
"""The columns of an article that a search of `articles` looks into; its text is found through `paragraphs`."""


def add_paragraphs(db: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Indexes paragraphs, given as (id, text)."""
    db.executemany(
        "INSERT INTO paragraphs_fts (rowid, text) VALUES (?, ?)", ((key, stream(text)) for key, text in rows)
    )


def drop_paragraphs(db: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Takes paragraphs out of the index, given as (id, the text that was indexed)."""
    db.executemany(
        "INSERT INTO paragraphs_fts (paragraphs_fts, rowid, text) VALUES ('delete', ?, ?)",
        ((key, stream(text)) for key, text in rows),
    )


def add_article(db: sqlite3.Connection, article_id: int) -> None:
    """Indexes the titles of an article as they stand in its row."""
    db.execute("INSERT INTO articles_fts (rowid, titles) VALUES (?, ?)", (article_id, _titles(db, article_id)))


def drop_article(db: sqlite3.Connection, article_id: int) -> None:
    """Takes an article out of the index; to be called before its row changes."""
    db.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, titles) VALUES ('delete', ?, ?)",
        (article_id, _titles(db, article_id)),
    )


def _titles(db: sqlite3.Connection, article_id: int) -> str:
    row = db.execute(f"SELECT {ARTICLE_TITLES} FROM articles WHERE id = ?", (article_id,)).fetchone()
    return stream("\n".join(value for value in row if value))
