"""What goes into a WARC file and what comes out of it, as values.

Bodies travel as they were received after transfer decoding: still content-encoded (gzip, br), already de-chunked. That
is the payload whose SHA-256 the archive keeps, so it can be computed again from the WARC by anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pairs = tuple[tuple[bytes, bytes], ...]

CAPTURES = frozenset({"response", "revisit", "resource"})
"""Types of the records that begin what the index has a row of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisited:
    """The earlier capture that a response repeats: identical payload, or (`not_modified`) the server said 304."""

    url: str
    fetched_at: str
    payload_sha256: str
    record_id: str | None = None
    not_modified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response.

    `reason` and `protocol` are None where the client does not tell them; then the status line carries the standard
    phrase of the status and HTTP/1.1. `truncated` is a WARC reason: length, time, disconnect, unspecified. `context` is
    what the crawl knew (newspaper, day, kind, via, page_no …), so that a rebuild needs nothing but the WARC files.
    """

    url: str
    method: str
    request_headers: Pairs
    status: int
    response_headers: Pairs
    body: bytes
    fetched_at: str
    reason: str | None = None
    protocol: str | None = None
    ip: str | None = None
    truncated: str | None = None
    context: tuple[tuple[str, str], ...] = ()
    revisit_of: Revisited | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file that was not fetched by us and is kept as evidence (WARC 1.1, 6.4). `context` is as in an exchange."""

    url: str
    content: bytes
    content_type: str
    kept_at: str
    context: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a response, revisit or resource record stands: `file` below the WARC folder, bytes of its gzip member.

    `payload_sha256` is lower-case hex; of a revisit, that of the payload it refers to.
    """

    file: str
    offset: int
    length: int
    record_id: str
    payload_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a revisit record says of the capture that it repeats; other writers leave some of it out."""

    url: str | None
    fetched_at: str | None
    record_id: str | None
    digest: str | None
    not_modified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A capture read back. `payload` is as received after transfer decoding, `body` is content-decoded.

    A resource (a file that was added) reads as a response with status 200 whose payload is the file.
    `payload_sha256` is computed from the payload that is there; of a revisit it is what the record declares, None where
    it declares another algorithm. `declared` is the record's own WARC-Payload-Digest, `notes` say what was odd in
    decoding. `context` is what our crawl knew; in WARC files of others it is whatever they wrote, so do not trust it.
    """

    file: str
    offset: int
    length: int
    record_id: str
    record_type: Literal["response", "revisit", "resource"]
    url: str
    fetched_at: str
    status: int
    reason: str | None
    protocol: str | None
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes
    payload_sha256: str | None
    declared: str | None
    content_type: str | None
    charset: str | None
    ip: str | None = None
    truncated: str | None = None
    context: tuple[tuple[str, str], ...] = ()
    refers_to: Reference | None = None
    notes: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The first response header of that name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def known(self, name: str) -> str | None:
        """What the crawl's context says under that name."""
        return next((value for key, value in self.context if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes of a WARC file that are no whole record, and why."""

    file: str
    offset: int
    length: int
    reason: str
