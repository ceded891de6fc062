"""Indexes that a draft gets later than its rows: once it is full, sorted, or by another process.

Until then paragraphs are found by their hashes in memory (archive/late_hashes.py). Nothing asks for templates, and
nothing compares paragraphs, before the links are looked for. The indexes of a finished archive are those of the schema.
The search index is made beside (archive/index_beside.py).
"""

from __future__ import annotations

from contextlib import closing
from typing import Final

from archive.connection import connect
from archive.late_hashes import LateHashes
from archive.store import Archive

TEMPLATES: Final = "CREATE INDEX IF NOT EXISTS paragraphs_template ON paragraphs (template_hash)"
HASHES: Final = "CREATE UNIQUE INDEX IF NOT EXISTS paragraphs_hash ON paragraphs (hash)"

SORTED_AT_ONCE: Final = 8 * 1024
"""KiB that are sorted in memory; what is more goes through temporary files."""


def put_off(archive: Archive) -> None:
    """Puts the indexes of a draft off until `make`, in its open transaction; again for one that is taken up again."""
    for name in ("paragraphs_hash", "paragraphs_template"):
        archive.db.execute(f"DROP INDEX IF EXISTS {name}")
    archive.db.late_hashes = LateHashes(archive.db)
    archive.index_beside()


def make(archive: Archive) -> None:
    """Commits, then makes the indexes that are not there; a kill meanwhile leaves the draft without them.

    On a connection of its own, because the store's keeps in memory whatever it sorts.
    """
    if archive.db.late_hashes:
        archive.db.execute("INSERT OR IGNORE INTO queue (paragraph_id) SELECT id FROM paragraphs")
    archive.index_merging()
    archive.db.execute("COMMIT")
    with closing(connect(archive.db.path, read_only=False)) as db:
        db.execute(f"PRAGMA cache_size = -{SORTED_AT_ONCE}")
        for statement in (HASHES, TEMPLATES):
            db.execute(statement)
    archive.db.execute("BEGIN IMMEDIATE")
    archive.db.late_hashes = None
    archive.index_whole()
