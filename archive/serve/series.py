"""Proposal figures as series: for each place its values by year, and the points of their plots."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.dictionary import dictionary
from archive.errors import InputError
from archive.serve.database import Row, rows

WIDTH, HEIGHT = 280, 130
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 14, 24
"""The size of a plot and its margins, in units of its own."""

PER_PAGE = 24
"""Places on one page."""

PLACES = """
SELECT DISTINCT place, province FROM proposals WHERE {name} IS NOT NULL AND (:place IS NULL OR instr(place, :place)
    OR instr(province, :place)) ORDER BY province, place"""

VALUES = """
SELECT place, province, year, {name} AS value, {name}_evidence AS evidence, disagreeing, year_derived, uids
  FROM proposals WHERE {name} IS NOT NULL ORDER BY province, place, year"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value where its plot shows it; `joined` to the point before it where the years follow each other."""

    x: float
    y: float
    row: Row
    joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One place's plot. `line` is the path of an SVG line through points of years that follow each other."""

    place: str
    province: str | None
    points: tuple[Point, ...]
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The plots of one figure on scales that they share, so that cities compare at a glance."""

    plots: tuple[Plot, ...]
    years: tuple[tuple[float, int], ...]
    ticks: tuple[tuple[float, float], ...]
    more: bool
    places: int


def names(db: sqlite3.Connection) -> dict[str, str]:
    """The figures that the view `proposals` has, with their meaning from the data dictionary."""
    (view,) = (table for table in dictionary(db) if table.name == "proposals")
    columns = {column.name: column.description or column.name for column in view.columns}
    return {name: meaning for name, meaning in columns.items() if f"{name}_evidence" in columns}


def series(db: sqlite3.Connection, name: str, place: str | None, page: int) -> Series:
    """The plots of a figure, for places whose name or province holds `place`. Raises InputError for another name."""
    if name not in names(db):
        raise InputError(f"{name}: no figure of this name is plotted; choose one of {', '.join(names(db))}")
    listed = rows(db, PLACES.format(name=name), {"place": place})
    shown = {(row["place"], row["province"]) for row in listed[page * PER_PAGE : (page + 1) * PER_PAGE]}
    values = [row for row in rows(db, VALUES.format(name=name)) if (row["place"], row["province"]) in shown]
    return _plotted(values, more=len(listed) > (page + 1) * PER_PAGE, places=len(listed))


def _plotted(values: list[Row], *, more: bool, places: int) -> Series:
    if not values:
        return Series(plots=(), years=(), ticks=(), more=more, places=places)
    first, last = min(row["year"] for row in values), max(row["year"] for row in values)
    top = ceiling(max(row["value"] for row in values))
    grouped: dict[tuple[str, str | None], list[Row]] = {}
    for row in values:
        grouped.setdefault((row["place"], row["province"]), []).append(row)
    return Series(
        plots=tuple(_plot(place, province, rows_, first, last, top) for (place, province), rows_ in grouped.items()),
        years=tuple((_x(year, first, last), year) for year in _marked_years(first, last)),
        ticks=tuple((_y(share * top, top), share * top) for share in (0, 0.5, 1)),
        more=more,
        places=places,
    )


def _plot(place: str, province: str | None, values: list[Row], first: int, last: int, top: float) -> Plot:
    points: list[Point] = []
    for row in values:
        joined = bool(points) and points[-1].row["year"] == row["year"] - 1
        points.append(Point(x=_x(row["year"], first, last), y=_y(row["value"], top), row=row, joined=joined))
    line = " ".join(f"{'L' if point.joined else 'M'}{point.x:.1f} {point.y:.1f}" for point in points)
    return Plot(place=place, province=province, points=tuple(points), line=line)


def _x(year: int, first: int, last: int) -> float:
    share = (year - first) / (last - first) if last > first else 0.5
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)


def _marked_years(first: int, last: int) -> range:
    """Years with a label, back from the last: all of a few, otherwise as many as have room."""
    return range(last, first - 1, -((last - first) // 5 + 1))


def ceiling(value: float) -> float:
    """The end of a scale: the next of 1, 2, 5, 10 … that is not smaller; 100 for percentages near it."""
    step = 1.0
    while step * 10 < value:
        step *= 10
    return next(step * factor for factor in (1, 2, 5, 10) if step * factor >= value)
