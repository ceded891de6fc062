"""The printings of a paragraph or article, earliest first: what citations and provenance are made from."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields

from archive.errors import InputError

SHORTEST_PREFIX = 8
"""Characters of a hash or uid that must be given; all archives that were made so far tell their texts apart by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One place where a text was printed, and the record that proves it. `hash` is None for a whole article."""

    hash: str | None
    printed: str | None
    uid: str
    headline: str | None
    speaker: str | None
    newspaper: str | None
    newspaper_id: str | None
    place: str | None
    day: str | None
    page_no: str | None
    url: str
    fetched_at: str | None
    payload_sha256: str | None
    warc_file: str | None
    warc_offset: int | None
    warc_length: int | None
    record_id: str | None
    run_id: str | None
    software: str | None


OF_PARAGRAPH = """
SELECT s.hash, s.printed, s.uid, s.headline, a.speaker, s.newspaper, s.newspaper_id, s.place, s.day, s.page_no, s.url,
       s.fetched_at, s.payload_sha256, s.warc_file, s.warc_offset, s.warc_length, s.record_id, r.id, r.software
  FROM sources s JOIN articles a ON a.id = s.article_id
  LEFT JOIN captures c ON c.id = s.capture_id LEFT JOIN runs r ON r.id = coalesce(c.run_id, a.run_id)
 WHERE s.paragraph_id = ? ORDER BY coalesce(s.day, '9999'), s.uid, s.position"""

OF_ARTICLE = """
SELECT NULL, NULL, a.uid, a.headline, a.speaker, n.title, a.newspaper_id, coalesce(a.place, n.place), a.day, a.page_no,
       a.url, c.fetched_at, c.payload_sha256, c.warc_file, c.warc_offset, c.warc_length, c.record_id, r.id, r.software
  FROM articles a LEFT JOIN newspapers n ON n.id = a.newspaper_id
  LEFT JOIN captures c ON c.id = a.capture_id LEFT JOIN runs r ON r.id = coalesce(c.run_id, a.run_id)
 WHERE a.id = ?"""


def printings(db: sqlite3.Connection, name: str) -> tuple[Printing, ...]:
    """Every printing of the paragraph or article whose hash or uid begins with `name`.

    Raises InputError where nothing or more than one thing has that name.
    """
    table, key = named(db, name)
    rows = db.execute(OF_PARAGRAPH if table == "paragraphs" else OF_ARTICLE, (key,))
    names = [field.name for field in fields(Printing)]
    return tuple(Printing(**dict(zip(names, row, strict=True))) for row in rows)


def named(db: sqlite3.Connection, name: str) -> tuple[str, int]:
    """Table and id of what has this hash or uid, or is the only one whose begins with it.

    Raises InputError as `printings` does.
    """
    wanted = name.strip().lower()  # a line of a CSV ends in a carriage return
    if len(wanted) < SHORTEST_PREFIX or not set(wanted) <= set("0123456789abcdef"):
        raise InputError(f"{name}: give a paragraph's hash or an article's uid, at least {SHORTEST_PREFIX} hex digits")
    found = [
        (table, key)
        for table, column in (("paragraphs", "hash"), ("articles", "uid"))
        for (key,) in db.execute(
            f"SELECT id FROM {table} WHERE {column} >= ? AND {column} < ? LIMIT 2", (wanted, wanted + "g")
        )
    ]
    if not found:
        raise InputError(f"{name}: no paragraph and no article of this archive has this hash or uid")
    if len(found) > 1:
        raise InputError(f"{name}: more than one paragraph or article begins so; give more digits")
    return found[0]
