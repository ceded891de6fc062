"""What an archivist answers for: the last runs, what each newspaper has, what is missing and why, the next run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.hold import held_since
from crawler.schedule import next_run
from crawler.showing import rows
from crawler.terminal import table

State = dict[str, Any]

RUNS = """
SELECT id, command, started_at, finished_at, outcome, requests
  FROM runs ORDER BY started_at DESC LIMIT 5"""

PROBLEMS = """
SELECT kind, count(*) AS met, count(DISTINCT url) AS pages, max(at) AS last, url AS for_example, detail
  FROM problems GROUP BY kind ORDER BY last DESC, kind"""

EDITIONS = """
SELECT * FROM (
SELECT n.id AS newspaper, n.title, min(e.day) AS since, max(e.day) AS until, count(e.day) AS asked,
       sum(e.state = 'published') AS got, sum(e.state = 'no-edition') AS none_that_day,
       sum(e.state IN ('missing', 'blocked', 'partial')) AS missing,
       (SELECT count(*) FROM ledger l WHERE l.newspaper_id = n.id AND l.state IN ('pending', 'leased')) AS pending,
       (SELECT count(*) FROM articles a WHERE a.newspaper_id = n.id AND a.topic = 'report'
           AND a.continues IS NULL AND a.latest) AS reports
  FROM newspapers n LEFT JOIN editions e ON e.newspaper_id = n.id GROUP BY n.id
UNION ALL
SELECT NULL, '(files added without a newspaper)', NULL, NULL, 0, NULL, NULL, NULL, 0, count(*) FROM articles
 WHERE newspaper_id IS NULL AND topic = 'report' AND continues IS NULL AND latest HAVING count(*) > 0
) ORDER BY newspaper IS NULL, newspaper"""

MISSING = """
SELECT newspaper_id AS newspaper, day, state, reason FROM editions WHERE state IN ('missing', 'blocked', 'partial')
 ORDER BY newspaper_id, day"""

SHOWN = 20
LONGEST_DETAIL = 60
"""Characters of a problem's detail in the table."""


def state(db: sqlite3.Connection, folder: Path) -> State:
    """All of it as data."""
    return {
        "archive": str(folder),
        "runs": _runs(db, folder),
        "problems": rows(db, PROBLEMS),
        "editions": rows(db, EDITIONS),
        "missing": rows(db, MISSING),
        "next_run": next_run(folder),
    }


def _runs(db: sqlite3.Connection, folder: Path) -> list[State]:
    """The latest runs; the last one runs still where it has not said how it ended and its process holds the archive."""
    found, since = rows(db, RUNS), held_since(folder)
    for place, run in enumerate(found):
        running = place == 0 and since is not None and run["started_at"] >= since
        run["outcome"] = run["outcome"] or ("running" if running else "not known: killed, or read from WARCs alone")
    return found


def lines(now: State) -> Iterator[str]:
    """All of it for a person."""
    yield "Runs, the latest first"
    yield _table(now["runs"])
    if now["problems"]:
        yield "\nProblems of all runs by kind, the latest of each; one by one: sqlite-utils rows archive.db problems"
        yield _table([{**row, "detail": _shortened(row["detail"])} for row in now["problems"]])
    yield "\nEditions"
    yield _table(now["editions"])
    if now["missing"]:
        yield f"\nMissing ({len(now['missing'])})"
        yield _table(now["missing"][:SHOWN])
    if len(now["missing"]) > SHOWN:
        yield f"… and {len(now['missing']) - SHOWN} more: cppcc status --json"
    yield f"\nNext scheduled run: {now['next_run'] or 'none is scheduled; see: cppcc schedule --help'}"


def _shortened(detail: str) -> str:
    return detail if len(detail) <= LONGEST_DETAIL else f"{detail[: LONGEST_DETAIL - 1]}…"


def _table(rows: list[State]) -> str:
    return table(tuple(rows[0]), [tuple(row.values()) for row in rows]) if rows else "none yet"
