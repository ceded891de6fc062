"""Merges the tables whose rows stand alone: one row of two is kept whole, whichever archive it came from.

Which one is kept is a total order on what the rows say (never on their ids or on which archive is whose), so the
result does not depend on the order of merging. The more advanced state is the greater one.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]
Rank = Callable[[Mapping[str, Any]], tuple[Any, ...]]

EDITION_STATES = ("missing", "blocked", "no-edition", "partial", "published")
LEDGER_STATES = ("pending", "skipped", "failed", "done")
"""From the least to the most advanced; a lease ends with its run, so a leased row is a pending one."""


def said(values: Iterable[Any]) -> tuple[tuple[bool, Any], ...]:
    """Values of one kind each, any of them None, as something that can be compared."""
    return tuple((value is not None, value) for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose rows are told apart by `key`; of two rows the one with the greater rank is kept."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rank: Rank

    def merge(self, db: sqlite3.Connection, rows: Iterable[Values]) -> int:
        """Takes rows in; the number of those that changed something."""
        return sum(self._take(db, row) for row in rows)

    def _take(self, db: sqlite3.Connection, row: Values) -> int:
        here = " AND ".join(f"{name} IS ?" for name in self.key)
        key = [row[name] for name in self.key]
        names = ", ".join(self.columns)
        found = db.execute(f"SELECT {names} FROM {self.name} WHERE {here}", key).fetchone()
        values = [row[name] for name in self.columns]
        if found is None:
            holes = ", ".join("?" * len(values))
            db.execute(f"INSERT INTO {self.name} ({names}) VALUES ({holes})", values)
            return 1
        if list(found) == values or self._order(dict(zip(self.columns, found, strict=True))) >= self._order(row):
            return 0
        sets = ", ".join(f"{name} = ?" for name in self.columns)
        db.execute(f"UPDATE {self.name} SET {sets} WHERE {here}", (*values, *key))
        return 1

    def _order(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return self.rank(row), said(row[name] for name in self.columns)


def _known(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (sum(value is not None for value in row.values()),)


def _finished(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return said((row["finished_at"],))


def _declared(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["eras"] != "[]",)


def _got(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return EDITION_STATES.index(row["state"]), row["pages_got"] or 0, row["checked_at"] or ""


def _settled(row: Mapping[str, Any]) -> tuple[Any, ...]:
    state = "pending" if row["state"] == "leased" else row["state"]
    return LEDGER_STATES.index(state), row["updated_at"] or "", row["attempts"]


KEYS: dict[str, tuple[tuple[str, ...], Rank]] = {
    "newspapers": (("id",), _declared),
    "runs": (("id",), _finished),
    "captures": (("warc_file", "warc_offset"), _known),
    "accounts": (("run_id", "newspaper_id"), _known),
    "editions": (("newspaper_id", "day"), _got),
    "ledger": (("url",), _settled),
}
OWN = {"captures": ("id",), "ledger": ("id", "capture_id")}
"""Columns that hold numbers of one archive and mean nothing in another."""


def table(db: sqlite3.Connection, name: str) -> Table:
    """How a table is merged."""
    key, rank = KEYS[name]
    own = OWN.get(name, ())
    columns = tuple(column for _, column, *_ in db.execute(f"PRAGMA table_info({name})") if column not in own)
    return Table(name=name, key=key, columns=columns, rank=rank)


def values(cursor: sqlite3.Cursor) -> Iterable[Values]:
    """The rows of a query by column."""
    names = [column for column, *_ in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


PROBLEMS = "SELECT run_id, url, kind, detail, at FROM problems"


def merge_problems(mine: sqlite3.Connection, theirs: sqlite3.Connection) -> int:
    """Takes in the problems that are not here, as often as they were met."""
    missing = Counter(theirs.execute(PROBLEMS).fetchall()) - Counter(mine.execute(PROBLEMS).fetchall())
    rows = sorted(missing.elements(), key=said)
    mine.executemany("INSERT INTO problems (run_id, url, kind, detail, at) VALUES (?, ?, ?, ?, ?)", rows)
    return len(rows)
