"""Merges what was fetched and what is to be fetched: captures, ledger and links, and the numbers they have here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from archive.merge_rows import Values, table, values

LATEST = """
SELECT id FROM captures WHERE id IN (?, ?) ORDER BY fetched_at DESC, warc_file DESC, warc_offset DESC LIMIT 1"""

LINKS = """
INSERT INTO links (page_id, article_id, position) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET position = excluded.position WHERE excluded.position < position"""


def merge_captures(
    mine: sqlite3.Connection, theirs: sqlite3.Connection, files: Mapping[str, str]
) -> tuple[int, dict[int, int]]:
    """Takes in captures, whose WARC files are here under the names `files`; rows changed, and number there → here."""
    changed, numbers = 0, {}
    captures = table(mine, "captures")
    for row in values(theirs.execute("SELECT * FROM captures ORDER BY id")):
        row["warc_file"] = files[row["warc_file"]]
        changed += captures.merge(mine, (row,))
        (numbers[row["id"]],) = mine.execute(
            "SELECT id FROM captures WHERE warc_file = ? AND warc_offset = ?", (row["warc_file"], row["warc_offset"])
        ).fetchone()
    return changed, numbers


def merge_ledger(mine: sqlite3.Connection, theirs: sqlite3.Connection, captures: Mapping[int, int]) -> tuple[int, int]:
    """Takes in ledger and links; of each the number of rows that changed."""
    # What a run had leased that did not end is pending; here nobody runs, because we hold the archive.
    mine.execute("UPDATE ledger SET state = 'pending' WHERE state = 'leased'")
    changed, numbers = 0, {}
    ledger = table(mine, "ledger")
    for row in _rows(theirs):
        taken = ledger.merge(mine, (row,))
        number, capture = mine.execute("SELECT id, capture_id FROM ledger WHERE url = ?", (row["url"],)).fetchone()
        numbers[row["id"]] = number
        changed += max(taken, _keep_latest(mine, number, capture, captures.get(row["capture_id"])))
    links = theirs.execute("SELECT page_id, article_id, position FROM links")
    cursor = mine.executemany(LINKS, ((numbers[page], numbers[article], position) for page, article, position in links))
    return changed, max(0, cursor.rowcount)


def _rows(theirs: sqlite3.Connection) -> Iterator[Values]:
    for row in values(theirs.execute("SELECT * FROM ledger ORDER BY id")):
        yield {**row, "state": "pending" if row["state"] == "leased" else row["state"]}


def _keep_latest(mine: sqlite3.Connection, number: int, capture: int | None, other: int | None) -> int:
    if other is None or other == capture:
        return 0
    (latest,) = mine.execute(LATEST, (capture, other)).fetchone()
    mine.execute("UPDATE ledger SET capture_id = ? WHERE id = ?", (latest, number))
    return int(latest != capture)
