"""What must be the same in two archives of one crawl, whatever happened on the way."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.rebuild import Asked, rebuild

WHAT = {
    "newspapers": "SELECT id, title, place, eras FROM newspapers",
    "articles": "SELECT a.uid, a.place_uid, a.version, a.latest, a.newspaper_id, a.url, a.day, a.page_no, a.page_name,"
    " a.position, a.kicker, a.headline, a.subtitle, a.byline, a.topic, a.report_kind, a.term, a.session, a.covers_year,"
    " a.next_url, a.chars, a.content_sha256, a.payload_sha256, h.uid"
    " FROM articles a LEFT JOIN articles h ON h.id = a.continues",
    "paragraphs": "SELECT hash, template_hash, text, chars, norm_version FROM paragraphs",
    "occurrences": "SELECT a.uid, o.position, p.hash, o.role, o.verbatim, o.shown, o.torn, o.page_no, c.payload_sha256"
    " FROM occurrences o JOIN articles a ON a.id = o.article_id JOIN paragraphs p ON p.id = o.paragraph_id"
    " LEFT JOIN captures c ON c.id = o.capture_id",
    "figures": "SELECT a.uid, f.ordinal, f.name, f.value, f.unit, f.year, f.evidence FROM figures f"
    " JOIN articles a ON a.id = f.article_id",
    "dropped": "SELECT DISTINCT d.url, d.position, d.text, d.reason FROM dropped d",
    "ledger": "SELECT url, newspaper_id, day, kind, state, reason, passing, via, title, page_no, page_name, server"
    " FROM ledger",
    "editions": "SELECT newspaper_id, day, state, reason, front_url FROM editions",
    "links": "SELECT p.url, a.url, l.position FROM links l JOIN ledger p ON p.id = l.page_id"
    " JOIN ledger a ON a.id = l.article_id",
}
CAPTURED = (
    "SELECT run_id, url, fetched_at, status, payload_sha256, warc_file, warc_offset, warc_length, record_type,"
    " record_id, content_type, etag, last_modified, truncated, newspaper_id, day, kind, via FROM captures"
)


def content(folder: Path, queries: dict[str, str] = WHAT) -> dict[str, set[tuple[object, ...]]]:
    """The rows of an archive by table, without what differs from run to run (ids, instants, run names)."""
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as db:
        return {name: {tuple(row) for row in db.execute(query)} for name, query in queries.items()}


def unlike(one: Path, other: Path, queries: dict[str, str] = WHAT) -> dict[str, tuple[list[object], list[object]]]:
    """By table, the rows that only the one archive has and those that only the other has; {} where they are alike."""
    here, there = content(one, queries), content(other, queries)
    return {
        name: (sorted(here[name] - there[name], key=repr)[:5], sorted(there[name] - here[name], key=repr)[:5])
        for name in queries
        if here[name] != there[name]
    }


def rebuilt(folder: Path, again: Path) -> Path:
    """The archive that the WARCs and run folders of another make by themselves, in the folder `again`."""
    for part in ("warc", "runs"):
        shutil.copytree(folder / part, again / part)
    rebuild(again, Asked(processes=1))
    return again
