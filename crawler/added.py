"""What an added file or a capture of others becomes in the archive: shared by `cppcc add` and the rebuild.

A file is read whole, also its off-topic articles, as a crawled article is. Of another tool's WARC only pages with a
report or a related article are stored: it holds lists, portals and advertisements that nobody asked us to account for.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from archive.records import Problem, Reading, Source
from crawler.files import platform_of
from crawler.newspapers import Newspaper
from crawler.platform import DATED_PLATFORMS, Platform, platform
from crawler.reading.model import Hints
from crawler.reading.page import alone, read_file

if TYPE_CHECKING:
    from archive.store import Archive  # it brings sqlite-utils along, 80 MB that a reading process need not have

logger = logging.getLogger(__name__)

FAULT = "fault"
"""The problem of a file that we could not read by a fault of our own."""
FILE = "file:sha256-"
"""Opens the canonical address of a file that was added without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known of an added file beside its bytes. `address` is canonical; `name` is the file's own."""

    address: str
    name: str
    newspaper: Newspaper | None = None
    day: date | None = None

    @property
    def url(self) -> str | None:
        """The web address, None for a file without one."""
        return None if self.address.startswith(FILE) else self.address


def address_of(content: bytes, url: str | None, newspaper: Newspaper | None = None) -> str:
    """The canonical address of a file: its web address as its platform writes it, or its own SHA-256."""
    if url is None:
        return FILE + sha256(content).hexdigest()
    site = _site(url, newspaper)
    return site.canonical(url) if site else url


def read_added(content: bytes, given: Given, declared: str | None = None) -> Reading:
    """The articles of an added file or page; `declared` is the charset of its HTTP header, where it has one.

    A fault of ours in reading it costs this one file, as it costs one page in a crawl, and is a problem.
    """
    site = _site(given.url, given.newspaper)
    hints = Hints(
        url=given.url,
        day=_day(given, site),
        newspaper_title=given.newspaper.title if given.newspaper else None,
        newspaper_place=given.newspaper.place if given.newspaper else None,
    )
    try:
        return alone(read_file(given.name, content, declared=declared, platform=site, hints=hints))
    except Exception as fault:
        logger.exception("%s", given.address)
        problem = Problem(kind=FAULT, detail=f"a fault of ours in reading: {type(fault).__name__}: {fault}")
        return Reading(charset="", charset_evidence="", platform=None, articles=(), problems=(problem,))


def store_added(archive: Archive, reading: Reading, given: Given, capture_id: int, run_id: str | None) -> Counter[str]:
    """Stores what an added file says, in place of what an earlier addition of it under another name or day said.

    Returns the number of its articles by topic.
    """
    source = Source(
        newspaper_id=given.newspaper.id if given.newspaper else None,
        day=_source_day(given),
        url=given.address,
        capture_id=capture_id,
        run_id=run_id,
    )
    with archive.unit():
        archive.remove_articles(_superseded(archive, source))
        archive.add_reading(reading, source)
        for problem in reading.problems or _unread(reading):
            archive.add_problem(run_id, given.address, problem.kind, problem.detail)
    return Counter(article.topic for article in reading.articles)


def context_of_file(given: Given, run_id: str, *, package: bool = False) -> dict[str, str]:
    """What a rebuild must know of an added file, for the WARC's metadata record; `package`: a note of a whole WARC."""
    said = {
        "run": run_id,
        "address": given.address,
        "kind": "added",
        "name": given.name,
        "day": given.day.isoformat() if given.day else None,
        "package": "yes" if package else None,
        **(given.newspaper.context(given.newspaper.era_of(given.day)) if given.newspaper else {}),
    }
    return {name: value for name, value in said.items() if value}


def _site(url: str | None, newspaper: Newspaper | None) -> Platform | None:
    if url is None:
        return None
    eras = newspaper.eras if newspaper else ()
    found = [era.platform for era in eras if platform(era.platform).address_kind(url) == "article"]
    names = tuple(dict.fromkeys(found))
    return platform(names[0]) if len(names) == 1 else platform_of(url)


def _day(given: Given, site: Platform | None) -> date | None:
    return given.day or (site.address_day(given.url) if site and given.url else None)


def _source_day(given: Given) -> date | None:
    """As the crawl has it, so that a saved page is the article that was crawled: a list's articles have no edition."""
    site = _site(given.url, given.newspaper)
    return _day(given, site) if site is None or site.NAME in DATED_PLATFORMS else given.day


def _superseded(archive: Archive, source: Source) -> tuple[int, ...]:
    rows = archive.db.execute(
        "SELECT a.id FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.url = ? AND c.kind = 'added'"
        " AND c.payload_sha256 = (SELECT payload_sha256 FROM captures WHERE id = ?)"
        " AND (a.newspaper_id IS NOT ? OR (? IS NOT NULL AND a.day IS NOT ?))",
        (
            source.url,
            source.capture_id,
            source.newspaper_id,
            *(2 * (source.day and source.day.isoformat(),)),
        ),
    )
    return tuple(key for (key,) in rows)


def _unread(reading: Reading) -> tuple[Problem, ...]:
    return () if reading.articles else (Problem(kind="unread", detail="no article found in the file"),)
