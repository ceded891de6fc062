"""Writes exchanges into WARC segments: the bytes first, the index after `sync`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from socket import gethostname
from types import TracebackType
from uuid import uuid4

from archive import warc_members as members
from archive.errors import StoreFailed
from archive.segments import OpenSegment, new_name, seal
from archive.warc_values import Exchange, Location, Resource

HEADROOM = 16 << 10
"""More than the headers of one exchange take; the body's own size bounds the rest."""


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def new_record_id() -> str:
    """A fresh WARC-Record-ID."""
    return f"<urn:uuid:{uuid4()}>"


class Writer:
    """Appends exchanges to one open segment at a time. Not for several threads or processes at once.

    A segment is made with the first exchange, sealed when the next one might pass `max_bytes`, and at `close`. After a
    StoreFailed every further write fails too: the run has to stop, and `repair` looks at the segment on the next start.
    """

    def __init__(
        self,
        folder: Path,
        *,
        software: str,
        operator: str,
        robots_policy: str,
        user_agent: str,
        max_bytes: int = 1 << 30,
        hostname: str | None = None,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = new_record_id,
    ) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._hostname = hostname or gethostname()
        self._clock = clock
        self._new_id = new_id
        self._segment: OpenSegment | None = None
        self._warcinfo_id = ""
        self._failed: StoreFailed | None = None
        self._about = (
            ("software", software),
            ("operator", operator),
            ("robots", robots_policy),
            ("http-header-user-agent", user_agent),
            ("hostname", self._hostname),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        )

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def write(self, exchange: Exchange) -> Location:
        """Appends response (or revisit), request and metadata, and says where the first stands.

        The place is true at once but durable only after `sync`. Raises StoreFailed.
        """
        with self._sure():
            segment = self._segment_for(len(exchange.body) + HEADROOM)
            return self._write(segment, exchange)

    def write_resource(self, kept: Resource) -> Location:
        """Appends a file that was added and its metadata, and says where the first stands. Raises StoreFailed."""
        with self._sure():
            segment = self._segment_for(len(kept.content) + HEADROOM)
            record_id = self._new_id()
            first = members.resource(kept, record_id, self._warcinfo_id)
            metadata = members.resource_metadata(kept, self._new_id(), self._warcinfo_id, record_id)
            return Location(
                file=segment.path.name,
                offset=segment.append(first + metadata),
                length=len(first),
                record_id=record_id,
                payload_sha256=sha256(kept.content).hexdigest(),
            )

    def sync(self) -> None:
        """Returns when every record written so far is on the disk; index rows may be committed after it."""
        with self._sure():
            if self._segment:
                self._segment.sync()

    def close(self) -> None:
        """Seals the open segment. After a failure it is left for repair."""
        if self._failed:
            self.abandon()
            return
        segment, self._segment = self._segment, None
        if segment:
            with self._sure():
                seal(self._folder, {segment.path.name: segment.close()})

    def abandon(self) -> None:
        """Closes the open segment without sealing it, as a crash would; `repair` looks at it on the next start."""
        segment, self._segment = self._segment, None
        if segment:
            segment.abandon()

    def _write(self, segment: OpenSegment, exchange: Exchange) -> Location:
        record_id = self._new_id()
        revisited = exchange.revisit_of
        payload_sha256 = revisited.payload_sha256 if revisited else sha256(exchange.body).hexdigest()
        first = members.response(exchange, record_id, self._warcinfo_id, payload_sha256)
        request = members.request(exchange, self._new_id(), self._warcinfo_id, record_id)
        metadata = members.metadata(exchange, self._new_id(), self._warcinfo_id, record_id)
        offset = segment.append(first + request + metadata)
        return Location(
            file=segment.path.name,
            offset=offset,
            length=len(first),
            record_id=record_id,
            payload_sha256=payload_sha256,
        )

    def _segment_for(self, room: int) -> OpenSegment:
        if self._segment and self._segment.size + room > self._max_bytes:
            self.close()
        return self._segment or self._open()

    def _open(self) -> OpenSegment:
        now = self._clock()
        segment = OpenSegment(self._folder / new_name(self._folder, now, self._hostname))
        self._segment = segment
        self._warcinfo_id = self._new_id()
        at = now.isoformat(timespec="seconds").replace("+00:00", "Z")
        name = segment.path.name
        segment.append(members.warcinfo(record_id=self._warcinfo_id, at=at, filename=name, about=self._about))
        return segment

    @contextmanager
    def _sure(self) -> Iterator[None]:
        # After a failed fsync the kernel may report success for pages that it dropped: never write on.
        if self._failed:
            raise self._failed
        try:
            yield
        except StoreFailed as failed:
            self._failed = failed
            raise
