"""Searches at size: ours plain, ours of any length, and the two indexes that stock SQLite offers, in one run.

`python -m tests.bench.search [paragraphs]`. Milliseconds are the best of five for the first 20 rows by rank; `rows` is
how many are found, `like` how many there are.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlite_utils import Database

from archive import ngrams
from archive.search import search
from archive.store import Archive
from crawler.rebuild_draft import DRAFT
from tests.bench.store import ours, share, written

QUERIES = ("提", "提案", "托育", "社情", "社区食堂", "跟踪督办重点提案", "紧扣中心任务,承办单位围绕")


def run(count: int = 1_000_000, seed: int = 11) -> dict[str, Any]:
    """Size of each index against the text, and times of each query on it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        written(folder / "articles", count, seed)
        stored = ours(folder, folder / "articles")
        (folder / DRAFT).rename(folder / "archive.db")
        with Archive.open(folder) as archive:
            found: dict[str, Any] = {"stored": stored, "ours": _ours(archive, float(stored["text_mb"]))}
        db = sqlite3.connect(folder / "archive.db")
        for tokenizer in ("unicode61", "trigram"):
            found[tokenizer] = _stock(db, tokenizer, float(stored["text_mb"]))
        db.close()
    return found


def _ours(archive: Archive, text: float) -> dict[str, Any]:
    figures: dict[str, Any] = {"size": share(archive.db, "paragraphs_fts", text)}
    for query in QUERIES:
        figures[query] = {
            "like": _like(archive.db, query),
            "stock_ms": _milliseconds(lambda query=query: _command(archive.db, query, None)),
            "plugin_ms": _milliseconds(lambda query=query: _command(archive.db, query, "paragraphs_fts.rowid")),
            "cppcc_ms": _milliseconds(lambda query=query: search(archive.db, query)),
        }
    return figures


def _command(db: sqlite3.Connection, query: str, order: str | None) -> int:
    """What the sqlite-utils command runs, with the plugin's verification where the query is longer than a token.

    Stock sqlite-utils orders by `rank`, the plugin by rowid: the same order.
    """
    words = () if ngrams.exact(query) else ngrams.words(query)
    where = " AND ".join(f"text LIKE '%{word}%'" for word in words) or None
    sql = Database(db, execute_plugins=False).table("paragraphs").search_sql(limit=20, where=where, order_by=order)
    return len(db.execute(sql, {"query": ngrams.match(query)}).fetchall())


def _stock(db: sqlite3.Connection, tokenizer: str, text: float) -> dict[str, Any]:
    db.execute(
        f"CREATE VIRTUAL TABLE peer USING fts5(text, content='paragraphs', content_rowid='id', tokenize='{tokenizer}')"
    )
    db.execute("INSERT INTO peer (peer) VALUES ('rebuild')")
    figures: dict[str, Any] = {"size": share(db, "peer", text)}
    sql = "SELECT p.* FROM peer f JOIN paragraphs p ON p.id = f.rowid WHERE peer MATCH ? ORDER BY f.rank LIMIT 20"
    for query in QUERIES:
        asked = f'"{query}"'
        (rows,) = db.execute("SELECT count(*) FROM peer WHERE peer MATCH ?", (asked,)).fetchone()
        figures[query] = {"rows": rows, "ms": _milliseconds(lambda asked=asked: db.execute(sql, (asked,)).fetchall())}
    db.execute("DROP TABLE peer")
    return figures


def _like(db: sqlite3.Connection, query: str) -> int:
    where = " AND ".join("text LIKE ?" for _ in ngrams.words(query))
    (count,) = db.execute(
        f"SELECT count(*) FROM paragraphs WHERE {where}", [f"%{word}%" for word in ngrams.words(query)]
    ).fetchone()
    return int(count)


def _milliseconds(act: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        start = perf_counter()
        act()
        times.append(perf_counter() - start)
    return round(min(times) * 1000, 1)


if __name__ == "__main__":
    for name, figures in run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000).items():
        print(name)
        for what, figure in figures.items():
            print(f"    {what:20} {figure}")
