"""What a newspaper prints on a day: which reports and near misses stand on which page, by the calendar of a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from spiders.press.cast import session_window
from spiders.press.model import Newspaper, Story
from spiders.press.news import story
from spiders.press.reports import EXAMINATION, PROPOSALS, RESOLUTION, STANDING, corrected, report
from spiders.press.session import Session, session

KINDS = {"s": STANDING, "p": PROPOSALS, "e": EXAMINATION, "r": RESOLUTION, "o": RESOLUTION}
"""The letters of a newspaper's `sessions` in the cast."""

NEAR_MISSES: dict[int, tuple[tuple[int, str], ...]] = {
    0: ((0, "plenum"), (0, "committee-meeting"), (1, "round-up"), (2, "member-proposal"), (3, "essay")),
    1: ((0, "editorial"), (0, "member-proposal"), (1, "committee-meeting")),
    2: ((0, "session-opens"), (2, "member-proposal")),
    4: ((0, "government"), (1, "court"), (2, "procuratorate"), (2, "proposal-reply")),
    5: ((0, "session-closes"), (2, "people-congress")),
    6: ((0, "proposal-reply"), (1, "party-own-report"), (2, "committee-meeting"), (3, "member-proposal")),
}
"""Day of the session's window → (page index, kind)."""

REPORTS: dict[int, tuple[tuple[str, int], ...]] = {
    2: (("S", 0), ("P", 1)),
    5: (("E", 1), ("R", 0), ("o", 1)),
}
"""Day of the window → (letter of the report, page index)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A story that the make-up must place on that page."""

    page: int
    story: Story


def agenda(seed: int, newspaper: Newspaper, day: date) -> tuple[Item, ...]:
    """What must be printed that day; an ordinary day has little of 政协."""
    for year, prints in newspaper.sessions:
        window = session_window(newspaper.place.id, year)
        if day in window:
            held = session(seed, newspaper.place.id, year)
            return tuple(_session_day(seed, newspaper, held, prints, window.index(day), day))
    held = session(seed, newspaper.place.id, newspaper.sessions[-1][0])
    return (Item(page=1, story=story("near", "committee-meeting", f"{seed}/{newspaper.id}/{day}", said(held, day))),)


def said(held: Session, day: date) -> dict[str, str]:
    """The context of an article printed that day: the session's, with the day before as the day of events."""
    eve = day - timedelta(days=1)
    return held.context() | {"month": str(eve.month), "dayno": str(eve.day)}


def _session_day(seed: int, newspaper: Newspaper, held: Session, prints: str, index: int, day: date) -> Iterator[Item]:
    for letter, page in REPORTS.get(index, ()):
        if letter in prints or letter.lower() in prints.replace("o", ""):
            yield Item(page=page, story=printed_report(seed, held, letter if letter in prints else letter.lower()))
    if index == 4 and "correction" in newspaper.features and "E" in prints:
        yield Item(page=2, story=corrected(printed_report(seed, held, "P")))
    if index == 5 and "county" in newspaper.features:
        yield Item(page=3, story=printed_report(seed, session(seed, "shuangqiao", held.year), "E"))
    for page, kind in NEAR_MISSES.get(index, ()):
        context = said(held, day)
        yield Item(page=page, story=story("near", kind, f"{seed}/{newspaper.id}/{day}/{page}", context))


def printed_report(seed: int, held: Session, letter: str) -> Story:
    """The report that a letter of the cast names; a small letter is its summary."""
    summary = letter in "sp"
    return report(seed, held.place.id, held.year, KINDS[letter.lower()], summary=summary, other=letter == "o")
