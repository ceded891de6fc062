"""What is here: totals, coverage by newspaper and month, reports by place and year, the list of reports."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.serve.database import Row, rows

PRINTED_IN = "CAST(substr(day, 1, 4) AS INTEGER)"
"""The year of publication: every report has one, while many do not say which year they cover."""

TOTALS = """
SELECT (SELECT count(*) FROM reports) AS reports,
       (SELECT count(DISTINCT place) FROM reports) AS places,
       (SELECT count(*) FROM articles WHERE topic = 'related' AND latest = 1) AS related,
       (SELECT count(*) FROM paragraphs) AS paragraphs,
       (SELECT count(DISTINCT newspaper_id) FROM articles WHERE topic = 'report' AND latest = 1) AS newspapers,
       (SELECT count(*) FROM captures) AS captures,
       (SELECT count(*) FROM problems) AS problems,
       (SELECT min(day) FROM articles WHERE topic = 'report') AS first_day,
       (SELECT max(day) FROM articles WHERE topic = 'report') AS last_day"""

LAST_RUN = "SELECT id, command, started_at, finished_at, outcome, exit_code FROM runs ORDER BY started_at DESC LIMIT 1"

MONTHS = """
SELECT newspaper_id, newspaper, place, CAST(substr(month, 6) AS INTEGER) AS month, expected, got, partial, missing,
       no_edition, reports, reasons
  FROM coverage WHERE substr(month, 1, 4) = ? ORDER BY place, newspaper_id, month"""

ALL_MONTHS = """
SELECT e.newspaper_id, coalesce(n.title, e.newspaper_id) AS newspaper, n.place,
       CAST(substr(day, 1, 4) AS INTEGER) AS year,
       CAST(substr(day, 6, 2) AS INTEGER) AS month, sum(state <> 'no-edition') AS expected,
       sum(state = 'published') AS got
  FROM editions e LEFT JOIN newspapers n ON n.id = e.newspaper_id
 GROUP BY e.newspaper_id, year, month ORDER BY n.place, e.newspaper_id, year, month"""

BY_PLACE = f"""
SELECT place, province, {PRINTED_IN} AS year, count(*) AS reports FROM articles
 WHERE topic = 'report' AND latest = 1 AND continues IS NULL GROUP BY place, province, year ORDER BY province, place"""

LISTED = f"""
SELECT uid, place, province, covers_year, report_kind, speaker, day, newspaper, page_no, headline, chars FROM reports
 WHERE (:place IS NULL OR place IS nullif(:place, '')) AND (:year IS NULL OR {PRINTED_IN} = :year)
   AND (:kind IS NULL OR report_kind = :kind) ORDER BY day DESC, place, uid LIMIT :limit OFFSET :offset"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table of counts: its label, and its cells by column."""

    label: str
    name: str | None
    place: str | None
    cells: dict[int, Row]


def totals(db: sqlite3.Connection) -> Row:
    """The archive in numbers, and its last run (None in an archive that was made without one)."""
    (found,) = rows(db, TOTALS)
    return {**found, "run": next(iter(rows(db, LAST_RUN)), None)}


def covered_years(db: sqlite3.Connection) -> tuple[int, ...]:
    """Years in which editions were looked for, the latest first."""
    found = db.execute("SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) FROM editions ORDER BY 1 DESC")
    return tuple(year for (year,) in found)


def coverage_by_year(db: sqlite3.Connection) -> tuple[Line, ...]:
    """One line for each newspaper; its cells by year: editions got and expected, and months by state."""
    lines: dict[str, Line] = {}
    for row in rows(db, ALL_MONTHS):
        name = row["newspaper_id"]
        line = lines.setdefault(name, Line(label=row["newspaper"], name=name, place=row["place"], cells={}))
        cell = line.cells.setdefault(row["year"], {"got": 0, "expected": 0, "months": {}})
        cell["got"] += row["got"]
        cell["expected"] += row["expected"]
        cell["months"].setdefault(_state(row), []).append(row["month"])
    return tuple(lines.values())


def coverage(db: sqlite3.Connection, year: int) -> tuple[Line, ...]:
    """One line for each newspaper with editions in the year; its cells by month, 1 to 12."""
    lines: dict[str, Line] = {}
    for row in rows(db, MONTHS, (f"{year:04}",)):
        name = row["newspaper_id"]
        label = row["newspaper"] or name
        line = lines.setdefault(name, Line(label=label, name=name, place=row["place"], cells={}))
        line.cells[row["month"]] = {**row, "state": _state(row), "span": f"{year:04}-{row['month']:02}"}
    return tuple(lines.values())


def _state(row: Row) -> str:
    if row["expected"] == 0:
        return "none"
    return "full" if row["got"] == row["expected"] else "gap" if row["got"] == 0 else "part"


def reports_by_place(db: sqlite3.Connection) -> tuple[tuple[int, ...], tuple[Line, ...]]:
    """The years in which reports were printed, and a line of counts for each place."""
    lines: dict[tuple[str | None, str | None], Line] = {}
    for row in rows(db, BY_PLACE):
        key = (row["province"], row["place"])
        label = row["place"] or "place not stated"
        line = lines.setdefault(key, Line(label=label, name=row["place"] or "", place=row["province"], cells={}))
        line.cells[row["year"] or 0] = row
    years = sorted({year for line in lines.values() for year in line.cells})
    return tuple(years), tuple(lines.values())


def reports(
    db: sqlite3.Connection, *, place: str | None, year: int | None, kind: str | None, limit: int, offset: int
) -> tuple[Row, ...]:
    """Reports, the latest first. `place` "" asks for those that name none; `year` is the year of publication."""
    wanted = {"place": place, "year": year, "kind": kind, "limit": limit, "offset": offset}
    return rows(db, LISTED, wanted)


def kinds(db: sqlite3.Connection) -> tuple[str, ...]:
    """Kinds of report that are here."""
    found = db.execute("SELECT DISTINCT report_kind FROM reports WHERE report_kind <> ''")
    return tuple(sorted(kind for (kind,) in found))


def places(db: sqlite3.Connection) -> tuple[str, ...]:
    """Places whose reports are here."""
    found = db.execute("SELECT DISTINCT place FROM reports WHERE place <> ''")
    return tuple(sorted(place for (place,) in found))
