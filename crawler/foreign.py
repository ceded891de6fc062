"""Captures that others made (wget, Browsertrix, warcprox, Heritrix): which of them are ours, and what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from archive.records import Capture, Reading
from archive.store import Archive
from archive.warc import Damage, Location, Stored
from crawler.added import FAULT, Given, address_of, context_of_file, read_added, store_added
from crawler.captured import capture_of
from crawler.newspapers import Newspaper
from crawler.platform import DATED_PLATFORMS, platform
from crawler.remembered import newspaper_of

PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the person says of the files."""

    newspaper: Newspaper | None = None
    day: date | None = None
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class Added:
    """What became of one path. `known`: it was in the archive already, and nothing changed."""

    path: str
    known: bool = False
    captures: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def add_foreign(
    archive: Archive,
    found: Stored | Damage,
    newspapers: Sequence[Newspaper],
    said: Said,
    run_id: str | None,
    done: Added,
) -> None:
    """Indexes and stores one capture of others where it holds a report or a related article; counts the rest."""
    if isinstance(found, Damage):
        detail = f"{found.length} bytes at {found.offset} are no whole record: {found.reason}"
        archive.add_problem(run_id, f"warc:{found.file}", "damage", detail)
        done.problems.append(f"damage: {found.file}: {detail}")
        return
    newspaper = said.newspaper or newspaper_of(found.url, newspapers)
    if not is_article_page(found, newspaper):
        return
    name = found.url.partition("?")[0].rpartition("/")[2]
    given = Given(address=address_of(found.body, found.url, newspaper), name=name, newspaper=newspaper, day=said.day)
    reading = read_added(found.body, given, found.charset)
    done.captures += 1
    for problem in reading.problems:
        if problem.kind == FAULT:
            archive.add_problem(run_id, given.address, problem.kind, problem.detail)
            done.problems.append(f"{found.url}: {problem.detail}")
    if not is_ours(reading):
        done.articles["other"] += len(reading.articles)
        return
    if newspaper:
        archive.declare([newspaper.record()])
    capture_id = archive.add_capture(_capture(found, given, run_id))
    done.articles.update(store_added(archive, reading, given, capture_id, run_id))


def is_ours(reading: Reading) -> bool:
    """Whether a page holds a report or a related article."""
    return any(article.topic != "other" for article in reading.articles)


def is_article_page(stored: Stored, newspaper: Newspaper | None) -> bool:
    """Whether a capture of others could be an article: a page that was answered whole and is no front or list."""
    if stored.status != 200 or not stored.body or stored.payload_sha256 is None:
        return False
    if stored.content_type and not stored.content_type.lower().startswith(PAGE_TYPES):
        return False
    # The lists of a portal have no address of their own shape, so of an unknown site only e-papers are known by it.
    names = {era.platform for era in newspaper.eras} if newspaper else DATED_PLATFORMS
    kinds = {platform(name).address_kind(stored.url) for name in names}
    return "article" in kinds or kinds == {None}


def _capture(found: Stored, given: Given, run_id: str | None) -> Capture:
    at = Location(
        file=found.file,
        offset=found.offset,
        length=found.length,
        record_id=found.record_id,
        payload_sha256=found.payload_sha256 or "",
    )
    # What another tool wrote as metadata is not ours to believe: our own words in its place.
    return capture_of(replace(found, context=tuple(context_of_file(given, run_id or "").items())), at, run_id)
