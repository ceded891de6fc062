"""What happens when the last page and article of an edition is in: continuations are joined, and its state is told.

An edition that prints a report, or news of a session, is read whole: a report may stand under another article's
headline on one address, or go on under a headline that does not look like ours. Those are a few days a year.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import date

from archive.records import EditionState
from archive.store import Archive
from crawler.continued import Continued
from crawler.ledger import LEFT_OUT
from crawler.newspapers import Newspaper
from crawler.reread import Reread
from crawler.settle import OPEN

PAGES = """
UPDATE articles SET page_no = l.page_no, page_name = l.page_name FROM ledger l
 WHERE l.url = articles.url AND articles.newspaper_id = ? AND articles.day = ? AND articles.page_no IS NULL
   AND l.page_no IS NOT NULL"""
"""An article that another page announced (导读) may be read before its own page says where it stands."""

OURS = """
SELECT topic, coalesce(kicker, '') || coalesce(headline, '') || coalesce(subtitle, '') FROM articles
 WHERE newspaper_id = ? AND day = ? AND topic <> 'other'"""

# 政协长治市第十四届委员会第四次会议隆重开幕, 市政协十四届四次会议闭幕
SESSION = re.compile(r"届.{0,8}次(?:全体)?会议|[开閉闭開]幕|全体会议|全會|决议|決議")

FAILED = """
SELECT count(*) FROM ledger l WHERE l.newspaper_id = ? AND l.day = ? AND l.state = 'failed'
   AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.newspaper_id = l.newspaper_id AND a.url = l.url)"""
"""What failed when it was asked again is here nevertheless."""

HAD = "SELECT 1 FROM ledger WHERE newspaper_id = ? AND day = ? AND kind = 'front' AND state = 'done' AND reason IS NULL"


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
            if self._widen(newspaper.id, day):
                return False
            self.db.execute(PAGES, (newspaper.id, day.isoformat()))
            Continued(self.archive, self.reread, newspaper, day).join()
            self._tell(newspaper.id, day)
        return True

    def _widen(self, newspaper_id: str, day: date) -> bool:
        edition = (newspaper_id, day.isoformat())
        if not any(topic == "report" or SESSION.search(said) for topic, said in self.db.execute(OURS, edition)):
            return False
        return self.db.execute(f"{LEFT_OUT} AND day = ?", edition).rowcount > 0

    def _tell(self, newspaper_id: str, day: date) -> None:
        edition = (newspaper_id, day.isoformat())
        found = self.db.execute("SELECT state FROM editions WHERE newspaper_id = ? AND day = ?", edition).fetchone()
        # `partial` is open, or an earlier run closed it without a page that may have come since; and what a server
        # refused in the middle may have come too
        if found != ("partial",) and not (
            found in (("blocked",), ("missing",)) and self.db.execute(HAD, edition).fetchone()
        ):
            return
        (failed,) = self.db.execute(FAILED, edition).fetchone()
        state: EditionState = "partial" if failed else "published"
        self.archive.set_edition(newspaper_id, day, state, reason=f"{failed} failed" if failed else None)
