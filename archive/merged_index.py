"""Merges the segments of the search index at the end of a run: smaller by a fifth, and quicker to search.

Each commit leaves a segment, and FTS5 merges them only as far as it must. To merge them all writes the whole index
anew, so it is done when the archive has grown by a quarter since the last time: over the years every paragraph is
written some five times, whether it came in one run or in a thousand. It goes in steps, each with a commit: no step
needs much room beside the index, and a kill between two loses nothing. No step waits for the disk: after a power cut
some of the work is to be done again, and nothing else.
"""

from __future__ import annotations

from typing import Final

from archive import search_index
from archive.store import Archive

GROWN: Final = 1.25
STEP: Final = 1000
"""Pages of 4 kB that a step writes: a quarter of a second."""

MERGE: Final = "INSERT INTO {0}_fts ({0}_fts, rank) VALUES ('merge', ?)"


def refresh(archive: Archive) -> bool:
    """Merges the index where it has grown enough, committing step by step; whether it did.

    Raises StoreFailed where the archive cannot be written.
    """
    db = archive.db
    (held,) = db.execute("SELECT count(*) FROM paragraphs").fetchone()
    mark = db.execute("SELECT value FROM marks WHERE name = 'search'").fetchone()
    if held <= GROWN * int(mark[0] if mark else 0):
        return False
    with archive.unhurried():
        for table in search_index.WRITE:
            _merge(archive, table)
    search_index.note_merged(db)
    archive.commit()
    return True


def _merge(archive: Archive, table: str) -> None:
    pages = -STEP  # less than nothing begins with all segments, the same number then goes on with what was begun
    while _changed(archive, MERGE.format(table), pages) > 1:  # the command itself counts for one
        pages = STEP


def _changed(archive: Archive, command: str, pages: int) -> int:
    before = archive.db.total_changes
    archive.db.execute(command, (pages,))
    changed = archive.db.total_changes - before
    archive.commit()
    return changed
