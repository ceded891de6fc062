"""Finds the records of a WARC file by offset, and goes on after damage instead of stopping at it.

warcio and others read a gzipped WARC as one stream: after a torn member everything that was appended later is lost to
them, and a torn last record is read short without an error. Here each gzip member is inflated by itself and must reach
its own end and checksum; after a broken one the next member that begins with `WARC/` is searched.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.errors import InputError
from archive.warc_values import Damage

CHUNK = 32 << 10
SEARCH = 1 << 20
MAX_RECORD = 256 << 20
"""Larger records of others (films) are named and passed over, so that memory stays bounded."""

GZIP_MAGIC = b"\x1f\x8b\x08"
ZSTD_MAGICS = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
PLAIN_START = re.compile(rb"(?:\A|(?<=\n))WARC/[01]\.\d+\r?\n")
LENGTH_LINE = re.compile(rb"^content-length:[ \t]*(\d+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
HEAD_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One record's bytes as they stand in the file: `data` is the record, inflated, with its closing line breaks."""

    offset: int
    length: int
    data: bytes


_Take = Callable[[BinaryIO, int], "Member"]
_Search = Callable[[BinaryIO, int, int], int]


class Broken(Exception):
    """A record that does not hold together; the text says why."""


def members(path: Path, start: int = 0) -> Iterator[Member | Damage]:
    """The records of a file from an offset, whole ones and damaged stretches, in order of offset.

    Raises InputError for a compression that cannot be addressed by record, OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        take, search = _how(file, path)
        offset = start
        while offset < size:
            try:
                member = take(file, offset)
            except Broken as broken:
                after = search(file, offset + 1, size)
                yield Damage(file=path.name, offset=offset, length=after - offset, reason=str(broken))
                offset = after
                continue
            offset += member.length
            if member.data.strip():
                yield member


def member_at(file: BinaryIO, offset: int) -> Member:
    """The one record at an offset. Raises Broken."""
    file.seek(offset)
    return gzip_member(file, offset) if file.read(2) == GZIP_MAGIC[:2] else plain_record(file, offset)


def gzip_member(file: BinaryIO, offset: int) -> Member:
    """Inflates the gzip member at an offset to its end and checksum. Raises Broken."""
    file.seek(offset)
    inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
    parts: list[bytes] = []
    fed = size = 0
    while not inflater.eof:
        chunk = file.read(CHUNK)
        if not chunk:
            raise Broken("the gzip member ends early")
        fed += len(chunk)
        try:
            parts.append(inflater.decompress(chunk))
        except zlib.error as error:
            raise Broken(f"the gzip member is damaged ({error})") from error
        size += len(parts[-1])
        if size > MAX_RECORD:
            raise Broken(f"a record of more than {MAX_RECORD >> 20} MB is not read")
    data = b"".join(parts)
    if data.strip() and not data.startswith(b"WARC/"):
        raise Broken("the gzip member holds no WARC record")
    return Member(offset=offset, length=fed - len(inflater.unused_data), data=data)


def plain_record(file: BinaryIO, offset: int) -> Member:
    """Reads the uncompressed record at an offset. Raises Broken."""
    file.seek(offset)
    head = file.read(CHUNK)
    end, length = HEAD_END.search(head), LENGTH_LINE.search(head)
    if not PLAIN_START.match(head) or not end or not length or length.start() > end.end():
        raise Broken("no WARC record begins here")
    size = end.end() + int(length[1])
    if size > MAX_RECORD:
        raise Broken(f"a record of more than {MAX_RECORD >> 20} MB is not read")
    file.seek(offset)
    data = file.read(size)
    if len(data) < size:
        raise Broken("the record ends early")
    closing = file.read(4)
    data += closing[: len(closing) - len(closing.lstrip(b"\r\n"))]
    return Member(offset=offset, length=len(data), data=data)


def next_gzip_member(file: BinaryIO, offset: int, size: int) -> int:
    """The offset of the next gzip member that begins like a WARC record, or the file's size."""
    for place in _places(file, re.compile(re.escape(GZIP_MAGIC)), offset, size):
        file.seek(place)
        try:
            if zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(file.read(CHUNK), 5) == b"WARC/":
                return place
        except zlib.error:
            continue
    return size


def next_plain_record(file: BinaryIO, offset: int, size: int) -> int:
    """The offset of the next line that begins an uncompressed record, or the file's size."""
    return next(_places(file, PLAIN_START, offset, size), size)


def _places(file: BinaryIO, wanted: re.Pattern[bytes], offset: int, size: int) -> Iterator[int]:
    # Blocks overlap, so that no match is missed where two of them meet; the byte before gives a line start its context.
    overlap = 64
    while offset < size:
        file.seek(offset - 1)
        block = file.read(SEARCH + overlap)
        for found in wanted.finditer(block, 1):
            if found.start() <= SEARCH:
                yield offset - 1 + found.start()
        offset += SEARCH


def _how(file: BinaryIO, path: Path) -> tuple[_Take, _Search]:
    file.seek(0)
    start = file.read(5)
    if start.startswith(ZSTD_MAGICS):
        raise InputError("a zstd-compressed WARC; unpack it with zstd -d and add the .warc")
    if start == b"WARC/" or not (start.startswith(GZIP_MAGIC[:2]) or path.suffix == ".gz"):
        return plain_record, next_plain_record
    return gzip_member, next_gzip_member
