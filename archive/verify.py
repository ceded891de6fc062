"""Proves that the archive is what it says, or names what is not: `cppcc verify`.

Read-only, and beside a running crawl it sees the state of the last commit. Nothing is mended here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.errors import ArchiveError
from archive.store import Archive
from archive.verify_captures import capture_faults, segment_faults
from archive.verify_fault import Fault, Progress
from archive.verify_search import search_faults
from dedupe import NORM_VERSION, identity

__all__ = ["Fault", "verify"]

PARAGRAPHS = """
SELECT id, hash, template_hash, chars, norm_version, text FROM paragraphs
 WHERE :sample IS NULL OR id IN (SELECT id FROM paragraphs ORDER BY random() LIMIT :sample)"""

SHOWN = """
SELECT o.article_id, o.position, p.hash, o.shown FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id
 WHERE o.shown IS NOT NULL AND p.norm_version = :norm LIMIT coalesce(:sample, -1)"""

# What must select no row: (what is wrong, where it is, how to find it).
COUNTS = (
    (
        "its paragraphs are not numbered 0, 1, 2 …",
        "SELECT 'article ' || article_id FROM occurrences GROUP BY article_id"
        " HAVING min(position) <> 0 OR max(position) <> count(*) - 1",
    ),
    (
        "it stands in no article",
        "SELECT 'paragraph ' || hash FROM paragraphs"
        " WHERE NOT EXISTS (SELECT 1 FROM occurrences WHERE paragraph_id = paragraphs.id)",
    ),
    (
        "the characters of its paragraphs do not add up to its own count",
        "SELECT 'article ' || a.uid FROM articles a JOIN occurrences o ON o.article_id = a.id"
        " JOIN paragraphs p ON p.id = o.paragraph_id GROUP BY a.id HAVING sum(p.chars) <> a.chars",
    ),
    (
        "not exactly one of its versions is the latest",
        "SELECT 'article place ' || place_uid FROM articles GROUP BY place_uid HAVING sum(latest) <> 1",
    ),
    (
        "links seen are not stored + duplicate + off topic + failed + pending",
        "SELECT 'run ' || run_id || ', ' || coalesce(newspaper_id, 'no newspaper') FROM accounts"
        " WHERE links_seen <> stored + duplicate + off_topic + failed + pending",
    ),
)


def verify(folder: Path, *, sample: int | None = None, progress: Progress | None = None) -> tuple[Fault, ...]:
    """Everything that is wrong with the archive in a folder, () where nothing is.

    `sample` checks that many captures, paragraphs and index entries, taken at random, and does not hash whole segments.
    Raises ArchiveError where there is no archive or it cannot be opened.
    """
    tell = progress or (lambda what, done, total: None)
    with closing(Archive.open(folder, hold=False)) as archive:
        db = archive.db
        broken = tuple(_database_faults(db, quick=sample is not None))
        if broken:  # what a damaged database says of the rest is worth nothing
            return broken
        return (
            *_key_faults(db),
            *segment_faults(db, folder / "warc", quick=sample is not None, progress=tell),
            *capture_faults(db, folder / "warc", sample, tell),
            *_paragraph_faults(db, sample, tell),
            *_count_faults(db),
            *search_faults(db, sample, tell),
        )


def _database_faults(db: sqlite3.Connection, *, quick: bool) -> Iterator[Fault]:
    try:
        for (said,) in db.execute(f"PRAGMA {'quick_check' if quick else 'integrity_check'}"):
            if said != "ok":
                yield Fault(kind="database", where="archive.db", detail=said)
    except (sqlite3.DatabaseError, ArchiveError) as error:  # some damage stops the check itself
        yield Fault(kind="database", where="archive.db", detail=str(error))


def _key_faults(db: sqlite3.Connection) -> Iterator[Fault]:
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield Fault(
            kind="foreign-key", where=f"{table} row {rowid}", detail=f"names a row of {parent} that is not there"
        )


def _paragraph_faults(db: sqlite3.Connection, sample: int | None, progress: Progress) -> Iterator[Fault]:
    (total,) = db.execute("SELECT count(*) FROM paragraphs").fetchone()
    total = min(total, sample) if sample is not None else total
    for done, (key, hash_, template, chars, norm, text) in enumerate(
        db.execute(PARAGRAPHS, {"sample": sample}), start=1
    ):
        found = identity(text)
        where = f"paragraph {key} ({hash_})"
        if norm != NORM_VERSION:
            detail = f"hashed by canonical form {norm}; this software knows {NORM_VERSION}"
            yield Fault(kind="paragraph", where=where, detail=detail)
        elif (found.hash, found.template_hash, found.chars) != (hash_, template, chars):
            yield Fault(kind="paragraph", where=where, detail=f"its text has the hash {found.hash}")
        if done % 1000 == 0 or done == total:
            progress("paragraphs", done, total)
    for article, position, hash_, shown in db.execute(SHOWN, {"sample": sample, "norm": NORM_VERSION}):
        if identity(shown).hash != hash_:
            where = f"article {article}, paragraph {position}"
            yield Fault(kind="paragraph", where=where, detail=f"its form here has not the hash {hash_}")


def _count_faults(db: sqlite3.Connection) -> Iterator[Fault]:
    for detail, query in COUNTS:
        for (where,) in db.execute(query):
            yield Fault(kind="count", where=where, detail=detail)
