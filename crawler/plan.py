"""Which fronts a run asks for: every day of its scope on which a declared era may have an edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from archive.store import Archive
from crawler.asked import Asked
from crawler.ledger import Ledger, Scope, Wanted
from crawler.newspapers import Newspaper
from crawler.servers import server_of, utc_now

LAG = timedelta(days=3)
"""An edition may be put on the web late: a miss this recent is asked for again (facts, chapter 4)."""

DOUBTED = 5
"""Fronts of which one should have been there."""

FRONTS = "SELECT count(*), sum(state <> 'no-edition'), reason, max(front_url) FROM editions WHERE newspaper_id = ?"
ASKED = "SELECT 1 FROM ledger WHERE newspaper_id = ? AND kind = 'front' AND day IS NOT NULL AND run_id = ?"


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

    Those are passing faults, lists, recent days without an edition; with `recheck` every page of the range, and with
    `all_articles` those whose headlines had them left out.
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
    if asked.all_articles:
        ledger.widen(asked.scope)


def doubt_fronts(archive: Archive, run_id: str, scope: Scope) -> None:
    """Enters a problem for each newspaper none of whose fronts was ever there, though a run asked for several.

    A day without a newspaper and an address that is declared wrong look the same: the front is not there.
    """
    for newspaper_id in scope.newspaper_ids:
        asked, there, reason, url = archive.db.execute(FRONTS, (newspaper_id,)).fetchone()
        lately = archive.db.execute(ASKED, (newspaper_id, run_id)).fetchone()
        if lately and asked >= DOUBTED and not there:
            detail = (
                f"none of the {asked} fronts that were asked for was there (the last one: {reason});"
                f" if {newspaper_id} printed on such a day, its address is declared wrong"
            )
            archive.add_problem(run_id, url, "front", detail)


def _front(newspaper: Newspaper, day: date | None, url: str) -> Wanted:
    return Wanted(url=url, newspaper_id=newspaper.id, day=day, kind="front", server=server_of(url))


def _missed_lately(archive: Archive, newspaper: Newspaper, day: date) -> bool:
    if day < utc_now().date() - LAG:
        return False
    found = archive.db.execute(
        "SELECT state FROM editions WHERE newspaper_id = ? AND day = ?", (newspaper.id, day.isoformat())
    ).fetchone()
    return found is not None and found[0] in ("no-edition", "missing")
