"""Indexes that a draft gets later than its rows: once it is full, sorted, or by another process.

Hashes come in no order: each new one goes to another page, so a commit writes most pages of such an index anew, and of
a million paragraphs they fit in no cache. That took a sixth of the time of storing. Nothing asks for templates before
the links are looked for, so a rebuild does without their index till then. The indexes of a finished archive are those
of the schema. The search index is made beside (archive/index_beside.py).
"""

from __future__ import annotations

from contextlib import closing
from typing import Final

from archive.connection import connect
from archive.store import Archive

LATE: Final = {"paragraphs_template": "CREATE INDEX IF NOT EXISTS paragraphs_template ON paragraphs (template_hash)"}

SORTED_AT_ONCE: Final = 8 * 1024
"""KiB that are sorted in memory; what is more goes through temporary files."""


def put_off(archive: Archive) -> None:
    """Puts the indexes of a draft off until `make`, in its open transaction; again for one that is taken up again."""
    for name in LATE:
        archive.db.execute(f"DROP INDEX IF EXISTS {name}")
    archive.index_beside()


def make(archive: Archive) -> None:
    """Commits, then makes the indexes that are not there; a kill meanwhile leaves the draft without them.

    On a connection of its own, because the store's keeps in memory whatever it sorts.
    """
    archive.index_whole()
    archive.db.execute("COMMIT")
    with closing(connect(archive.db.path, read_only=False)) as db:
        db.execute(f"PRAGMA cache_size = -{SORTED_AT_ONCE}")
        for statement in LATE.values():
            db.execute(statement)
    archive.db.execute("BEGIN IMMEDIATE")
