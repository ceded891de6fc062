"""The whole job on the embedded practice press: crawl it, compare the archive with what was printed, show the way on.

The press (`spiders.press`) is a process of its own on loopback, found by name; it knows its own truth, and this module
only compares. Its deliberate damage (an unknown layout, a truncated article) is expected to be reported, not hidden.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive import warc
from archive.errors import InputError
from archive.search import search
from archive.store import Archive
from crawler.crawling import crawl, settings_for
from crawler.reading import charset
from crawler.run import Run
from crawler.terminal import table

OURS = ("archive.db", "archive.db-wal", "archive.db-shm", "lock", "warc", "runs", "press")
Place = tuple[str, str, int]
"""Newspaper, path of the address, position on the page: where an article was printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Reports by place: those printed, those archived, and the other articles that were archived by topic."""

    printed: frozenset[Place]
    archived: frozenset[Place]
    problems: tuple[str, ...]
    expected_problems: frozenset[str]

    @property
    def right(self) -> bool:
        """Whether every printed report is archived once, nothing else is, and only the press's damage is a problem."""
        return self.printed == self.archived and {urlsplit(u).path for u in self.problems} <= self.expected_problems


def clear(folder: Path) -> None:
    """Removes an earlier demonstration. Raises InputError for a folder that holds anything else."""
    if not folder.exists():
        return
    strangers = [entry.name for entry in folder.iterdir() if entry.name not in OURS]
    if strangers or (any(folder.iterdir()) and not (folder / "press").exists()):
        raise InputError(f"{folder}: is no earlier demonstration; choose another folder with --archive")
    shutil.rmtree(folder)


def demonstrate(folder: Path) -> tuple[Run, Any]:
    """Crawls the press into the folder; the ended run and the press."""
    practice = import_module("spiders.press")
    press = practice.build()
    folder.mkdir(parents=True)
    with practice.serving(press, folder / "press") as served:
        values = {"CPPCC_ARCHIVE": str(folder), "CPPCC_NEWSPAPERS": [str(served.newspapers)], "LOG_ENABLED": False}
        days = [edition.day for edition in press.editions]
        run = crawl(settings_for(values), (), {"since": min(days).isoformat(), "until": max(days).isoformat()})
    return run, press


def compare(db: sqlite3.Connection, press: Any) -> Comparison:
    """The archive beside the press's truth."""
    archived = db.execute(
        "SELECT newspaper_id, url, position FROM articles WHERE topic = 'report' AND continues IS NULL AND latest"
    )
    damaged = {row.path for row in press.truth if row.damage} | set(press.unknown_pages)
    return Comparison(
        printed=frozenset((row.newspaper, row.path, row.part) for row in press.truth if row.topic == "report"),
        archived=frozenset((name, urlsplit(url).path, position) for name, url, position in archived),
        problems=tuple(url for (url,) in db.execute("SELECT DISTINCT url FROM problems")),
        expected_problems=frozenset(damaged),
    )


def told(archive: Archive, run: Run, press: Any) -> Iterator[str]:
    """What the demonstration shows, line by line."""
    yield from _found(archive.db, press)
    figures = run.figures or {}
    adds_up = all(account["adds_up"] for account in figures["accounts"])
    yield f"\n{figures['requests']} requests, {figures['bytes'] >> 10} KiB kept as evidence"
    yield f"links seen = stored + duplicate + off-topic + failed: {'yes' if adds_up else 'NO'}"
    heads, tails = archive.db.execute(JOINED).fetchone()
    yield f"{heads} articles that are printed at {heads + tails} addresses are one article each"
    for problem in figures["problems"]:
        yield f"problem, as it should be: {problem['kind']}: {problem['detail'][:60]}… ({problem['example']})"
    yield "\nA search that finds 提案:"
    for hit in search(archive.db, "提案", limit=3):
        yield f"  {hit.day} {hit.newspaper} 第{hit.page_no}版 {hit.headline}\n    {hit.text[:70]}…"
    yield from _evidence(archive)


JOINED = "SELECT count(DISTINCT continues), count(*) FROM articles WHERE continues IS NOT NULL"

KEPT = """
SELECT newspaper_id, count(*) FROM articles WHERE topic = ? AND continues IS NULL AND latest GROUP BY newspaper_id"""


def _found(db: sqlite3.Connection, press: Any) -> Iterator[str]:
    printed = Counter(row.newspaper for row in press.truth)
    reports = Counter(row.newspaper for row in press.truth if row.topic == "report")
    editions = Counter(row.newspaper for row in press.editions if row.state == "published")
    got = dict(db.execute("SELECT newspaper_id, count(*) FROM editions WHERE state = 'published' GROUP BY 1"))
    kept = {topic: dict(db.execute(KEPT, (topic,)).fetchall()) for topic in ("report", "related")}
    heads = ("newspaper", "title", "platform", "editions", "got", "articles", "reports", "archived", "related")
    yield table(
        heads,
        [
            (
                paper.id,
                paper.title,
                paper.platform,
                editions[paper.id],
                got.get(paper.id, 0),
                printed[paper.id],
                reports[paper.id],
                kept["report"].get(paper.id, 0),
                kept["related"].get(paper.id, 0),
            )
            for paper in press.newspapers
        ],
    )


EVIDENCE = """
SELECT p.text, n.title, a.day, a.page_no, c.url, c.warc_file, c.warc_offset, c.warc_length
  FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id JOIN articles a ON a.id = o.article_id
       JOIN captures c ON c.id = coalesce(o.capture_id, a.capture_id) JOIN newspapers n ON n.id = a.newspaper_id
 WHERE a.topic = 'report' AND o.role = 'body' AND o.verbatim IS NULL AND o.shown IS NULL ORDER BY p.hash LIMIT 1"""


def _evidence(archive: Archive) -> Iterator[str]:
    text, title, day, page_no, url, *place = archive.db.execute(EVIDENCE).fetchone()
    stored = warc.read(archive.folder / "warc", *place)
    page = charset.decode(stored.body, stored.charset).text
    holds = "".join(text.split()) in "".join(page.split())
    yield "\nEvidence that replays:"
    yield f"  “{text[:50]}…” {title} {day} 第{page_no}版 {url}"
    yield f"  is in {place[0]} at {place[1]}; the page of that record holds it: {'yes' if holds else 'NO'}"
