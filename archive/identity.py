"""Names of articles that are the same on every machine and after every rebuild, and the versions of one article.

An article's *place* is its newspaper (or source address), day, address and position on the page. Its first version has
the place's hash as `uid`. A page that changed later does not replace what was read before: contents at one place are
versions, each standing for its earliest capture and numbered by it, and a later version's `uid` is the hash of place
and payload. So the uids depend on the set of captures and not on the order in which they are read, crawled or merged.
A change of the payload that leaves headline and paragraphs as they were (an advertisement, a counter) is no version.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from hashlib import sha256

from archive.records import Article, Source

UID_CHARS = 32
"""128 bits: no two of a trillion articles share them by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The payload a reading was made from and when it was fetched; None for a file without a capture."""

    payload: str | None
    at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A stored version of an article."""

    id: int
    content: str | None
    seen: Seen


def digest(*parts: str | None) -> str:
    """SHA-256 of the parts, each one apart from the next and None apart from empty."""
    return sha256("\x1e".join("\x00" if part is None else part for part in parts).encode()).hexdigest()


def place_uid(source: Source, position: int) -> str:
    """The name of an article's place."""
    day = source.day.isoformat() if source.day else None
    return digest("place", source.newspaper_id, day, source.url, str(position))[:UID_CHARS]


def content_sha256(article: Article) -> str:
    """The hash of what a reader sees: headline, topic, roles and paragraphs by content hash, and where it goes on."""
    said = (f"{paragraph.role} {paragraph.hash}" for paragraph in article.paragraphs)
    goes_on = (article.next_url,) if article.next_url else ()
    return digest("content", article.headline, article.topic, *said, *goes_on)


def seen(db: sqlite3.Connection, source: Source) -> Seen:
    """When and from what the source was captured."""
    row = db.execute("SELECT payload_sha256, fetched_at FROM captures WHERE id = ?", (source.capture_id,)).fetchone()
    return Seen(payload=row[0], at=row[1]) if row else Seen(payload=None, at=None)


def versions(db: sqlite3.Connection, place: str) -> tuple[Version, ...]:
    """The stored versions of the article at a place."""
    rows = db.execute("SELECT id, content_sha256, payload_sha256, seen_at FROM articles WHERE place_uid = ?", (place,))
    return tuple(Version(id=key, content=content, seen=Seen(payload=p, at=at)) for key, content, p, at in rows)


def number_versions(db: sqlite3.Connection, place: str) -> None:
    """Gives the versions at a place their uids and numbers, by the captures that they stand for."""
    rows = db.execute(
        "SELECT id, payload_sha256 FROM articles WHERE place_uid = ?"
        " ORDER BY coalesce(seen_at, ''), coalesce(payload_sha256, '')",
        (place,),
    ).fetchall()
    if not rows:
        return
    named = [
        (place if n == 1 else digest("version", place, payload)[:UID_CHARS], n, int(n == len(rows)), key)
        for n, (key, payload) in enumerate(rows, start=1)
    ]
    # Later versions first: the uid of the place must be free before the first version takes it.
    db.executemany("UPDATE articles SET uid = ?, version = ?, latest = ? WHERE id = ?", reversed(named))
