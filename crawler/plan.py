"""Which fronts a run asks for: every day of its scope on which a declared era may have an edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from archive.store import Archive
from crawler.asked import Asked
from crawler.ledger import Ledger, Wanted
from crawler.newspapers import Newspaper
from crawler.servers import server_of, utc_now

LAG = timedelta(days=3)
"""An edition may be put on the web late: a miss this recent is asked for again (facts, chapter 4)."""


def days(since: date, until: date) -> Iterator[date]:
    """Each day from `since` to `until`, both included."""
    for ordinal in range(since.toordinal(), until.toordinal() + 1):
        yield date.fromordinal(ordinal)


def dated_fronts(newspaper: Newspaper, since: date, until: date) -> Iterator[tuple[date, str]]:
    """Day and address of each edition's front in the range."""
    for day in days(since, until):
        era = newspaper.era(day)
        if era is not None and era.dated:
            yield day, era.front_url(day)


def lists(newspaper: Newspaper, since: date, until: date) -> Iterator[str]:
    """The first list page of each era that knows no editions (a portal's lists) and meets the range."""
    for era in newspaper.eras:
        if not era.dated and (era.since or date.min) <= until and (era.until or date.max) >= since:
            yield era.front_url()


def enter_fronts(archive: Archive, ledger: Ledger, asked: Asked, at: str) -> None:
    """Enters every front of the scope, and makes pending again what is worth another look.

    Those are passing faults, lists, recent days without an edition, and with `recheck` every page of the range.
    """
    ledger.retry(asked.scope)
    for newspaper in asked.newspapers:
        for day, url in dated_fronts(newspaper, asked.since, asked.until):
            ledger.enter(_front(newspaper, day, url), at)
            if asked.recheck or _missed_lately(archive, newspaper, day):
                ledger.ask_again(url)
        for url in lists(newspaper, asked.since, asked.until):
            ledger.enter(_front(newspaper, None, url), at)
            ledger.ask_again(url)
    if asked.recheck:
        ledger.ask_again_pages(asked.scope)


def _front(newspaper: Newspaper, day: date | None, url: str) -> Wanted:
    return Wanted(url=url, newspaper_id=newspaper.id, day=day, kind="front", server=server_of(url))


def _missed_lately(archive: Archive, newspaper: Newspaper, day: date) -> bool:
    if day < utc_now().date() - LAG:
        return False
    found = archive.db.execute(
        "SELECT state FROM editions WHERE newspaper_id = ? AND day = ?", (newspaper.id, day.isoformat())
    ).fetchone()
    return found is not None and found[0] in ("no-edition", "missing")
