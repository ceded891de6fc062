"""Which fronts a run asks for: every day of its scope on which a declared era may have an edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crawler.newspapers import Era, Newspaper

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


def lists(newspaper: Newspaper, since: date, until: date) -> Iterator[tuple[Era, str]]:
    """The first list page of each era that knows no editions (a portal's lists) and meets the range."""
    for era in newspaper.eras:
        meets = (era.since or date.min) <= until and (era.until or date.max) >= since
        if not era.dated and meets:
            yield era, era.front_url()
