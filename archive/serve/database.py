"""The archive's database as Datasette reads it: read-only, beside a crawl that may be writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import sqlite_timelimit

from archive.connection import connect

T = TypeVar("T")
Row = dict[str, Any]

NAME = "archive"
"""The database's name in addresses: /archive/reports."""

PAGE_MILLISECONDS = 15_000
"""What one page may ask of SQLite; a search for 政 in a million paragraphs with a rare place needs seconds."""


class ReadOnly(Database):  # type: ignore[misc]  # datasette has no types
    """Opens the file as every other reader of ours does; Datasette's own way breaks on a path with ? or #."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that cannot write, whatever is asked for."""
        connection = connect(Path(self.path), read_only=True)
        connection.execute("PRAGMA query_only = 1")
        return connection


def serves(datasette: Datasette) -> bool:
    """Whether this Datasette is ours; plugins are shared by every instance in a process."""
    return isinstance(datasette.databases.get(NAME), ReadOnly)


async def read(datasette: Datasette, ask: Callable[[sqlite3.Connection], T]) -> T:
    """What `ask` finds, all of it in one snapshot, so that a page agrees with itself while a crawl writes."""

    def snapshot(db: sqlite3.Connection) -> T:
        with sqlite_timelimit(db, PAGE_MILLISECONDS):
            db.execute("BEGIN")
            try:
                return ask(db)
            finally:
                db.execute("ROLLBACK")

    found: T = await datasette.get_database(NAME).execute_fn(snapshot)
    return found


def rows(db: sqlite3.Connection, sql: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> tuple[Row, ...]:
    """Rows as dictionaries, whatever the connection's row factory."""
    found = db.execute(sql, values)
    names = [column[0] for column in found.description]
    return tuple(dict(zip(names, row, strict=True)) for row in found)
