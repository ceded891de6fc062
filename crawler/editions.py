"""What happens when the last page and article of an edition is in: continuations are joined, and its state is told.

An article that ends in (下转第四版) and the one on page 4 that opens with (上接第1版) are one article. Both are read
again from their captures and joined, so that the outcome does not depend on which of them came first. A report whose
tail was not fetched (its headline did not look like ours) makes the tail's page be looked through once more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from archive.records import Article, EditionState
from archive.store import Archive
from crawler.newspapers import Newspaper
from crawler.reading import continuation
from crawler.reading.model import Hints
from crawler.settle import OPEN

Reread = Callable[[int], Article | None]
"""Reads a stored article again from its capture, by the article's id, with all its paragraphs."""

PARTS = """
SELECT id, continued_on IS NOT NULL AS is_head, topic, continued_on, capture_id FROM articles
 WHERE newspaper_id = ? AND day = ? AND continues IS NULL AND (continued_on IS NOT NULL OR continued_from IS NOT NULL)
 ORDER BY id"""

STATES = """
SELECT coalesce(sum(state = 'failed'), 0), count(*) FROM ledger WHERE newspaper_id = ? AND day = ?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A head or tail of an article that stands on two pages."""

    id: int
    topic: str
    continued_on: str | None
    capture_id: int | None


@dataclass(slots=True)
class Editions:
    """Closes editions of one archive."""

    archive: Archive
    reread: Reread

    @property
    def db(self) -> sqlite3.Connection:
        """The archive's connection, in its open transaction."""
        return self.archive.db

    def left_open(self) -> tuple[tuple[str, date], ...]:
        """Editions whose last answer was settled by a run that ended before it could close them."""
        found = self.db.execute(
            "SELECT e.newspaper_id, e.day FROM editions e WHERE e.state = 'partial' AND e.reason = ? AND NOT EXISTS"
            " (SELECT 1 FROM ledger l WHERE l.newspaper_id = e.newspaper_id AND l.day = e.day"
            "   AND l.state IN ('pending', 'leased'))",
            (OPEN,),
        )
        return tuple((newspaper_id, date.fromisoformat(day)) for newspaper_id, day in found)

    def close(self, newspaper: Newspaper, day: date) -> bool:
        """Closes an edition; False if a continuation made more articles wanted, so that it stays open."""
        with self.archive.unit():
            if self._join(newspaper, day):
                return False
            self._tell(newspaper.id, day)
        return True

    def _join(self, newspaper: Newspaper, day: date) -> bool:
        parts = self.db.execute(PARTS, (newspaper.id, day.isoformat())).fetchall()
        heads = [Part(id=p[0], topic=p[2], continued_on=p[3], capture_id=p[4]) for p in parts if p[1]]
        tails = [Part(id=p[0], topic=p[2], continued_on=None, capture_id=p[4]) for p in parts if not p[1]]
        hints = Hints(newspaper_title=newspaper.title, newspaper_place=newspaper.place, day=day)
        more = False
        for head in heads:
            joined = self._join_one(head, tails, hints)
            if not joined and head.topic == "report" and head.continued_on:
                more = self._widen(newspaper.id, day, head.continued_on) or more
        return more

    def _join_one(self, head: Part, tails: list[Part], hints: Hints) -> bool:
        first = self.reread(head.id)
        for tail in tails:
            second = self.reread(tail.id)
            whole = continuation.join(first, second, hints) if first and second else None
            if whole is not None and second is not None:
                tail_from = len(whole.paragraphs) - len(second.paragraphs)
                self.archive.join_continuation(head.id, tail.id, whole, max(0, tail_from), tail.capture_id)
                tails.remove(tail)
                return True
        return False

    def _widen(self, newspaper_id: str, day: date, page_no: str) -> bool:
        done = self.db.execute(
            "UPDATE ledger SET state = 'pending', reason = NULL WHERE newspaper_id = ? AND day = ? AND kind = 'article'"
            " AND state = 'skipped' AND ltrim(page_no, '0A') = ltrim(?, '0A')",
            (newspaper_id, day.isoformat(), page_no),
        )
        return done.rowcount > 0

    def _tell(self, newspaper_id: str, day: date) -> None:
        found = self.db.execute(
            "SELECT state, reason FROM editions WHERE newspaper_id = ? AND day = ?", (newspaper_id, day.isoformat())
        ).fetchone()
        if found is None or found[1] != OPEN:
            return
        failed, _ = self.db.execute(STATES, (newspaper_id, day.isoformat())).fetchone()
        state: EditionState = "partial" if failed else "published"
        self.archive.set_edition(newspaper_id, day, state, reason=f"{failed} failed" if failed else None)
