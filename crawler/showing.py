"""An article or a paragraph as data and as lines, for `cppcc show`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from archive.errors import InputError

Shown = dict[str, Any]

LONGEST_NUMBER = 9
"""Digits of an article's number; more of them begin a uid or a hash."""
MOST = 50
"""Names that are looked for under one beginning."""

OCCURRENCES = """
SELECT n.title AS newspaper, a.place, a.day, coalesce(o.page_no, a.page_no) AS page_no, a.page_name, a.uid,
       a.headline, o.position, o.role, c.url, c.warc_file, c.warc_offset, c.warc_length, c.fetched_at
  FROM occurrences o JOIN articles a ON a.id = o.article_id
       LEFT JOIN captures c ON c.id = coalesce(o.capture_id, a.capture_id)
       LEFT JOIN newspapers n ON n.id = a.newspaper_id
 WHERE o.paragraph_id = ? ORDER BY a.day, a.id, o.position"""

PARAGRAPHS = """
SELECT o.position, o.role, coalesce(o.shown, p.text) AS text, o.verbatim, o.torn, p.hash,
       coalesce(o.page_no, a.page_no) AS page_no, c.url, c.warc_file, c.warc_offset
  FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id JOIN articles a ON a.id = o.article_id
       LEFT JOIN captures c ON c.id = coalesce(o.capture_id, a.capture_id)
 WHERE o.article_id = ? ORDER BY o.position"""

ARTICLE = """
SELECT a.*, n.title AS newspaper, c.warc_file, c.warc_offset, c.warc_length, c.fetched_at
  FROM articles a LEFT JOIN newspapers n ON n.id = a.newspaper_id LEFT JOIN captures c ON c.id = a.capture_id
 WHERE a.id = ?"""

HEAD = (
    ("newspaper", "newspaper"), ("day", "day"), ("page", "page_no"), ("url", "url"),
    ("goes on, not here", "next_url"), ("topic", "topic"),
    ("kind", "report_kind"), ("place", "place"), ("term", "term"), ("session", "session"), ("speaker", "speaker"),
    ("delivered", "delivered_on"), ("covers", "covers_year"), ("uid", "uid"),
)  # fmt: skip


def shown(db: sqlite3.Connection, name: str) -> Shown:
    """The article or paragraph of that name. Raises InputError where there is none, or more than one."""
    articles = _numbered(db, name) or _matching(db, "articles", "uid", name)
    paragraphs = [] if articles else _matching(db, "paragraphs", "hash", name)
    found = articles or paragraphs
    if not found:
        raise InputError(f"{name!r} is no article and no paragraph of this archive; find one with: cppcc search TEXT")
    if len(found) > 1:
        more = " or more" if len(found) == MOST else ""
        raise InputError(f"{name!r} begins {len(found)}{more} names; give more characters")
    return _article(db, found[0]) if articles else _paragraph(db, found[0])


def lines(found: Shown) -> Iterator[str]:
    """What was found, for a person."""
    if "occurrences" in found:
        yield found["text"]
        yield f"hash {found['hash']}, in {len(found['occurrences'])} places:"
        for place in found["occurrences"]:
            page = f" 第{place['page_no']}版" if place["page_no"] else ""
            yield f"  {place['day'] or '(no day)'} {place['newspaper'] or ''}{page}"
            yield f"    {place['headline'] or ''}  {place['uid']}"
            yield f"    {place['url']}  {place['warc_file']} at {place['warc_offset']}"
        return
    yield found["headline"] or "(no headline)"
    for label, key in HEAD:
        if found[key] is not None:
            yield f"  {label}: {found[key]}"
    yield f"  capture: {found['warc_file']} at {found['warc_offset']}, fetched {found['fetched_at']}"
    for figure in found["figures"]:
        yield f"  {figure['name']} = {figure['value']:g}{figure['unit'] or ''}: {figure['evidence']}"
    yield ""
    if not found["paragraphs"]:
        yield "no text is kept of it: the capture has the page"
    for paragraph in found["paragraphs"]:
        yield f"{paragraph['hash'][:12]} [{paragraph['role']}] {paragraph['text']}"


def _matching(db: sqlite3.Connection, table: str, column: str, start: str) -> list[int]:
    if not start or set(start) - set("0123456789abcdef"):
        return []
    found = db.execute(
        f"SELECT id FROM {table} WHERE {column} >= ? AND {column} < ? LIMIT {MOST}",
        (start, start[:-1] + _after(start[-1])),
    )
    return [row[0] for row in found]


def _after(character: str) -> str:
    return chr(ord(character) + 1)


def _numbered(db: sqlite3.Connection, name: str) -> list[int]:
    if not name.isdecimal() or len(name) > LONGEST_NUMBER:
        return []
    found = db.execute("SELECT id FROM articles WHERE id = ?", (int(name),))
    return [row[0] for row in found]


def rows(db: sqlite3.Connection, sql: str, values: tuple[object, ...] = ()) -> list[Shown]:
    """What a query finds, each row by the names of its columns."""
    found = db.execute(sql, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _article(db: sqlite3.Connection, key: int) -> Shown:
    (article,) = rows(db, ARTICLE, (key,))
    figures = rows(db, "SELECT name, value, unit, year, evidence FROM figures WHERE article_id = ?", (key,))
    return {**article, "figures": figures, "paragraphs": rows(db, PARAGRAPHS, (key,))}


def _paragraph(db: sqlite3.Connection, key: int) -> Shown:
    (paragraph,) = rows(db, "SELECT hash, template_hash, text, chars FROM paragraphs WHERE id = ?", (key,))
    return {**paragraph, "occurrences": rows(db, OCCURRENCES, (key,))}
