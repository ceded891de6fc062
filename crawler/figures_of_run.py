"""What a run did, as data: for `--json`, for summary.json and for the last lines on the terminal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from crawler.account import Account

Figures = dict[str, Any]

COLUMNS = ("id", "title", "published", "no_edition", "missing", "reports", "related")

PER_NEWSPAPER = """
SELECT n.id, n.title,
       (SELECT count(*) FROM editions e WHERE e.newspaper_id = n.id AND e.state = 'published') AS published,
       (SELECT count(*) FROM editions e WHERE e.newspaper_id = n.id AND e.state = 'no-edition') AS none,
       (SELECT count(*) FROM editions e WHERE e.newspaper_id = n.id
                                          AND e.state IN ('missing', 'partial', 'blocked')) AS missing,
       (SELECT count(*) FROM articles a WHERE a.newspaper_id = n.id AND a.topic = 'report'
                                          AND a.continues IS NULL) AS reports,
       (SELECT count(*) FROM articles a WHERE a.newspaper_id = n.id AND a.topic = 'related') AS related
  FROM newspapers n ORDER BY n.id"""


def run_figures(db: sqlite3.Connection, run_id: str, accounts: Sequence[Account]) -> Figures:
    """The account of each newspaper of the run, what the archive now has of it, and the run's problems."""
    ids = {one.newspaper_id for one in accounts}
    return {
        "run": run_id,
        "accounts": [asdict(one) | {"adds_up": one.adds_up} for one in accounts],
        "newspapers": [dict(zip(COLUMNS, row, strict=True)) for row in db.execute(PER_NEWSPAPER) if row[0] in ids],
        "problems": problems(db, run_id),
    }


def problems(db: sqlite3.Connection, run_id: str) -> list[Figures]:
    """The problems of a run, by kind and detail, the most frequent first."""
    found = db.execute(
        "SELECT kind, detail, count(*), min(url) FROM problems WHERE run_id = ?"
        " GROUP BY kind, detail ORDER BY 3 DESC, 1, 2",
        (run_id,),
    )
    return [dict(zip(("kind", "detail", "count", "example"), row, strict=True)) for row in found]
