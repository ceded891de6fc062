"""Every response goes into the WARC before anything reads it: pages, robots.txt, redirects, errors.

Stands closest to the network among the downloader middlewares, so that the bytes are those that were received (still
content-encoded). A body over LARGEST is cut there and marked truncated, as the WARC standard has it (WARC 1.1, 5.13).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Request, Response
from twisted.web.http import RESPONSES

from archive import warc
from archive.errors import CppccError
from archive.records import Capture
from archive.store import Archive
from crawler.ledger import Row
from crawler.newspapers import Newspaper
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
            request.meta["kept"] = self.run.keeper.keep(request, response)
            if "requisite" in request.meta:
                self.run.requisites.heard(request, response)
            elif "row" in request.meta:
                self.run.intake.heard(request, response)
        except CppccError as failure:
            self.run.fail(failure)
            raise IgnoreRequest(str(failure)) from failure
        return response


def truncation(response: Response) -> str | None:
    """Why a body is not whole, in the WARC standard's words: `length` or `disconnect`; None if it is whole."""
    if "download_stopped" in response.flags:
        return "length"
    return "disconnect" if "dataloss" in response.flags or "partial" in response.flags else None


def exchange(
    request: Request, response: Response, context: dict[str, str], before: warc.Revisited | None
) -> warc.Exchange:
    """What goes into the WARC of one request and its response."""
    reason = RESPONSES.get(response.status, b"")
    return warc.Exchange(
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


ORIGINAL = """
SELECT c.url, c.fetched_at, c.payload_sha256, c.record_id FROM captures c JOIN captures last ON last.id = ?
 WHERE c.payload_sha256 = last.payload_sha256 ORDER BY c.record_type <> 'response', c.url <> last.url, c.id LIMIT 1"""
"""The record that a repeated answer repeats: never itself a revisit."""


class Keeper:
    """Writes responses to a run's WARC, and their places to the index."""

    def __init__(
        self,
        archive: Archive,
        writer: warc.Writer,
        run_id: str,
        newspapers: Mapping[str, Newspaper] = MappingProxyType({}),
    ) -> None:
        self._archive = archive
        self._writer = writer
        self._run_id = run_id
        self._newspapers = newspapers
        self.bytes_kept = 0

    def keep(self, request: Request, response: Response) -> Kept:
        """Keeps one response. Raises StoreFailed."""
        row: Row | None = request.meta.get("row")
        newspaper = self._newspapers.get(row.newspaper_id) if row else None
        context = context_of(row, self._run_id, newspaper)
        kept = exchange(request, response, context, self._revisited(row, response))
        at = self._writer.write(kept)
        self.bytes_kept += len(kept.body)
        capture_id = self._archive.add_capture(_capture(kept, at, response, row, self._run_id))
        return Kept(capture_id=capture_id, fetched_at=kept.fetched_at, truncated=kept.truncated)

    def _revisited(self, row: Row | None, response: Response) -> warc.Revisited | None:
        if row is None or row.capture_id is None:
            return None
        url, fetched_at, payload, record_id = self._archive.db.execute(ORIGINAL, (row.capture_id,)).fetchone()
        not_modified = response.status == 304
        if not not_modified and payload != sha256(response.body).hexdigest():
            return None
        return warc.Revisited(
            url=url, fetched_at=fetched_at, payload_sha256=payload, record_id=record_id, not_modified=not_modified
        )


def context_of(row: Row | None, run_id: str, newspaper: Newspaper | None = None) -> dict[str, str]:
    """What the crawl knew of a request, for the WARC's metadata record: a rebuild needs nothing else."""
    if row is None:
        return {"run": run_id, "kind": "robots"}
    paper = newspaper.context(newspaper.era_of(row.day)) if newspaper else {"newspaper": row.newspaper_id}
    said = {
        "run": run_id,
        "address": row.url,
        **paper,
        "day": row.day.isoformat() if row.day else None,
        "kind": row.kind,
        "via": row.via,
        "title": row.title,
        "page_no": row.page_no,
        "page_name": row.page_name,
    }
    return {name: value for name, value in said.items() if value}


def _capture(kept: warc.Exchange, at: warc.Location, response: Response, row: Row | None, run_id: str) -> Capture:
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
        newspaper_id=row.newspaper_id if row else None,
        day=row.day if row else None,
        kind=row.kind if row else "robots",
        via=row.via if row else None,
    )


def _pairs(message: Request | Response) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name, values in message.headers.items() for value in values)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
