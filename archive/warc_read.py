"""Reads captures back from WARC files, ours and those of others (wget, Browsertrix, warcprox)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from archive.errors import ArchiveError, InputError, StoreFailed
from archive.segments import path_of
from archive.warc_payload import charset, decoded, sha256_of, unchunked
from archive.warc_scan import Broken, Member, member_at, members
from archive.warc_values import CAPTURES, Damage, Reference, Stored

WARC_HEAD = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"])
HTTP_HEAD = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/3"])
KEPT_AS_RESOURCE = ("http:", "https:", "file:sha256-")
"""Addresses of resources that are pages or files; other tools' own notes (`metadata://`, `urn:pageinfo:`) are none."""
LOOK_AHEAD = 4
"""Records after a response among which its metadata is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A WARC record of any type, its head parsed."""

    member: Member
    kind: str
    head: StatusAndHeaders
    block: bytes

    def get(self, name: str) -> str | None:
        """A field of the record's head."""
        value: str | None = self.head.get_header(name)
        return value


def read(folder: Path, file: str, offset: int, length: int | None = None) -> Stored:
    """The response, revisit or resource record at a stored place, with the context that follows it.

    Raises StoreFailed where the segment is missing, ArchiveError where the place holds no whole record of that length.
    """
    path = path_of(folder, file)
    try:
        with path.open("rb") as opened:
            first = member_at(opened, offset)
            if length is not None and first.length != length:
                raise Broken(f"the record there is {first.length} bytes long, not {length}")
            stored = capture(file, parsed(first))
    except FileNotFoundError as error:
        raise StoreFailed(f"{path}: this WARC segment is missing; put it back") from error
    except (Broken, InputError) as broken:
        raise ArchiveError(f"{path}, offset {offset}: {broken}") from broken
    if stored is None:
        raise ArchiveError(f"{path}, offset {offset}: no response stands there")
    return _with_context(path, stored)


def followed(revisit: Stored, original: Stored) -> Stored:
    """The revisit with the payload of the capture that it repeats; its own address, moment, headers and place stay."""
    return replace(
        revisit,
        payload=original.payload,
        body=original.body,
        payload_sha256=original.payload_sha256,
        content_type=revisit.content_type or original.content_type,
        charset=revisit.charset or original.charset,
        status=original.status if revisit.status == 304 else revisit.status,
        notes=(*revisit.notes, *original.notes),
    )


def records(path: Path, start: int = 0) -> Iterator[Stored | Damage]:
    """Every response, revisit and resource of a WARC file (plain or gzipped) from an offset, and where it is damaged.

    Raises InputError for a file in which records cannot be addressed, StoreFailed where it is missing or unreadable.
    """
    waiting: Stored | None = None
    for record in every_record(path, start):
        if isinstance(record, Damage):
            found: Stored | Damage | None = record
        elif waiting and record.kind == "metadata" and record.get("WARC-Concurrent-To") == waiting.record_id:
            waiting, found = replace(waiting, context=waiting.context + fields(record.block)), None
        else:
            found = _captured(path.name, record)
        if found is not None and waiting is not None:
            yield waiting
            waiting = None
        if isinstance(found, Stored):
            waiting = found
        elif found is not None:
            yield found
    if waiting is not None:
        yield waiting


def every_record(path: Path, start: int = 0) -> Iterator[Record | Damage]:
    """Every record of a WARC file of any type, and where it is damaged. Raises as `records` does."""
    try:
        for member in members(path, start):
            if isinstance(member, Damage):
                yield member
                continue
            try:
                yield parsed(member)
            except Broken as broken:
                yield _damaged(path.name, member, broken)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except FileNotFoundError as error:
        raise StoreFailed(f"{path}: this WARC file is missing") from error
    except OSError as error:
        raise StoreFailed(f"{path}: cannot be read ({error.strerror})") from error


def parsed(member: Member) -> Record:
    """The record of a member. Raises Broken, and InputError for a file that is one gzip member of many records."""
    stream = BytesIO(member.data)
    try:
        head = WARC_HEAD.parse(stream)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise Broken("no WARC record") from error
    start, size = stream.tell(), head.get_header("Content-Length", "")
    if not size.isascii() or not size.isdigit():
        raise Broken("the record has no Content-Length")
    block = member.data[start : start + int(size)]
    if len(block) < int(size):
        raise Broken("the record is shorter than its Content-Length")
    if member.data[start + int(size) :].lstrip(b"\r\n").startswith(b"WARC/"):
        raise InputError("one gzip member holds many records: run `warcio recompress` on it first")
    return Record(member=member, kind=(head.get_header("WARC-Type") or "").lower(), head=head, block=block)


def capture(file: str, record: Record) -> Stored | None:
    """The HTTP response of a response or revisit record, the file of a resource; None for others. Raises Broken."""
    url = (record.get("WARC-Target-URI") or "").strip("<>")  # wget 1.19 wrote the brackets of the grammar
    if record.kind == "resource" and url.startswith(KEPT_AS_RESOURCE):
        return _resource(file, record, url)
    if record.kind not in {"response", "revisit"} or not url.startswith(("http:", "https:")):
        return None
    head, rest = _http(record)
    declared = record.get("WARC-Payload-Digest")
    payload = unchunked(rest, head.get_header("Transfer-Encoding"))
    body, notes = decoded(payload, head.get_header("Content-Encoding"))
    content_type = head.get_header("Content-Type")
    return Stored(
        file=file,
        offset=record.member.offset,
        length=record.member.length,
        record_id=record.get("WARC-Record-ID") or "",
        record_type="revisit" if record.kind == "revisit" else "response",
        url=url,
        fetched_at=record.get("WARC-Date") or "",
        status=_status(head),
        reason=head.statusline.partition(" ")[2] or None,
        protocol=record.get("WARC-Protocol") or head.protocol,
        headers=tuple(head.headers),
        payload=payload,
        body=body,
        payload_sha256=sha256_of(declared) if record.kind == "revisit" else sha256(payload).hexdigest(),
        declared=declared,
        content_type=content_type,
        charset=charset(content_type),
        ip=record.get("WARC-IP-Address"),
        truncated=record.get("WARC-Truncated"),
        refers_to=_reference(record) if record.kind == "revisit" else None,
        notes=notes,
    )


def _resource(file: str, record: Record, url: str) -> Stored:
    content_type = record.get("Content-Type")
    return Stored(
        file=file,
        offset=record.member.offset,
        length=record.member.length,
        record_id=record.get("WARC-Record-ID") or "",
        record_type="resource",
        url=url,
        fetched_at=record.get("WARC-Date") or "",
        status=200,
        reason=None,
        protocol=None,
        headers=(),
        payload=record.block,
        body=record.block,
        payload_sha256=sha256(record.block).hexdigest(),
        declared=record.get("WARC-Payload-Digest"),
        content_type=content_type,
        charset=charset(content_type),
    )


def fields(block: bytes) -> tuple[tuple[str, str], ...]:
    """The `name: value` lines of an application/warc-fields block."""
    lines = (line.partition(":") for line in block.decode("utf-8", "replace").splitlines())
    return tuple((name.strip(), value.strip()) for name, colon, value in lines if colon)


def _http(record: Record) -> tuple[StatusAndHeaders, bytes]:
    stream = BytesIO(record.block)
    try:
        return HTTP_HEAD.parse(stream), stream.read()
    except EOFError:
        if record.kind == "revisit":  # a revisit need not repeat the response's head
            return StatusAndHeaders("200", [], protocol="HTTP/1.1"), b""
        raise Broken("the response record is empty") from None
    except StatusAndHeadersParserException as error:
        raise Broken("the response record has no HTTP status line") from error


def _status(head: StatusAndHeaders) -> int:
    code = head.get_statuscode()
    if not code.isascii() or not code.isdigit():
        raise Broken(f"the response record has no HTTP status ({head.statusline!r})")
    return int(code)


def _reference(record: Record) -> Reference:
    return Reference(
        url=record.get("WARC-Refers-To-Target-URI"),
        fetched_at=record.get("WARC-Refers-To-Date"),
        record_id=record.get("WARC-Refers-To"),
        digest=record.get("WARC-Payload-Digest"),
        not_modified="not-modified" in (record.get("WARC-Profile") or ""),
    )


def _captured(file: str, record: Record) -> Stored | Damage | None:
    try:
        return capture(file, record)
    except Broken as broken:
        return _damaged(file, record.member, broken)


def _damaged(file: str, member: Member, broken: Broken) -> Damage:
    return Damage(file=file, offset=member.offset, length=member.length, reason=str(broken))


def _with_context(path: Path, stored: Stored) -> Stored:
    following = every_record(path, stored.offset + stored.length)
    for _, record in zip(range(LOOK_AHEAD), following, strict=False):
        if isinstance(record, Damage) or record.kind in CAPTURES:
            break
        if record.kind == "metadata" and record.get("WARC-Concurrent-To") == stored.record_id:
            return replace(stored, context=fields(record.block))
    return stored
