"""The database's shape: its migrations, and the refusal of a database that is not ours to change.

Migrations are sqlite-utils' own; each one is a file of SQL, so that the comments on the columns reach sqlite_master,
where the data dictionary reads them. A migration that was released is never edited: a change of shape is a new one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from archive.connection import Connection
from archive.errors import ArchiveError

APPLICATION_ID = 0x43505043
"""`CPPC` in PRAGMA application_id: `file` and SQLite tell the archive from any other database by it."""

STEPS = (
    "tables.sql",
    "search.sql",
    "views.sql",
    "links.sql",
    "requisites.sql",
    "index.sql",
    "parts.sql",
    "series.sql",
    "hashes.sql",
    "rank.sql",
)
"""The migrations in order; PRAGMA user_version is the number of those applied."""

migrations = Migrations("cppcc-archive")


def statements(name: str) -> Iterator[str]:
    """The statements of one of our SQL files, with their comments."""
    pending = ""
    for line in files("archive").joinpath(name).read_text("utf-8").splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""


def _register(number: int, name: str) -> None:
    @migrations(name=f"{number:04}_{name.removesuffix('.sql')}")
    def apply(db: Database) -> None:
        for statement in statements(name):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")


for _number, _name in enumerate(STEPS, start=1):
    _register(_number, _name)


def check(connection: Connection) -> bool:
    """True where the database is ours, False where it is new and empty; reads only.

    Raises ArchiveError for a foreign database, and for one that a newer version has made.
    """
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not tables and application in (0, APPLICATION_ID):
        return False
    if application != APPLICATION_ID:
        raise ArchiveError(f"{connection.path}: a database of another program, not an archive; nothing was changed")
    if version > len(STEPS):
        raise ArchiveError(
            f"{connection.path}: made by a newer version of cppcc-archive (schema {version}, this one knows"
            f" {len(STEPS)}); update the software; nothing was changed"
        )
    return True


def require_current(connection: Connection) -> None:
    """For a reader, who migrates nothing. Raises ArchiveError for an archive that an older version has made."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < len(STEPS):
        raise ArchiveError(
            f"{connection.path}: made by an older version of cppcc-archive; any command that writes, such as"
            " `cppcc add`, brings it up to date"
        )


def migrate(connection: Connection) -> None:
    """Brings a checked database to the newest shape; each migration is one transaction.

    Foreign keys must not be enforced yet: a table may be made anew, and what refers to it then refers to none.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == len(STEPS):
        return
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations.apply(Database(connection, execute_plugins=False))
