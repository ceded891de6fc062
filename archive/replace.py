"""Puts a whole new database in the place of the old one, so that readers and crashes see one or the other."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from archive.connection import connect, in_words
from archive.durable import sync_folder, write_failed
from archive.errors import Damaged, StoreFailed
from archive.schema import check

BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite may keep beside a database."""

RUNS = "-runs"
"""What archive/index_beside.py keeps beside a draft."""


def replace(folder: Path, draft: str) -> Path | None:
    """Replaces `archive.db` by the closed draft beside it, under the caller's hold, and removes the draft.

    A sound database is overwritten in one transaction, so that a program that reads it goes on undisturbed; one that is
    damaged is kept under the path that is returned. Raises StoreFailed, with the old database as it was.
    """
    target, source = folder / "archive.db", folder / draft
    if is_sound(target):
        _copy(source, target)
        remove(source)
        return None
    kept = _set_aside(target)
    _rename(source, target)
    return kept


def remove(database: Path) -> None:
    """Removes a database that nobody has open, with what stands beside it."""
    for ending in (*BESIDE, RUNS):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def is_sound(path: Path) -> bool:
    """Whether a database is there, is ours, and hangs together.

    Raises ArchiveError for one of another program or of a newer version: it is not ours to replace.
    """
    if not path.exists():
        return False
    connection = connect(path, read_only=True)
    try:
        return check(connection) and connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except Damaged:
        return False
    finally:
        connection.close()


def _copy(source: Path, target: Path) -> None:
    old, new = connect(target, read_only=False), connect(source, read_only=True)
    try:
        old.execute("PRAGMA synchronous = FULL")
        new.backup(old)
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        raise in_words(error, target) or StoreFailed(f"{target}: it could not be replaced ({error})") from error
    finally:
        new.close()
        old.close()


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    kept = path.with_name(f"archive.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db")
    _rename(path, kept)
    return kept


def _rename(source: Path, target: Path) -> None:
    # The -wal first: a crash in between must not leave it beside another database of that name.
    try:
        for ending in reversed(BESIDE):
            part = source.with_name(source.name + ending)
            if part.exists():
                part.replace(target.with_name(target.name + ending))
        sync_folder(target.parent)
    except OSError as error:
        raise write_failed(target, error) from error
