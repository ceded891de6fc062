"""The ledger: what is to be fetched and what became of it, as rows of the archive's database.

Scrapy's JOBDIR resumes nothing after `kill -9`; this does, because a row changes in the same transaction that stores
what its response said. Each address stands here once. `links` keeps which page listed which article, so that the
account (links seen = stored + duplicate + off-topic + failed) can be recomputed at any time; of an article that is cut
into parts, each part lists the next.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.records import LedgerKind, LedgerState
from crawler.servers import FORBIDDEN, OFF_SITE

MOST_PARTS = 20
"""Parts of one article that are followed: what goes on longer is a trap, or a gallery."""

RANK = {"article": 0, "page": 1, "front": 2}
"""What is fetched first: an edition that was begun is finished before the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One address to be fetched. `etag` and `last_modified` are those of the capture we have, if any."""

    id: int
    url: str
    newspaper_id: str
    day: date | None
    kind: LedgerKind
    server: str
    attempts: int = 0
    via: str | None = None
    title: str | None = None
    page_no: str | None = None
    page_name: str | None = None
    capture_id: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address to enter: `state` is pending, or skipped with its reason."""

    url: str
    newspaper_id: str
    day: date | None
    kind: LedgerKind
    server: str
    state: LedgerState = "pending"
    reason: str | None = None
    via: str | None = None
    title: str | None = None
    page_no: str | None = None
    page_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one run asks for: newspapers and days; an article without a day belongs to every scope."""

    newspaper_ids: tuple[str, ...]
    since: date
    until: date


NEXT = """
SELECT l.id, l.url, l.newspaper_id, l.day, l.kind, l.server, l.attempts, l.via, l.title, l.page_no, l.page_name,
       l.capture_id, c.etag, c.last_modified
  FROM ledger l LEFT JOIN captures c ON c.id = l.capture_id
 WHERE l.newspaper_id = ? AND l.state = 'pending' AND (l.day IS NULL OR l.day BETWEEN ? AND ?)
 ORDER BY l.rank, l.id LIMIT 1"""

ENTER = """
INSERT INTO ledger (url, newspaper_id, day, kind, rank, state, reason, via, title, page_no, page_name, server, run_id,
                    updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (url) DO UPDATE SET state = 'pending', reason = NULL, title = excluded.title, via = excluded.via,
       page_no = excluded.page_no, page_name = excluded.page_name, updated_at = excluded.updated_at
 WHERE ledger.state = 'skipped' AND excluded.state = 'pending'"""


LEFT_OUT = f"""
UPDATE ledger SET state = 'pending', reason = NULL WHERE newspaper_id = ? AND kind = 'article'
   AND state = 'skipped' AND capture_id IS NULL AND reason NOT IN ('{FORBIDDEN}', '{OFF_SITE}')"""
"""Makes pending what was left out for its headline; the days are to be added."""

PARTS_BEFORE = """
WITH RECURSIVE before (id, steps) AS (
    SELECT ?, 0
    UNION SELECT l.id, steps + 1 FROM before b JOIN links k ON k.article_id = b.id
      JOIN ledger l ON l.id = k.page_id AND l.kind = 'article' WHERE steps < ?)
SELECT l.url FROM before b JOIN ledger l ON l.id = b.id WHERE b.steps > 0 ORDER BY b.steps, l.id"""


@dataclass(slots=True)
class Ledger:
    """The ledger of one archive, in the archive's own open transaction."""

    db: sqlite3.Connection
    run_id: str

    def release(self) -> int:
        """Gives back what a killed run had leased; the number of rows."""
        return self.db.execute("UPDATE ledger SET state = 'pending' WHERE state = 'leased'").rowcount

    def retry(self, scope: Scope) -> int:
        """Takes up again, once a run, what failed for a passing reason."""
        done = 0
        for newspaper_id in scope.newspaper_ids:
            done += self.db.execute(
                "UPDATE ledger SET state = 'pending', attempts = 0 WHERE state = 'failed' AND passing = 1"
                " AND newspaper_id = ? AND (day IS NULL OR day BETWEEN ? AND ?)",
                (newspaper_id, scope.since.isoformat(), scope.until.isoformat()),
            ).rowcount
        return done

    def enter(self, wanted: Wanted, at: str) -> int:
        """Enters an address once and returns its row's id; a skipped one that is wanted after all becomes pending."""
        self.db.execute(
            ENTER,
            (
                wanted.url,
                wanted.newspaper_id,
                wanted.day and wanted.day.isoformat(),
                wanted.kind,
                RANK[wanted.kind],
                wanted.state,
                wanted.reason,
                wanted.via,
                wanted.title,
                wanted.page_no,
                wanted.page_name,
                wanted.server,
                self.run_id,
                at,
            ),
        )
        row_id, page_no = self.db.execute("SELECT id, page_no FROM ledger WHERE url = ?", (wanted.url,)).fetchone()
        if page_no is None and wanted.page_no is not None:
            where = (wanted.page_no, wanted.page_name, row_id)
            self.db.execute("UPDATE ledger SET page_no = ?, page_name = ? WHERE id = ?", where)
        return int(row_id)

    def list_links(self, page_id: int, article_ids: Iterable[int]) -> None:
        """Keeps that this page listed these articles, in this order."""
        self.db.executemany(
            "INSERT INTO links (page_id, article_id, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(page_id, article_id, position) for position, article_id in enumerate(article_ids)],
        )

    def parts_before(self, row: Row) -> tuple[str, ...]:
        """The addresses of the parts of its article before a row's, the nearest first; () for any other row."""
        return tuple(url for (url,) in self.db.execute(PARTS_BEFORE, (row.id, MOST_PARTS)))

    def next(self, newspaper_id: str, scope: Scope) -> Row | None:
        """The row of that newspaper to fetch next, still pending."""
        found = self.db.execute(NEXT, (newspaper_id, scope.since.isoformat(), scope.until.isoformat())).fetchone()
        return None if found is None else _row(found)

    def lease(self, row: Row) -> None:
        """Marks a row as being fetched by this run."""
        self.db.execute(
            "UPDATE ledger SET state = 'leased', attempts = attempts + 1, run_id = ? WHERE id = ?",
            (self.run_id, row.id),
        )

    def give_back(self, row: Row, reason: str) -> None:
        """Back to pending, to be fetched later in this run or in the next; of what we have, the reason stays."""
        self.db.execute(
            "UPDATE ledger SET state = 'pending', reason = CASE WHEN capture_id IS NULL THEN ? ELSE reason END"
            " WHERE id = ?",
            (reason, row.id),
        )

    def stands(self, row: Row, at: str) -> None:
        """An address that was asked for again and has not changed: done, for the reason it had."""
        self.db.execute("UPDATE ledger SET state = 'done', updated_at = ? WHERE id = ?", (at, row.id))

    def settle(
        self,
        row: Row,
        state: LedgerState,
        reason: str | None,
        *,
        at: str,
        capture_id: int | None = None,
        passing: bool = False,
    ) -> None:
        """What became of a row. `passing`: a fault that another run may find gone."""
        self.db.execute(
            "UPDATE ledger SET state = ?, reason = ?, passing = ?, capture_id = coalesce(?, capture_id), updated_at = ?"
            " WHERE id = ?",
            (state, reason, int(passing), capture_id, at, row.id),
        )

    def tell(self, url: str, reason: str) -> None:
        """The reason of an address that is done, where a later answer has changed it."""
        self.db.execute("UPDATE ledger SET reason = ? WHERE url = ? AND state = 'done'", (reason, url))

    def ask_again(self, url: str) -> bool:
        """Makes a settled address pending; False if it is not known."""
        return self.db.execute("UPDATE ledger SET state = 'pending' WHERE url = ?", (url,)).rowcount > 0

    def ask_again_pages(self, scope: Scope) -> None:
        """Makes every page and article of the scope pending: to be asked for conditionally what we have, and anew what
        failed, for whose capture nobody may answer that it stands."""
        for newspaper_id in scope.newspaper_ids:
            self.db.execute(
                "UPDATE ledger SET state = 'pending', attempts = CASE state WHEN 'failed' THEN 0 ELSE attempts END,"
                " capture_id = CASE state WHEN 'failed' THEN NULL ELSE capture_id END"
                " WHERE newspaper_id = ? AND state IN ('done', 'failed') AND kind <> 'front'"
                " AND (day IS NULL OR day BETWEEN ? AND ?)",
                (newspaper_id, scope.since.isoformat(), scope.until.isoformat()),
            )

    def widen(self, scope: Scope) -> None:
        """Makes pending what the scope has of articles that were left out for their headlines."""
        for newspaper_id in scope.newspaper_ids:
            self.db.execute(
                f"{LEFT_OUT} AND (day IS NULL OR day BETWEEN ? AND ?)",
                (newspaper_id, scope.since.isoformat(), scope.until.isoformat()),
            )

    def known(self, urls: Iterable[str]) -> frozenset[str]:
        """Which of these addresses stand in the ledger already."""
        return frozenset(
            url for url in urls if self.db.execute("SELECT 1 FROM ledger WHERE url = ?", (url,)).fetchone()
        )

    def leased(self, newspaper_id: str) -> bool:
        """Whether something of a newspaper is being fetched or read."""
        found = self.db.execute("SELECT 1 FROM ledger WHERE newspaper_id = ? AND state = 'leased'", (newspaper_id,))
        return found.fetchone() is not None

    def pages(self, newspaper_id: str, day: date) -> int:
        """How many pages of an edition are known."""
        (count,) = self.db.execute(
            "SELECT count(*) FROM ledger WHERE newspaper_id = ? AND day = ? AND kind = 'page'",
            (newspaper_id, day.isoformat()),
        ).fetchone()
        return int(count)

    def waiting(self) -> int:
        """How many rows are pending, of any scope; more may be found on the way."""
        (count,) = self.db.execute("SELECT count(*) FROM ledger WHERE state = 'pending'").fetchone()
        return int(count)

    def open_rows(self, newspaper_id: str, day: date) -> int:
        """How many rows of an edition are still to be fetched or read."""
        (count,) = self.db.execute(
            "SELECT count(*) FROM ledger WHERE newspaper_id = ? AND day = ? AND state IN ('pending', 'leased')",
            (newspaper_id, day.isoformat()),
        ).fetchone()
        return int(count)


def _row(found: tuple[Any, ...]) -> Row:
    values = dict(zip(Row.__dataclass_fields__, found, strict=True))
    day = values["day"]
    return Row(**{**values, "day": day and date.fromisoformat(day)})
