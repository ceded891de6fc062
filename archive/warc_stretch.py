"""WARC segments cut into stretches that several processes can read at once, each capture in exactly one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import StoreFailed
from archive.segments import path_of
from archive.warc_read import records
from archive.warc_scan import next_gzip_member
from archive.warc_values import Damage, Stored

STRETCH = 1 << 20
"""Compressed bytes of a stretch: about a hundred e-paper pages, so that readings under way stay a few megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Bytes of one gzipped WARC file: the captures that begin in them."""

    file: str
    start: int
    end: int


def stretches(folder: Path, files: tuple[str, ...], size: int = STRETCH) -> tuple[Stretch, ...]:
    """The files cut into stretches, in order. Raises StoreFailed naming a file that is missing."""
    return tuple(
        Stretch(file=file, start=start, end=min(start + size, length))
        for file in files
        for length in (_length(folder, file),)
        for start in range(0, length, size)
    )


def captures(folder: Path, stretch: Stretch) -> Iterator[Stored | Damage]:
    """The captures that begin in a stretch, with their contexts, and the damage that begins there.

    Raises StoreFailed where the file is missing or unreadable.
    """
    path = path_of(folder, stretch.file)
    first = _first_record(path, stretch)
    for found in records(path, first) if first < stretch.end else ():
        if found.offset >= stretch.end:
            return
        yield found


def _first_record(path: Path, stretch: Stretch) -> int:
    if stretch.start == 0:
        return 0
    try:
        with path.open("rb") as file:
            return next_gzip_member(file, stretch.start, stretch.end)
    except OSError as error:
        raise StoreFailed(f"{path}: cannot be read ({error.strerror})") from error


def _length(folder: Path, file: str) -> int:
    path = path_of(folder, file)
    try:
        return path.stat().st_size
    except OSError as error:
        raise StoreFailed(f"{path}: this WARC segment cannot be read ({error.strerror}); put it back") from error
