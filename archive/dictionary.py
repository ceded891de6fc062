"""The data dictionary, read from the comments in the schema of the database itself.

Every column of a table or view stands on a line of its own in its SQL, with its description behind `--`; so the
dictionary travels in the file and cannot fall behind it.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

TITLE = re.compile(r"^CREATE (?:TABLE|VIEW) \"?(\w+)\"?[^\n]*?-- (.+)$", re.MULTILINE)
"""CREATE TABLE runs ( -- Invocations of a command"""

COMMENT = re.compile(r"^(.*?),?\s*-- (.+)$")
"""`    id TEXT PRIMARY KEY NOT NULL, -- Short name`: what is defined, and what it means."""

NAME = re.compile(r"(?:\bAS\s+)?(\w+)$")
"""The last word of a view's column: `n.title AS newspaper`, `a.uid`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column and what it means. `type` is None in a view's column that is computed."""

    name: str
    type: str | None
    description: str | None
    primary_key: bool = False
    references: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table or view with its columns, in their order."""

    name: str
    kind: str
    description: str | None
    columns: tuple[Column, ...]


def dictionary(db: sqlite3.Connection) -> tuple[Table, ...]:
    """Our tables, then the views, each in the order of its making; not the search index's own tables."""
    rows = db.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, rowid"
    )
    return tuple(_table(db, name, kind, sql) for name, kind, sql in rows.fetchall())


def _table(db: sqlite3.Connection, name: str, kind: str, sql: str) -> Table:
    title = TITLE.search(sql)
    said = _of_table(sql) if kind == "table" else _of_view(sql)
    keys = {source: f"{table}.{target}" for table, source, target in _foreign_keys(db, name)}
    columns = tuple(
        Column(
            name=column,
            type=declared or None,
            description=said.get(column),
            primary_key=bool(key),
            references=keys.get(column),
        )
        for _, column, declared, _, _, key in db.execute(f"PRAGMA table_info({name})")
    )
    return Table(name=name, kind=kind, description=title and title[2], columns=columns)


def _of_table(sql: str) -> dict[str, str]:
    found = (COMMENT.match(line) for line in sql.splitlines()[1:])
    # SQLite opens an added column with a comma
    defined = ((match[1].strip(" ,"), match[2]) for match in found if match)
    return {what.split()[0]: meaning for what, meaning in defined if what}


def _of_view(sql: str) -> dict[str, str]:
    found = (COMMENT.match(line) for line in sql.splitlines()[1:])
    named = ((NAME.search(match[1]), match[2]) for match in found if match)
    return {name[1]: meaning for name, meaning in named if name}


def _foreign_keys(db: sqlite3.Connection, name: str) -> list[tuple[str, str, str]]:
    rows = db.execute(f"PRAGMA foreign_key_list({name})").fetchall()
    return [(table, source, target or "id") for _, _, table, source, target, *_ in rows]
