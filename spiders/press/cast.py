"""Who prints: the invented places and newspapers, and the days on which each of them appears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from spiders.press.model import Newspaper, Place
from spiders.press.phrasing import phrases

CLOSING_AFTER = 3
"""A session closes on the third day after it opens."""
ABSENT = 3
"""Which day of a window has no edition: by then an earlier one exists that a site may show instead."""


@cache
def places() -> dict[str, Place]:
    """The invented places by id."""
    rows: dict[str, Any] = phrases("cast")["places"]
    return {key: _place(key, row) for key, row in rows.items()}


def _place(key: str, row: dict[str, Any]) -> Place:
    level = row["level"]
    province = row["province"] if level != "province" else row["name"][:-1]
    return Place(id=key, name=row["name"], level=level, province=province, term_2022=row.get("term_2022", 12))


@cache
def opening_day(place: str, year: int) -> date:
    """The day on which a place's 政协 session of that year opens: between 8 January and 4 March."""
    spread = sum(map(ord, place)) * 7 + year * 13
    return date(year, 1, 8) + timedelta(days=spread % 56)


def session_window(place: str, year: int) -> tuple[date, ...]:
    """The seven days around a session, from its eve."""
    eve = opening_day(place, year) - timedelta(days=1)
    return tuple(eve + timedelta(days=n) for n in range(7))


@cache
def newspapers(more: int = 0) -> tuple[Newspaper, ...]:
    """All newspapers; `more` adds that many ordinary editions to each e-paper, for measuring."""
    rows: dict[str, Any] = phrases("cast")["newspapers"]
    return tuple(_dated(_newspaper(key, row), more) for key, row in rows.items())


def _newspaper(key: str, row: dict[str, Any]) -> Newspaper:
    given = {
        **row,
        "place": places()[row["place"]],
        "sessions": tuple(_covered(text) for text in row.get("sessions", ())),
        "reprints": tuple((text.split("/")[0], *_covered(text.split("/")[1])) for text in row.get("reprints", ())),
        "features": frozenset(row.get("features", ())),
    }
    return Newspaper(id=key, **given)


def _covered(text: str) -> tuple[int, str]:
    """(2024, "SPR") for "2024:SPR"."""
    year, _, prints = text.partition(":")
    return int(year), prints


def _dated(newspaper: Newspaper, more: int) -> Newspaper:
    if not newspaper.sessions:
        return newspaper
    windows = [session_window(newspaper.place.id, year) for year, _ in newspaper.sessions]
    absent = frozenset(window[ABSENT] for window in windows)
    if newspaper.extra:
        windows.append(tuple(newspaper.extra + timedelta(days=n) for n in range(3)))
    if more:
        windows.append(tuple(date(2011, 3, 1) + timedelta(days=n) for n in range(more)))
    days = tuple(sorted(day for window in windows for day in window))
    return replace(newspaper, days=days, absent_days=absent)
