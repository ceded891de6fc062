"""Where a release comes from: software, runs and WARC files, and the day that stands on it.

There is no clock in it: a release carries the instant at which the archive last changed, so that it is the same bytes
whenever it is made.
"""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.segments import manifest, path_of
from archive.software import SOFTWARE
from dedupe import NORM_VERSION

RUNS = "SELECT id, command, started_at, finished_at, outcome, exit_code, software FROM runs ORDER BY id"

LAST = """
SELECT max(at) FROM (
    SELECT max(coalesce(finished_at, started_at)) AS at FROM runs UNION ALL SELECT max(fetched_at) FROM captures)"""

WARC_FILES = "SELECT warc_file, count(*) FROM captures GROUP BY warc_file ORDER BY warc_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcFile:
    """A WARC file that captures stand in. `sha256` is None while it is still open, `bytes` where it is not here."""

    name: str
    captures: int
    bytes: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What is told of the origin of a release. `changed_at` is None for an archive without runs and captures."""

    software: str
    schema_version: int
    norm_version: int
    changed_at: str | None
    runs: tuple[dict[str, Any], ...]
    warc_files: tuple[WarcFile, ...]

    @property
    def day(self) -> str | None:
        """The day of the archive's last change."""
        return self.changed_at[:10] if self.changed_at else None

    def as_json(self) -> dict[str, Any]:
        """As it stands in provenance.json."""
        return asdict(self)


def provenance(db: sqlite3.Connection, folder: Path) -> Provenance:
    """The provenance of the archive in a folder. Raises ArchiveError for a WARC reference that leads out of it."""
    cursor = db.execute(RUNS)
    names = [column for column, *_ in cursor.description]
    (schema_version,) = db.execute("PRAGMA user_version").fetchone()
    (changed_at,) = db.execute(LAST).fetchone()
    return Provenance(
        software=SOFTWARE,
        schema_version=schema_version,
        norm_version=NORM_VERSION,
        changed_at=changed_at or None,
        runs=tuple(dict(zip(names, row, strict=True)) for row in cursor),
        warc_files=_warc_files(db, folder / "warc"),
    )


def _warc_files(db: sqlite3.Connection, warcs: Path) -> tuple[WarcFile, ...]:
    sealed = manifest(warcs)
    return tuple(
        WarcFile(name=name, captures=count, bytes=_size(path_of(warcs, name)), sha256=sealed.get(name))
        for name, count in db.execute(WARC_FILES).fetchall()
    )


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None
