"""The account of a run: links seen = stored + duplicate + off-topic + failed + pending, for each newspaper.

It is counted from the ledger, not added up along the way, so a crash or a restart cannot make it wrong. A remainder
means a link was lost, and is an error of ours that a run reports instead of hiding.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.ledger import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One newspaper's links in a run's scope. `off_topic`: not fetched for its headline, or read as neither report
    nor related. `pending`: still to be fetched."""

    newspaper_id: str
    links_seen: int
    stored: int
    duplicate: int
    off_topic: int
    failed: int
    pending: int

    @property
    def adds_up(self) -> bool:
        """Whether every link that was seen is accounted for."""
        return self.links_seen == self.stored + self.duplicate + self.off_topic + self.failed + self.pending


COUNTED = """
SELECT coalesce(sum(seen), 0), count(*),
       coalesce(sum(state = 'done' AND reason = 'stored'), 0),
       coalesce(sum(state = 'skipped' OR (state = 'done' AND reason = 'off-topic')), 0),
       coalesce(sum(state = 'failed'), 0),
       coalesce(sum(state IN ('pending', 'leased')), 0)
  FROM (SELECT l.state, l.reason, (SELECT count(*) FROM links k WHERE k.article_id = l.id) AS seen
          FROM ledger l
         WHERE l.newspaper_id = ? AND l.kind = 'article' AND (l.day IS NULL OR l.day BETWEEN ? AND ?))"""


def account(db: sqlite3.Connection, newspaper_id: str, scope: Scope) -> Account:
    """Counts one newspaper's links in the days of the scope."""
    seen, unique, stored, off_topic, failed, pending = db.execute(
        COUNTED, (newspaper_id, scope.since.isoformat(), scope.until.isoformat())
    ).fetchone()
    return Account(
        newspaper_id=newspaper_id,
        links_seen=seen,
        stored=stored,
        duplicate=seen - unique,
        off_topic=off_topic,
        failed=failed,
        pending=pending,
    )
