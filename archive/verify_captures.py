"""Fixity of the captures: each index row leads to its record, each record to its digests, each segment to its hash."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from archive.durable import file_sha256
from archive.errors import ArchiveError, InputError
from archive.segments import is_ours, manifest, path_of
from archive.verify_fault import Fault, Progress
from archive.warc_payload import digest_agrees
from archive.warc_read import Record, capture, every_record, parsed
from archive.warc_scan import Broken, member_at
from archive.warc_values import CAPTURES, Damage, Stored

ROWS = """
SELECT id, url, status, payload_sha256, warc_file, warc_offset, warc_length, record_type, record_id FROM captures
 WHERE :sample IS NULL OR id IN (SELECT id FROM captures ORDER BY random() LIMIT :sample)
 ORDER BY warc_file, warc_offset"""

ORPHANED = """
SELECT r.id, r.warc_file, r.warc_offset FROM captures r
 WHERE r.record_type = 'revisit' AND r.url NOT IN (SELECT url FROM captures WHERE record_type = 'response')
   AND r.payload_sha256 NOT IN (SELECT payload_sha256 FROM captures WHERE record_type = 'response')"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of `captures`, as far as a WARC can confirm it."""

    id: int
    url: str
    status: int
    payload_sha256: str
    file: str
    offset: int
    length: int
    record_type: str
    record_id: str | None

    @property
    def where(self) -> str:
        """How a person finds it."""
        return f"capture {self.id}, {self.file} at {self.offset}"


def capture_faults(db: sqlite3.Connection, warcs: Path, sample: int | None, progress: Progress) -> Iterator[Fault]:
    """Index rows that do not lead to their record, and records that do not agree with their digests."""
    names = Row.__dataclass_fields__
    rows = (Row(**dict(zip(names, row, strict=True))) for row in db.execute(ROWS, {"sample": sample}))
    (total,) = db.execute("SELECT count(*) FROM captures").fetchone()
    total, done = total if sample is None else min(total, sample), 0
    for file, group in groupby(rows, key=attrgetter("file")):
        here = tuple(group)
        yield from _file_faults(warcs, file, here)
        done += len(here)
        progress("captures", done, total)
    for key, file, offset in db.execute(ORPHANED):
        yield Fault(
            kind="capture", where=f"capture {key}, {file} at {offset}", detail="repeats a capture that is not here"
        )


def segment_faults(db: sqlite3.Connection, warcs: Path, *, quick: bool, progress: Progress) -> Iterator[Fault]:
    """Sealed segments that changed or went missing, and captures in them that have no row; quick: only missing ones."""
    sealed = manifest(warcs)
    for done, (name, digest) in enumerate(sorted(sealed.items()), start=1):
        yield from _sealed_faults(db, warcs / name, name, None if quick else digest)
        progress("segments", done, len(sealed))


def _sealed_faults(db: sqlite3.Connection, path: Path, name: str, digest: str | None) -> Iterator[Fault]:
    try:
        found = file_sha256(path) if digest else str(path.stat().st_size)
    except FileNotFoundError:
        yield Fault(kind="segment", where=name, detail="it stands in the manifest and is missing")
        return
    except OSError as error:
        yield Fault(kind="segment", where=name, detail=f"it cannot be read ({error.strerror})")
        return
    if digest and found != digest:
        yield Fault(kind="segment", where=name, detail="its SHA-256 is not the one in the manifest")
    if digest and is_ours(name):
        yield from _unindexed(db, path)


def _unindexed(db: sqlite3.Connection, path: Path) -> Iterator[Fault]:
    indexed = {offset for (offset,) in db.execute("SELECT warc_offset FROM captures WHERE warc_file = ?", (path.name,))}
    for record in every_record(path):
        if isinstance(record, Damage):
            yield Fault(kind="segment", where=f"{path.name} at {record.offset}", detail=record.reason)
        elif record.kind in CAPTURES and record.member.offset not in indexed:
            where = f"{path.name} at {record.member.offset}"
            yield Fault(kind="capture", where=where, detail="stands in the WARC without a row in captures")


def _file_faults(warcs: Path, file: str, rows: tuple[Row, ...]) -> Iterator[Fault]:
    try:
        with path_of(warcs, file).open("rb") as opened:
            for row in rows:
                try:
                    record = parsed(member_at(opened, row.offset))
                    yield from _row_faults(row, record, capture(file, record))
                except (Broken, InputError) as broken:
                    yield Fault(kind="capture", where=row.where, detail=str(broken))
    except ArchiveError as error:
        yield Fault(kind="segment", where=file, detail=str(error))
    except OSError as error:
        detail = f"{error.strerror}; {len(rows)} checked captures stand in it"
        yield Fault(kind="segment", where=file, detail=detail)


def _row_faults(row: Row, record: Record, stored: Stored | None) -> Iterator[Fault]:
    if stored is None:
        yield Fault(kind="capture", where=row.where, detail=f"a {record.kind} record stands there, not a response")
        return
    said = (
        ("length", row.length, stored.length),
        ("record id", row.record_id or stored.record_id, stored.record_id),
        ("record type", row.record_type, stored.record_type),
        ("address", row.url, stored.url),
        ("status", row.status, stored.status),
        ("payload SHA-256", row.payload_sha256, stored.payload_sha256 or row.payload_sha256),
    )
    for what, indexed, found in said:
        if indexed != found:
            yield Fault(kind="capture", where=row.where, detail=f"{what}: the index says {indexed}, the WARC {found}")
    for what, digest, covered in (
        ("block", record.get("WARC-Block-Digest"), (record.block,)),
        ("payload", None if stored.record_type == "revisit" else stored.declared, _payloads(record, stored)),
    ):
        if digest and digest_agrees(digest, *covered) is False:
            yield Fault(kind="capture", where=row.where, detail=f"the {what} is not what its digest {digest} says")


def _payloads(record: Record, stored: Stored) -> tuple[bytes, ...]:
    # Tools differ on whether the payload digest covers the chunks (webrecorder/warcio issue 74): take either.
    _, _, raw = record.block.partition(b"\r\n\r\n")
    return stored.payload, raw
