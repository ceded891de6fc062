"""Captures as rows of the index, from their WARC records alone; without Scrapy, so that a reader stays small."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from archive import warc
from archive.records import Capture
from crawler.remembered import of_context

if TYPE_CHECKING:
    from archive.store import Archive  # it brings sqlite-utils along, 80 MB that a reading process need not have


def take_in(archive: Archive, folder: Path, run_id: str) -> None:
    """Repairs the WARCs of a run that was killed, and indexes whole captures that it could not.

    The database may have lost more than captures: a newspaper that it does not know is declared as its captures name
    it. Raises StoreFailed naming a segment that is missing or shorter than the index says.
    """
    declared = {None, *(name for (name,) in archive.db.execute("SELECT id FROM newspapers"))}
    ends = archive.db.execute("SELECT warc_file, max(warc_offset + warc_length) FROM captures GROUP BY warc_file")
    for at in warc.repair(folder, dict(ends.fetchall())).unindexed:
        stored = warc.read(folder, at.file, at.offset, at.length)
        capture = capture_of(stored, at, run_id)
        if capture.newspaper_id not in declared:
            if said := of_context(dict(stored.context)):
                archive.declare([said.record()])
                declared.add(said.id)
            else:
                capture = replace(capture, newspaper_id=None)
        archive.add_capture(capture)


def capture_of(stored: warc.Stored, at: warc.Location, run_id: str | None) -> Capture:
    """The index row of a capture as its own record and context state it."""
    day, kind = stored.known("day"), stored.known("kind")
    return Capture(
        run_id=run_id,
        url=stored.url,
        fetched_at=stored.fetched_at,
        status=stored.status,
        payload_sha256=at.payload_sha256,
        warc_file=at.file,
        warc_offset=at.offset,
        warc_length=at.length,
        record_type=stored.record_type,
        record_id=at.record_id,
        content_type=stored.content_type,
        etag=stored.header("ETag"),
        last_modified=stored.header("Last-Modified"),
        truncated=stored.truncated,
        newspaper_id=stored.known("newspaper"),
        day=date.fromisoformat(day) if day else None,
        kind=kind if kind in KINDS else None,  # type: ignore[arg-type]
        via=stored.known("via"),
    )


KINDS = ("front", "page", "article", "robots", "requisite", "added")
