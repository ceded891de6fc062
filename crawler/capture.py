"""Every response goes into the WARC before anything reads it: pages, robots.txt, redirects, errors.

Stands closest to the network among the downloader middlewares, so that the bytes are those that were received (still
content-encoded). A body over LARGEST is cut there and marked truncated, as the WARC standard has it (WARC 1.1, 5.13).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Request, Response
from twisted.web.http import RESPONSES

from archive.errors import StoreFailed
from archive.records import Capture
from archive.warc import Exchange, Location, Revisited
from crawler.ledger import Row
from crawler.servers import utc_now

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.run import Run

LARGEST = 32 * 1024 * 1024
"""Bytes of a body that are kept; the largest real page of the gold set has under 1 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A response that is in the WARC and indexed. `truncated` names why a body is not whole."""

    capture_id: int
    fetched_at: str
    truncated: str | None


class CaptureMiddleware:
    """Keeps each response in the run's WARC and leaves a `Kept` in the request's meta."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler.spider.run)  # type: ignore[union-attr]
        crawler.signals.connect(middleware.cut, signals.bytes_received)
        return middleware

    def cut(self, data: bytes, request: Request) -> None:
        """Ends a transfer that grows over LARGEST, keeping what has come."""
        received = request.meta["received"] = request.meta.get("received", 0) + len(data)
        if received > LARGEST:
            raise StopDownload(fail=False)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keeps the response, then passes it on untouched."""
        try:
            request.meta["kept"] = self.run.keep(request, response)
        except StoreFailed as failure:
            self.run.fail(failure)
            raise IgnoreRequest(str(failure)) from failure
        return response


def truncation(response: Response) -> str | None:
    """Why a body is not whole, in the WARC standard's words: `length` or `disconnect`; None if it is whole."""
    if "download_stopped" in response.flags:
        return "length"
    return "disconnect" if "dataloss" in response.flags or "partial" in response.flags else None


def exchange(request: Request, response: Response, context: dict[str, str], before: Revisited | None) -> Exchange:
    """What goes into the WARC of one request and its response."""
    reason = RESPONSES.get(response.status, b"")
    return Exchange(
        url=response.url,
        method=request.method,
        request_headers=_pairs(request),
        status=response.status,
        reason=reason.decode("ascii"),
        protocol=response.protocol,
        response_headers=_pairs(response),
        body=response.body,
        fetched_at=utc_now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        ip=str(response.ip_address) if response.ip_address else None,
        truncated=truncation(response),
        context=tuple(context.items()),
        revisit_of=before,
    )


def capture_of(
    kept: Exchange, at: Location, response: Response, row: Row | None, run_id: str, kind: str | None
) -> Capture:
    """The index row of a captured exchange."""
    return Capture(
        run_id=run_id,
        url=kept.url,
        fetched_at=kept.fetched_at,
        status=kept.status,
        payload_sha256=at.payload_sha256,
        warc_file=at.file,
        warc_offset=at.offset,
        warc_length=at.length,
        record_type="revisit" if kept.revisit_of else "response",
        record_id=at.record_id,
        content_type=_header(response, "Content-Type"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        truncated=kept.truncated,
        newspaper_id=row and row.newspaper_id,
        day=row and row.day,
        kind=row.kind if row else "robots",
        via=row and row.via,
    )


def _pairs(message: Request | Response) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name, values in message.headers.items() for value in values)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
