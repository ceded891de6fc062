"""What is known of earlier runs: from the archive that is replaced, runs/*/summary.json, else the id alone."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COLUMNS = (
    "id",
    "command",
    "arguments",
    "started_at",
    "finished_at",
    "outcome",
    "exit_code",
    "software",
    "requests",
    "bytes",
    "figures",
)
# 20261122T050820Z-822bfe
RUN_ID = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]+")


@dataclass(slots=True)
class RunsKnown:
    """The runs of one archive folder. `old` is the database that is replaced, None where there is none to read."""

    folder: Path
    old: sqlite3.Connection | None

    def enter(self, db: sqlite3.Connection, run_id: str) -> bool:
        """Enters a run into a database; whether it fetched all articles."""
        row = self._row(run_id)
        db.execute(
            f"INSERT INTO runs ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT DO NOTHING",
            [row.get(name) for name in COLUMNS],
        )
        return bool(json.loads(row["arguments"]).get("all_articles"))

    def ids(self) -> tuple[str, ...]:
        """Every run that is known without its captures."""
        found = {summary.parent.name for summary in (self.folder / "runs").glob("*/summary.json")}
        if self.old:
            found |= {run_id for (run_id,) in self.old.execute("SELECT id FROM runs")}
        return tuple(sorted(found))

    def accounts(self, run_id: str) -> Iterator[tuple[str | None, dict[str, int]]]:
        """The account of a run by newspaper."""
        for said in self._summary(run_id).get("accounts", ()):
            yield said.pop("newspaper_id"), said

    def _row(self, run_id: str) -> dict[str, Any]:
        if self.old:
            found = self.old.execute(f"SELECT {', '.join(COLUMNS)} FROM runs WHERE id = ?", (run_id,)).fetchone()
            if found:
                return dict(zip(COLUMNS, found, strict=True))
        return _told(run_id, self._summary(run_id))

    def _summary(self, run_id: str) -> dict[str, Any]:
        try:
            said = json.loads((self.folder / "runs" / run_id / "summary.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}


def _told(run_id: str, summary: dict[str, Any]) -> dict[str, Any]:
    instant = RUN_ID.fullmatch(run_id)
    year, month, day, hour, minute, second = instant.groups() if instant else ("1970", "01", "01", "00", "00", "00")
    return {
        "id": run_id,
        "command": summary.get("command", "not known"),
        "arguments": json.dumps(summary.get("arguments", {}), ensure_ascii=False),
        "started_at": f"{year}-{month}-{day}T{hour}:{minute}:{second}Z",
        "finished_at": summary.get("finished_at"),
        "outcome": summary.get("outcome"),
        "exit_code": summary.get("exit_code"),
        "software": summary.get("software"),
        "requests": summary.get("requests"),
        "bytes": summary.get("bytes"),
        "figures": json.dumps(summary, ensure_ascii=False),
    }
