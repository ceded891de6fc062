"""From the bytes on the wire to the bytes of the page: transfer coding, content coding, digests. Total on any bytes."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import zlib
from collections.abc import Callable
from io import BytesIO

import brotli  # type: ignore[import-untyped]
from warcio.bufferedreaders import ChunkedDataReader

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_BODY = 256 << 20
"""A body that unpacks to more is cut there, with a note."""

PIECE = 1 << 16
CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)


class _Full(Exception):
    pass


def unchunked(block: bytes, transfer_encoding: str | None) -> bytes:
    """The payload of a block whose writer kept the chunks; what is not chunked in truth stays as it is."""
    if not transfer_encoding or "chunked" not in transfer_encoding.lower():
        return block
    return bytes(ChunkedDataReader(BytesIO(block)).read(len(block) + 1))


def decoded(payload: bytes, content_encoding: str | None) -> tuple[bytes, tuple[str, ...]]:
    """The content-decoded body, with notes on what did not decode. Codings are undone last first (RFC 9110, 8.4)."""
    codings = [word.strip().lower() for word in (content_encoding or "").split(",")]
    body = payload
    notes: list[str] = []
    for coding in reversed([word for word in codings if word not in {"", "identity"}]):
        undo = UNDO.get(coding)
        if undo is None:
            return body, (*notes, f"content coding {coding!r} is not known; the body is as received")
        body, note = _undone(undo, coding, body)
        notes += [note] if note else []
    return body, tuple(notes)


def charset(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names, as printed."""
    found = CHARSET.search(content_type or "")
    return found[1] if found else None


def digest_agrees(declared: str, *payloads: bytes) -> bool | None:
    """Whether a `name:value` digest (hex, base32, base64) is of one of the payloads; None: unknown algorithm."""
    name, _, value = declared.partition(":")
    try:
        wanted = hashlib.new(name.strip().lower().replace("-", ""))
    except ValueError:
        return None
    return any(_spelled(value.strip(), hashlib.new(wanted.name, payload).digest()) for payload in payloads)


def sha256_of(declared: str | None) -> str | None:
    """The lower-case hex SHA-256 that a declared digest states."""
    name, _, value = (declared or "").partition(":")
    is_hex = re.fullmatch(r"[0-9a-fA-F]{64}", value)
    return value.lower() if name.lower() in {"sha256", "sha-256"} and is_hex else None


def _spelled(value: str, digest: bytes) -> bool:
    if value.lower() == digest.hex():
        return True
    unpadded = value.rstrip("=")
    spellings = (base64.b32encode(digest), base64.b64encode(digest), base64.urlsafe_b64encode(digest))
    return any(unpadded == spelling.decode().rstrip("=") for spelling in spellings)


def _undone(undo: Callable[[bytes, bytearray], None], coding: str, body: bytes) -> tuple[bytes, str | None]:
    if not body:
        return body, None
    out = bytearray()
    try:
        undo(body, out)
    except _Full:
        return bytes(out), f"{coding}: the body is cut at {MAX_BODY >> 20} MB"
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        if not out:
            return body, f"{coding}: the body is not so coded ({error}); it is as received"
        return bytes(out), f"{coding}: the body ends early, {len(out)} bytes were decoded ({error})"
    return bytes(out), None


def _add(out: bytearray, piece: bytes) -> None:
    out += piece[: MAX_BODY - len(out)]
    if len(out) >= MAX_BODY:
        raise _Full


def _inflate(wbits: int) -> Callable[[bytes, bytearray], None]:
    def undo(body: bytes, out: bytearray) -> None:
        rest = body
        while rest:
            inflater = zlib.decompressobj(wbits)
            for start in range(0, len(rest), PIECE):
                _add(out, inflater.decompress(rest[start : start + PIECE]))
                if inflater.eof:
                    rest = inflater.unused_data + rest[start + PIECE :]
                    break
            else:
                raise EOFError("no end mark")
            # Servers pad with zeros or append junk after the last member; browsers ignore it.
            rest = rest if rest.startswith(b"\x1f\x8b") else b""

    return undo


def _deflate(body: bytes, out: bytearray) -> None:
    # "deflate" is zlib by RFC 9110, but many servers send it without the zlib header.
    try:
        _inflate(zlib.MAX_WBITS)(body, out)
    except zlib.error:
        if out:
            raise
        _inflate(-zlib.MAX_WBITS)(body, out)


def _brotli(body: bytes, out: bytearray) -> None:
    reader = brotli.Decompressor()
    _add(out, reader.process(body, output_buffer_limit=PIECE))
    while not reader.can_accept_more_data():
        _add(out, reader.process(b"", output_buffer_limit=PIECE))
    if not reader.is_finished():
        raise EOFError("no end mark")


def _zstd(body: bytes, out: bytearray) -> None:
    reader = zstd.ZstdDecompressor()
    _add(out, reader.decompress(body, PIECE))
    while not reader.eof and not reader.needs_input:
        _add(out, reader.decompress(b"", PIECE))
    if not reader.eof:
        raise EOFError("no end mark")


UNDO: dict[str, Callable[[bytes, bytearray], None]] = {
    "gzip": _inflate(zlib.MAX_WBITS + 16),
    "x-gzip": _inflate(zlib.MAX_WBITS + 16),
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
