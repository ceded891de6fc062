"""What no capture can tell is taken over from the archive that a rebuild replaces.

A host that did not answer, a page that robots.txt forbade, a front that was never asked for: of these the WARC holds
nothing. Without the old database such rows stay pending, and the next crawl asks for them.
"""

from __future__ import annotations

import sqlite3

from archive.store import Archive
from crawler.runs_known import RunsKnown

UNANSWERED = """
SELECT url, newspaper_id, day, kind, rank, CASE state WHEN 'leased' THEN 'pending' ELSE state END, attempts, reason,
       passing, via, title, page_no, page_name, server, run_id, updated_at
  FROM ledger WHERE capture_id IS NULL"""

TAKE_ROW = """
INSERT INTO ledger (url, newspaper_id, day, kind, rank, state, attempts, reason, passing, via, title, page_no,
                    page_name, server, run_id, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (url) DO UPDATE SET state = excluded.state, attempts = excluded.attempts, reason = excluded.reason,
       passing = excluded.passing, run_id = excluded.run_id, updated_at = excluded.updated_at
 WHERE ledger.capture_id IS NULL AND ledger.state IN ('pending', 'leased', 'skipped')"""

EDITIONS = """
SELECT newspaper_id, day, state, reason, front_url, printed_day, pages_listed, pages_got, articles_listed, checked_at,
       run_id FROM editions"""
TAKE_EDITION = "INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
LOOKED_AT = """
UPDATE editions SET checked_at = coalesce((SELECT max(c.fetched_at) FROM ledger l JOIN captures c ON c.id = l.capture_id
  WHERE l.newspaper_id = editions.newspaper_id AND l.day = editions.day), checked_at)"""
"""A rebuild looks at no site: the last look was when the last of an edition's captures was fetched."""
LOOKED_AT_BEFORE = "UPDATE editions SET checked_at = ? WHERE newspaper_id = ? AND day = ?"

PROBLEMS = "SELECT run_id, url, kind, detail, at FROM problems WHERE kind IN ('fetch', 'refused', 'unreachable')"
TAKE_PROBLEM = """
INSERT INTO problems (run_id, url, kind, detail, at) SELECT ?1, ?2, ?3, ?4, ?5
 WHERE NOT EXISTS (SELECT 1 FROM problems WHERE run_id IS ?1 AND url = ?2 AND kind = ?3)"""

TIMES = "SELECT run_id, url, kind, detail, min(at) FROM problems GROUP BY run_id, url, kind, detail"


def carry(archive: Archive, old: sqlite3.Connection | None, runs: RunsKnown) -> None:
    """Takes over runs, accounts, and, where there is an old database, what its captures do not tell."""
    known = runs.ids()
    for run_id in known:
        runs.enter(archive.db, run_id)
    if old is None:
        _accounts_told(archive, runs, known)
        return
    db = archive.db
    rows = old.execute("SELECT id, title, place, eras FROM newspapers")
    db.executemany("INSERT INTO newspapers (id, title, place, eras) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
    db.executemany(TAKE_ROW, old.execute(UNANSWERED))
    db.executemany(TAKE_EDITION, old.execute(EDITIONS))
    db.executemany(TAKE_PROBLEM, old.execute(PROBLEMS))
    for run_id, url, kind, detail, at in old.execute(TIMES):
        db.execute(
            "UPDATE problems SET at = ? WHERE run_id IS ? AND url = ? AND kind = ? AND detail = ?",
            (at, run_id, url, kind, detail),
        )
    columns = "run_id, newspaper_id, links_seen, stored, duplicate, off_topic, failed, pending"
    accounts = old.execute(f"SELECT {columns} FROM accounts")
    db.executemany(f"INSERT INTO accounts ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", accounts)


def last_looks(archive: Archive, old: sqlite3.Connection | None) -> None:
    """Of each edition when it was looked at last, as the old database has it, else as its captures tell."""
    archive.db.execute(LOOKED_AT)
    if old is not None:
        looks = old.execute("SELECT checked_at, newspaper_id, day FROM editions WHERE checked_at IS NOT NULL")
        archive.db.executemany(LOOKED_AT_BEFORE, looks)


def _accounts_told(archive: Archive, runs: RunsKnown, known: tuple[str, ...]) -> None:
    papers = {newspaper_id for (newspaper_id,) in archive.db.execute("SELECT id FROM newspapers")}
    for run_id in known:
        for newspaper_id, figures in runs.accounts(run_id):
            if newspaper_id is None or newspaper_id in papers:
                archive.add_account(run_id, newspaper_id, figures)
