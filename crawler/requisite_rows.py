"""The table of requisites: entered from kept pages, handed out once each, resumable by what is still pending.

Nothing here is known to a rebuild or a merge: an address that has a capture of kind `requisite` is done, so the table
comes back from the captures when the pages are looked through again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from archive.records import LedgerKind
from crawler.ledger import Row, Scope
from crawler.requisite_links import Need, Role
from crawler.servers import server_of

State = Literal["pending", "done", "skipped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisite:
    """One file to be fetched; `row` is what the parts of a request need of it."""

    row: Row
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A capture of a page that is kept, or of a style, with the place of its bytes."""

    capture_id: int
    url: str
    kind: LedgerKind | Literal["style"]
    day: date | None
    place: tuple[str, int, int]


# The capture that holds the bytes: a revisit's are those of the record that it repeats.
UNFURNISHED = """
WITH kept (url, capture_id) AS (
    SELECT url, capture_id FROM articles
     WHERE newspaper_id = :newspaper AND (topic <> 'other' OR continues IS NOT NULL)
       AND (day IS NULL OR day BETWEEN :since AND :until)),
wanted (capture_id, kind, day) AS (
    SELECT k.capture_id, 'article', c.day FROM kept k JOIN captures c ON c.id = k.capture_id AND c.kind = 'article'
    UNION
    SELECT p.capture_id, p.kind, p.day FROM kept k JOIN ledger a ON a.url = k.url
      JOIN links l ON l.article_id = a.id JOIN ledger p ON p.id = l.page_id
    UNION
    SELECT capture_id, 'style', day FROM requisites
     WHERE newspaper_id = :newspaper AND role = 'style' AND state = 'done'
       AND (day IS NULL OR day BETWEEN :since AND :until))
SELECT w.capture_id, c.url, w.kind, w.day, o.warc_file, o.warc_offset, o.warc_length
  FROM wanted w JOIN captures c ON c.id = w.capture_id AND c.status = 200
  JOIN captures o ON o.id = (SELECT id FROM captures WHERE payload_sha256 = c.payload_sha256
                              AND record_type <> 'revisit' ORDER BY id LIMIT 1)
 WHERE NOT EXISTS (SELECT 1 FROM furnished f WHERE f.capture_id = w.capture_id)
 ORDER BY w.capture_id LIMIT 50"""

NEXT = """
SELECT r.id, r.url, r.newspaper_id, r.day, r.server, r.attempts, r.via, r.capture_id, c.etag, c.last_modified, r.role
  FROM requisites r LEFT JOIN captures c ON c.id = r.capture_id
 WHERE r.newspaper_id = ? AND r.state = 'pending' AND (r.day IS NULL OR r.day BETWEEN ? AND ?)
 ORDER BY r.attempts, r.id"""

ENTER = """
INSERT INTO requisites (url, newspaper_id, day, role, via, server, state, reason, run_id, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING"""

# After a crash, a rebuild or a merge: what was captured, whatever became of the row.
KNOWN = """
UPDATE requisites AS r SET state = 'done', capture_id = c.id FROM captures c
 WHERE r.newspaper_id = ? AND r.state = 'pending' AND r.capture_id IS NULL AND c.url = r.url AND c.kind = 'requisite'
   AND c.status = 200 AND c.truncated IS NULL"""

COUNTED = """
SELECT state, count(*) FROM requisites WHERE newspaper_id = ? AND (day IS NULL OR day BETWEEN ? AND ?) GROUP BY state"""


@dataclass(slots=True)
class RequisiteRows:
    """The requisites of one archive, in the archive's own open transaction."""

    db: sqlite3.Connection
    run_id: str
    scope: Scope

    def retry(self, newspaper_id: str, *, recheck: bool) -> None:
        """Takes up again what failed for a passing reason; with `recheck` also what we have, asked for a change."""
        again = "state = 'done' OR (state = 'failed' AND passing)" if recheck else "state = 'failed' AND passing"
        self.db.execute(
            f"UPDATE requisites SET state = 'pending', attempts = 0 WHERE newspaper_id = ? AND ({again})"
            " AND (day IS NULL OR day BETWEEN ? AND ?)",
            (newspaper_id, *self._days),
        )

    def unfurnished(self, newspaper_id: str) -> tuple[KeptPage, ...]:
        """Some kept pages and styles of a newspaper in the scope whose requisites are not entered yet."""
        since, until = self._days
        found = self.db.execute(UNFURNISHED, {"newspaper": newspaper_id, "since": since, "until": until})
        return tuple(_kept_page(*row) for row in found)

    def furnish(self, newspaper_id: str, page: KeptPage, needs: Iterable[tuple[Need, bool]], at: str) -> None:
        """Enters what a kept page needs, each with whether we may ask for it, and that the page is looked through."""
        self.enter(newspaper_id, page.day, page.url, needs, at)
        self.db.execute("INSERT INTO furnished (capture_id) VALUES (?) ON CONFLICT DO NOTHING", (page.capture_id,))

    def enter(self, newspaper_id: str, day: date | None, via: str, needs: Iterable[tuple[Need, bool]], at: str) -> None:
        """Enters files once each; those that we may not ask for are skipped with the reason."""
        self.db.executemany(
            ENTER,
            [
                (
                    need.url,
                    newspaper_id,
                    day and day.isoformat(),
                    need.role,
                    via,
                    server_of(need.url),
                    "pending" if ours else "skipped",
                    None if ours else "on another site",
                    self.run_id,
                    at,
                )
                for need, ours in needs
            ],
        )
        self.db.execute(KNOWN, (newspaper_id,))

    def pending(self, newspaper_id: str) -> Iterator[Requisite]:
        """The pending files of a newspaper in the scope, those that never failed first."""
        for row in self.db.execute(NEXT, (newspaper_id, *self._days)):
            yield _requisite(*row)

    def settle(
        self,
        row: Row,
        state: State,
        reason: str | None,
        at: str,
        *,
        capture_id: int | None = None,
        passing: bool = False,
    ) -> None:
        """What became of a file; `pending`: to be asked for again."""
        self.db.execute(
            "UPDATE requisites SET state = ?, reason = ?, passing = ?, capture_id = coalesce(?, capture_id),"
            " attempts = attempts + ?, run_id = ?, updated_at = ? WHERE id = ?",
            (state, reason, int(passing), capture_id, int(state == "pending"), self.run_id, at, row.id),
        )

    def counts(self) -> dict[str, int]:
        """How many files of the scope stand in each state."""
        total = dict.fromkeys(("done", "failed", "skipped", "pending"), 0)
        for newspaper_id in self.scope.newspaper_ids:
            for state, count in self.db.execute(COUNTED, (newspaper_id, *self._days)):
                total[state] += count
        return total

    @property
    def _days(self) -> tuple[str, str]:
        return self.scope.since.isoformat(), self.scope.until.isoformat()


def _kept_page(capture_id: int, url: str, kind: str, day: str | None, file: str, offset: int, length: int) -> KeptPage:
    return KeptPage(
        capture_id=capture_id,
        url=url,
        kind=cast(LedgerKind | Literal["style"], kind),
        day=date.fromisoformat(day) if day else None,
        place=(file, offset, length),
    )


def _requisite(
    row_id: int,
    url: str,
    newspaper_id: str,
    day: str | None,
    server: str,
    attempts: int,
    via: str,
    capture_id: int | None,
    etag: str | None,
    last_modified: str | None,
    role: Role,
) -> Requisite:
    row = Row(
        id=row_id,
        url=url,
        newspaper_id=newspaper_id,
        day=date.fromisoformat(day) if day else None,
        kind=cast(LedgerKind, "requisite"),  # a kind of captures; the ledger's own table never sees this row
        server=server,
        attempts=attempts,
        via=via,
        capture_id=capture_id,
        etag=etag,
        last_modified=last_modified,
    )
    return Requisite(row=row, role=role)
