"""Near-duplicates among the paragraphs of the archive, linked as it grows.

New paragraphs wait in `queue`. Each batch is compared with all before it and leaves the queue in the same
transaction that holds its pairs and signatures: a kill between two commits loses a batch of work and no pair. Whether
two paragraphs are a pair depends on their texts alone, and the order of a pair is that of their hashes, so the table
is the same whatever the archive grew by.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from archive import near_pairs
from archive.store import Archive
from dedupe import NORM_VERSION, canonical
from dedupe.near import NearIndex
from dedupe.signatures import Signatures, maker, unpacked

THRESHOLD: Final = 0.8
"""Paragraphs that differ in a figure are 0.83 to 0.94 alike (FINDINGS)."""
BATCH: Final = 1024
"""Paragraphs of one transaction."""
AT_ONCE: Final = 1 << 16
"""Stored signatures that are read at once: 8 MB."""

WAITING = """
SELECT p.id, p.text FROM queue q CROSS JOIN paragraphs p ON p.id = q.paragraph_id
 WHERE p.significant ORDER BY q.paragraph_id LIMIT ?"""
LEFT = "SELECT count(*) FROM queue q JOIN paragraphs p ON p.id = q.paragraph_id WHERE p.significant"


def refresh(archive: Archive, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Links the paragraphs that wait, committing batch by batch; the number of pairs kept.

    `progress` is told how many of how many were compared. Raises StoreFailed where the archive cannot be written.
    """
    db = archive.db
    _keep_rules(db)
    (total,) = db.execute(LEFT).fetchone()
    done = pairs = 0
    index = _restored(db) if total else None
    while index is not None and (rows := _waiting(db)):
        made, found = index.compare(rows)
        pairs += near_pairs.keep(db, found)
        _remember(db, [key for key, _ in rows], made)
        archive.commit()
        done += len(rows)
        progress(done, total)
    db.execute("DELETE FROM queue")
    archive.commit()
    return pairs


def _keep_rules(db: sqlite3.Connection) -> None:
    """Begins anew where the pairs were found by other rules, or by signatures that these do not compare with."""
    rules = f"canonical {NORM_VERSION}, {THRESHOLD}, {maker()}"
    if db.execute("SELECT value FROM marks WHERE name = 'near'").fetchone() == (rules,):
        return
    db.execute("DELETE FROM near")
    db.execute("DELETE FROM signatures")
    db.execute("INSERT OR IGNORE INTO queue (paragraph_id) SELECT id FROM paragraphs")
    db.execute("INSERT OR REPLACE INTO marks (name, value) VALUES ('near', ?)", (rules,))


def _restored(db: sqlite3.Connection) -> NearIndex:
    def text(key: int) -> str:
        (found,) = db.execute("SELECT text FROM paragraphs WHERE id = ?", (key,)).fetchone()
        return canonical(found)

    index = NearIndex(threshold=THRESHOLD, most=None, texts=text)
    kept = db.execute(
        "SELECT paragraph_id, signature FROM signatures WHERE paragraph_id NOT IN (SELECT paragraph_id FROM queue)"
    )
    while rows := kept.fetchmany(AT_ONCE):
        index.restore([key for key, _ in rows], unpacked([signature for _, signature in rows]))
    return index


def _waiting(db: sqlite3.Connection) -> list[tuple[int, str]]:
    rows = db.execute(WAITING, (BATCH,))
    return [(key, canonical(text)) for key, text in rows]


def _remember(db: sqlite3.Connection, keys: Sequence[int], made: Signatures) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO signatures (paragraph_id, signature) VALUES (?, ?)",
        zip(keys, made.packed(), strict=True),
    )
    db.executemany("DELETE FROM queue WHERE paragraph_id = ?", ((key,) for key in keys))
