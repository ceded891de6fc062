"""Feeds the search index: what is committed is indexed in the same transaction, what is purged leaves it.

FTS5 writes out a segment at every savepoint and at every id smaller than the one before: fed article by article it
would be an index of crumbs, which took a third of the time of storing. So until the commit what has changed waits in
two temporary tables, which follow savepoints and rollbacks, and then goes in by ascending id. The index is
contentless; taking a text out needs the text that went in, so what leaves waits with its text. `rebuild` makes the
index anew from the tables, `stray` says whether it agrees with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Final

from archive import bulk_index
from archive.bulk_index import Row
from archive.ngrams import RUN, TITLES
from archive.token_stream import AT_ONCE, streams
from dedupe.script import simplified

WAITING: Final = (
    "CREATE TEMP TABLE {0}_entering (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE {0}_leaving (id INTEGER PRIMARY KEY, text TEXT)",
)
ENTER: Final = "INSERT OR IGNORE INTO temp.{0}_entering (id) SELECT value FROM json_each(?)"
ENTERS_NO_MORE: Final = "DELETE FROM temp.{0}_entering WHERE id = ?"

INDEXED: Final = {"paragraphs": "text", "articles": TITLES}
"""The indexed tables and what of their rows is searched."""

LEAVING: Final = "SELECT id, 0 AS enters, text FROM temp.{0}_leaving"
ENTERING: Final = "SELECT e.id, 1, {1} FROM temp.{0}_entering e CROSS JOIN {0} r ON r.id = e.id"

WRITE: Final = {
    "paragraphs": "INSERT INTO paragraphs_fts (paragraphs_fts, rowid, text) VALUES (?, ?, ?)",
    "articles": "INSERT INTO articles_fts (articles_fts, rowid, titles) VALUES (?, ?, ?)",
    "traditional": "INSERT INTO traditional_fts (traditional_fts, rowid, text) VALUES (?, ?, ?)",
}
"""Takes a row in where the first value is NULL, and out where it is `delete`."""

Change = tuple[int, int, str]
"""A row's id, 1 where it enters the index and 0 where it leaves it, and its text."""


def prepare(db: sqlite3.Connection) -> None:
    """Makes the tables in which changes wait, once for a connection that writes."""
    for table in INDEXED:
        for waiting in WAITING:
            db.execute(waiting.format(table))


def add(db: sqlite3.Connection, paragraph_ids: str) -> None:
    """Lets paragraphs into the index at the next commit; their ids as JSON."""
    db.execute(ENTER.format("paragraphs"), (paragraph_ids,))


def drop(db: sqlite3.Connection, paragraph_id: int, text: str) -> None:
    """Takes a paragraph out of the index at the next commit; at once, where it has not got there."""
    if not db.execute(ENTERS_NO_MORE.format("paragraphs"), (paragraph_id,)).rowcount:
        db.execute("INSERT INTO temp.paragraphs_leaving (id, text) VALUES (?, ?)", (paragraph_id, text))


def change(db: sqlite3.Connection, paragraph_id: int, old: str, new: str) -> None:
    """Indexes a paragraph by another text; two forms that differ in their punctuation alone are one to the index."""
    if _searched(old) != _searched(new):
        drop(db, paragraph_id, old)
        add(db, f"[{paragraph_id}]")


def add_article(db: sqlite3.Connection, article_id: int) -> None:
    """Lets the titles of an article into the index at the next commit, as they stand in its row then."""
    db.execute(ENTER.format("articles"), (f"[{article_id}]",))


def drop_article(db: sqlite3.Connection, article_id: int) -> None:
    """Takes the titles of an article out of the index; to be called before its row changes."""
    if not db.execute(ENTERS_NO_MORE.format("articles"), (article_id,)).rowcount:
        titles = f"SELECT id, {TITLES} FROM articles WHERE id = ?"
        db.execute(f"INSERT INTO temp.articles_leaving (id, text) {titles}", (article_id,))


def feed(db: sqlite3.Connection, tables: Iterable[str] = tuple(INDEXED)) -> None:
    """Brings the index of some tables to what they say."""
    for table in tables:
        leaving, entering = LEAVING.format(table), ENTERING.format(table, INDEXED[table])
        (count,) = db.execute(f"SELECT count(*) FROM temp.{table}_entering").fetchone()
        if count < bulk_index.ENOUGH:
            # FTS5 would begin another segment where ids begin anew.
            _write(db, table, db.execute(f"{leaving} UNION ALL {entering} ORDER BY 1, 2"))
        else:
            _write(db, table, db.execute(f"{leaving} ORDER BY 1"))
            _write_many(db, table, db.execute(f"{entering} ORDER BY 1"))
        _nothing_waits(db, table)


def note_merged(db: sqlite3.Connection) -> None:
    """Notes that the index is merged as far as the paragraphs go that there are now."""
    db.execute("INSERT OR REPLACE INTO marks (name, value) SELECT 'search', count(*) FROM paragraphs")


def rebuild(db: sqlite3.Connection) -> None:
    """Makes the whole index anew from the tables."""
    for table, text in INDEXED.items():
        clear(db, table)
        _write_many(db, table, db.execute(f"SELECT id, 1, {text} FROM {table} ORDER BY id"))


def clear(db: sqlite3.Connection, table: str) -> None:
    """Takes all rows of a table out of the index, and forgets what waits."""
    for index in ("paragraphs", "traditional") if table == "paragraphs" else (table,):
        db.execute(f"INSERT INTO {index}_fts ({index}_fts) VALUES ('delete-all')")
    _nothing_waits(db, table)


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
    for table in INDEXED:
        missing = db.execute(f"SELECT id FROM {table} EXCEPT SELECT rowid FROM {table}_fts").fetchall()
        yield from (f"{table} {key} is not in the index" for (key,) in missing)
        surplus = db.execute(f"SELECT rowid FROM {table}_fts EXCEPT SELECT id FROM {table}").fetchall()
        yield from (f"{table} {key} is still in the index" for (key,) in surplus)


def _characters(db: sqlite3.Connection) -> dict[str, set[int]]:
    held: dict[str, set[int]] = {}
    for key, text in db.execute("SELECT id, text FROM paragraphs"):
        for character in {character for run in RUN.findall(text.lower()) for character in run}:
            held.setdefault(character, set()).add(key)
    return held


def _searched(text: str) -> tuple[list[str], list[str] | None]:
    """What of a text the index knows, in its own script and, of traditional script, in the simplified one."""
    simple = simplified(text)
    return RUN.findall(text.lower()), None if simple == text else RUN.findall(simple.lower())


def _write(db: sqlite3.Connection, table: str, changes: Iterable[Change]) -> None:
    traditional: list[Change] = []
    db.executemany(WRITE[table], _entries(_noted(table, changes, traditional)))
    db.executemany(WRITE["traditional"], _entries(iter(traditional)))


def _write_many(db: sqlite3.Connection, table: str, entering: Iterable[Change]) -> None:
    traditional: list[Change] = []
    rows = ((key, text) for key, _, text in _noted(table, entering, traditional))
    bulk_index.write(db, f"{table}_fts", rows, partial(_by_fts5, db, table))
    simple = ((key, text) for key, _, text in traditional)
    bulk_index.write(db, "traditional_fts", simple, partial(_by_fts5, db, "traditional"))


def _noted(table: str, changes: Iterable[Change], traditional: list[Change]) -> Iterator[Change]:
    """The changes; paragraphs in traditional script are noted in their simplified form as they go by."""
    for key, enters, text in changes:
        if table == "paragraphs" and (simple := simplified(text)) != text:
            traditional.append((key, enters, simple))
        yield key, enters, text


def _by_fts5(db: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    db.executemany(WRITE[table], _entries((key, 1, text) for key, text in rows))


def _entries(changes: Iterator[Change]) -> Iterator[tuple[str | None, int, str]]:
    while some := list(islice(changes, AT_ONCE)):
        said = streams([text for *_, text in some])
        for (key, enters, _), tokens in zip(some, said, strict=True):
            yield None if enters else "delete", key, tokens


def _nothing_waits(db: sqlite3.Connection, table: str) -> None:
    db.execute(f"DELETE FROM temp.{table}_entering")
    db.execute(f"DELETE FROM temp.{table}_leaving")
