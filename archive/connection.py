"""The connection to archive.db: SQLite's errors turned into words that a person can act on.

Other modules run SQL on it directly; the translation sits here so that no caller can forget it. What is a fault of our
own SQL (no such column, a broken constraint) stays the sqlite3 error that it is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from archive.errors import CppccError, Damaged, StoreFailed

if TYPE_CHECKING:
    from archive.late_hashes import LateHashes

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""How long a write waits for another program before it says that the database is locked."""

_CAUSES: dict[int, tuple[type[CppccError], str]] = {
    sqlite3.SQLITE_FULL: (StoreFailed, "the disk is full; free some space and run the same command again"),
    sqlite3.SQLITE_READONLY: (StoreFailed, "it cannot be written; check the permissions of file and folder"),
    sqlite3.SQLITE_CANTOPEN: (StoreFailed, "it cannot be opened; check the permissions of file and folder"),
    sqlite3.SQLITE_PERM: (StoreFailed, "it cannot be opened; check the permissions of file and folder"),
    sqlite3.SQLITE_IOERR: (StoreFailed, "the disk failed to read or write; nothing committed is lost"),
    sqlite3.SQLITE_BUSY: (StoreFailed, "another program has locked it; close that program and run again"),
    sqlite3.SQLITE_LOCKED: (StoreFailed, "another program has locked it; close that program and run again"),
    sqlite3.SQLITE_CORRUPT: (Damaged, "it is damaged; restore a copy, or rebuild it from the WARCs"),
    sqlite3.SQLITE_NOTADB: (Damaged, "it is not an SQLite database"),
}


def in_words(error: sqlite3.Error, path: Path) -> CppccError | None:
    """The error of ours that says what an error of SQLite means, None where it is a fault of a statement."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or (code & 0xFF) not in _CAUSES:
        return None
    kind, words = _CAUSES[code & 0xFF]
    return kind(f"{path}: {words} ({error})")


class Connection(sqlite3.Connection):
    """A connection whose statements raise StoreFailed and ArchiveError in words. Set `path` after connecting."""

    path: Path = Path("archive.db")
    late_hashes: LateHashes | None = None
    """How the paragraphs of a draft are found that has no index of their hashes yet."""

    def _said(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except sqlite3.DatabaseError as error:
            ours = in_words(error, self.path)
            if ours is None:
                raise
            raise ours from error

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return self._said(lambda: super(Connection, self).execute(sql, parameters))

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        return self._said(lambda: super(Connection, self).executemany(sql, parameters))


def connect(path: Path, *, read_only: bool) -> Connection:
    """A connection in driver autocommit: transactions are begun and ended by the store alone.

    Raises StoreFailed where the file cannot be opened. A read-only archive on a medium that cannot be written (where
    SQLite could not make its -shm file) is opened as immutable.
    """
    mode = "rwc" if not read_only else "ro" if os.access(path.parent, os.W_OK) else "ro&immutable=1"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            factory=Connection,
            cached_statements=256,
        )
    except sqlite3.OperationalError as error:
        raise in_words(error, path) or StoreFailed(f"{path}: {error}") from error
    connection.path = path
    return connection
