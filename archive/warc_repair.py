"""Looks at the WARC folder when a run starts: cuts what a crash tore, and finds what the index does not have.

An exchange ends with its metadata record, so in an open segment everything after the last whole metadata record was
being written when the process died. It is kept beside the segment as `*.torn` and named in `repairs.tsv`; nothing that
the index points to is ever cut. A repaired segment is sealed: the next run writes a new one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.durable import file_sha256, save, stretch, sweep, sync_folder, write_failed
from archive.errors import StoreFailed
from archive.segments import manifest, ours, path_of, remainder_name, seal
from archive.warc_read import every_record, records
from archive.warc_values import CAPTURES, Damage, Location, Stored
from archive.warc_writer import utc_now

NOTES = "repairs.tsv"
NOTES_HEAD = "at\tsegment\toffset\tbytes\tkept_as\treason\n"
ENDS_AN_EXCHANGE = ("metadata", "warcinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Bytes that were taken out of a segment, and where they are kept (None: the segment was empty).

    `moved_to` is the segment that was made of whole exchanges that stood after them.
    """

    segment: str
    offset: int
    length: int
    kept_as: str | None
    reason: str
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was done and found. `unindexed` are whole captures that no index row has, in the order they were written."""

    cuts: tuple[Cut, ...] = ()
    sealed: tuple[str, ...] = ()
    unindexed: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tail:
    """How a segment goes on after its index rows: whole until `end`, then broken bytes, then `resumes` (or nothing)."""

    end: int
    size: int
    resumes: int | None
    reason: str


def repair(folder: Path, indexed_end: Mapping[str, int], clock: Callable[[], datetime] = utc_now) -> Repair:
    """Makes the folder sound again; to be called under the archive's lock, before the first write.

    `indexed_end` is the highest `warc_offset + warc_length` of the index by file. Raises StoreFailed naming the segment
    that is missing or shorter than its index rows; then nothing has been changed.
    """
    sealed = manifest(folder)
    _refuse_lost(folder, indexed_end, sealed)
    sweep(folder)
    cuts: list[Cut] = []
    waiting = [name for name in ours(folder) if name not in sealed]
    for name in waiting:
        cut = _mended(folder, name, indexed_end.get(name, 0), clock)
        cuts += [cut] if cut else []
        waiting += [cut.moved_to] if cut and cut.moved_to and cut.moved_to not in waiting else []
    left = {name: file_sha256(folder / name) for name in waiting if (folder / name).exists()}
    if left:
        seal(folder, left)
    unindexed = (found for name in ours(folder) for found in _unindexed(folder / name, indexed_end.get(name, 0)))
    return Repair(cuts=tuple(cuts), sealed=tuple(left), unindexed=tuple(unindexed))


def _refuse_lost(folder: Path, indexed_end: Mapping[str, int], sealed: Mapping[str, str]) -> None:
    for name in sorted({*indexed_end, *sealed}):
        path, end = path_of(folder, name), indexed_end.get(name, 0)
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise StoreFailed(f"{path}: this WARC segment is missing; put it back, then run the same command") from None
        except OSError as error:
            raise write_failed(path, error) from error
        if size < end:
            raise StoreFailed(
                f"{path}: the segment has {size} bytes, but the archive's index points to {end}; "
                "put the whole segment back, then run the same command"
            )


def _mended(folder: Path, name: str, indexed: int, clock: Callable[[], datetime]) -> Cut | None:
    path = folder / name
    tail = _tail(path, indexed)
    if tail.end == tail.size > 0:
        return None
    until = tail.size if tail.resumes is None else tail.resumes
    cut = Cut(
        segment=name,
        offset=tail.end,
        length=until - tail.end,
        kept_as=f"{name}@{tail.end}.torn" if until > tail.end else None,
        reason=tail.reason,
        moved_to=None if tail.resumes is None else remainder_name(name, tail.resumes),
    )
    _take_out(path, cut, tail.size, clock().isoformat(timespec="seconds").replace("+00:00", "Z"))
    return cut


def _tail(path: Path, indexed: int) -> _Tail:
    size = path.stat().st_size
    end, resumes = indexed, None
    reason = "an exchange that was not finished" if size else "an empty segment"
    broken = False
    for record in every_record(path, indexed):
        if isinstance(record, Damage):
            reason, broken = (reason if broken else record.reason), True
        elif broken and record.kind in CAPTURES:
            resumes = record.member.offset
            break
        elif not broken and record.kind in ENDS_AN_EXCHANGE:
            end = record.member.offset + record.member.length
    return _Tail(end=end, size=size, resumes=resumes, reason=reason)


def _take_out(path: Path, cut: Cut, size: int, at: str) -> None:
    # Copies, note, cut, each durable before the next: a crash in between repeats the same repair.
    resumes = cut.offset + cut.length
    if cut.moved_to:
        save(path.with_name(cut.moved_to), stretch(path, resumes, size))
    if cut.kept_as:
        save(path.with_name(cut.kept_as), stretch(path, cut.offset, resumes))
    try:
        _note(path.with_name(NOTES), cut, at)
        _truncate(path, cut.offset)
    except OSError as error:
        raise write_failed(path, error) from error


def _note(path: Path, cut: Cut, at: str) -> None:
    row = (at, cut.segment, cut.offset, cut.length, cut.kept_as or "-", cut.reason)
    with path.open("a", encoding="utf-8") as file:
        file.write(("" if file.tell() else NOTES_HEAD) + "\t".join(map(str, row)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _truncate(path: Path, size: int) -> None:
    if size == 0:
        path.unlink()
        sync_folder(path.parent)
        return
    with path.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def _unindexed(path: Path, indexed: int) -> Iterator[Location]:
    for stored in records(path, indexed):
        if isinstance(stored, Stored):
            yield Location(
                file=stored.file,
                offset=stored.offset,
                length=stored.length,
                record_id=stored.record_id,
                payload_sha256=stored.payload_sha256 or "",
            )
