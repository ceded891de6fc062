"""What is done with each response, and with each request that brought none.

A refusal or a passing fault puts the row back and makes its server wait; what is final is settled. Nothing here decides
what a page means: that is `crawler.settle`, which the rebuild shares.
"""

from __future__ import annotations

import logging
from datetime import UTC
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from w3lib.encoding import http_content_type_encoding

from archive.errors import CppccError
from crawler.capture import Kept
from crawler.ledger import Row
from crawler.politeness import LeftAlone, OtherDay
from crawler.readers import ReaderLost, RunEnding
from crawler.servers import FORBIDDEN, REFUSED, TRANSIENT, retry_after, utc_now
from crawler.setback import again, setback
from crawler.settle import Answer

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.run import Run

logger = logging.getLogger(__name__)


class Intake:
    """The end of every request of a run."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def heard(self, request: Request, response: Response) -> None:
        """Takes a server's mood from its answer, before anything else can be sent to it."""
        row: Row = request.meta["row"]
        server = self.run.servers[row.server]
        self.run.queue.landed(row)
        if response.status in REFUSED | TRANSIENT:
            stated = response.headers.get("Retry-After")
            asked = retry_after(stated.decode("latin-1") if stated else None, utc_now())
            request.meta["setback"] = setback(server, self.run.servers.clock(), response.status, asked)
        else:
            server.answered()

    async def take(self, response: Response) -> None:
        """Reads and settles one captured response."""
        row: Row = response.meta["row"]
        try:
            await self._take(row, response, response.meta["kept"])
            self._close_edition(row)
        except CppccError as failure:
            self.run.fail(failure)

    def lost(self, failure: Failure) -> None:
        """Settles a request that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]
        row: Row = request.meta["row"]
        self.run.queue.landed(row)
        if self.run.failure:
            return
        try:
            self._lost(row, request, failure)
            self._close_edition(row)
        except CppccError as store_failure:
            self.run.fail(store_failure)

    async def _take(self, row: Row, response: Response, kept: Kept) -> None:
        answer = Answer(
            row=row, url=response.url, status=response.status, capture_id=kept.capture_id, at=kept.fetched_at
        )
        if "setback" in response.meta:
            self._again(row, response.meta["setback"], instant())
        elif kept.truncated == "disconnect":
            self._again(row, "the transfer was cut", answer.at)
        elif response.status == 304:
            self.run.settler.unchanged(answer)
        elif response.status != 200:
            self.run.settler.settle(answer, None)
        else:
            await self._read(answer, response)

    async def _read(self, answer: Answer, response: Response) -> None:
        content_type = response.headers.get("Content-Type") or b""
        declared = http_content_type_encoding(content_type.decode("latin-1"))
        task = self.run.settler.task(answer.row, response.url, response.body, declared)
        try:
            read = await self.run.readers.read(task)
        except RunEnding as ending:
            self.run.ledger.give_back(answer.row, str(ending))
            return
        except ReaderLost as lost:
            logger.error("%s: %s", answer.row.url, lost, exc_info=lost.__cause__)
            self.run.settler.give_up(answer.row, str(lost), answer.at, passing=False, capture_id=answer.capture_id)
            return
        if not self.run.failure:
            self.run.settler.settle(answer, read)
            self.run.queue.refill(answer.row.newspaper_id)

    def _again(self, row: Row, reason: str, at: str) -> None:
        if again(self.run.settler, self.run.servers[row.server], row, reason, at):
            self.run.queue.refill(row.newspaper_id)

    def _lost(self, row: Row, request: Request, failure: Failure) -> None:
        message = failure.getErrorMessage()
        if isinstance(failure.value, LeftAlone):
            self.run.ledger.give_back(row, message)
        elif isinstance(failure.value, OtherDay):
            self.run.settler.no_edition(row, message, instant())
        elif isinstance(failure.value, IgnoreRequest):
            self._ignored(row, message)
        elif "kept" in request.meta:  # an answer came and is kept, but it is not what it says, such as gzip
            reason = f"{type(failure.value).__name__}: {message}"
            kept: Kept = request.meta["kept"]
            self.run.settler.give_up(row, reason, instant(), passing=True, capture_id=kept.capture_id)
        else:
            self.run.servers[row.server].failed(self.run.servers.clock())
            self._again(row, f"{type(failure.value).__name__}: {message}", instant())

    def _ignored(self, row: Row, message: str) -> None:
        robots = "robots.txt" in message
        server = self.run.servers[row.server]
        if robots and server.robots_down:
            if server.left == "refused":
                self._again(row, "HTTP 429 for robots.txt", instant())
            else:
                self.run.settler.give_up(row, "robots.txt cannot be had", instant(), passing=True)
            return
        why = FORBIDDEN if robots else message
        self.run.settler.give_up(row, why, instant(), passing=False, skipped=robots)

    def _close_edition(self, row: Row) -> None:
        run = self.run
        if run.failure or row.day is None or run.ledger.open_rows(row.newspaper_id, row.day):
            return
        if not run.editions.close(run.newspapers[row.newspaper_id], row.day):
            run.queue.refill(row.newspaper_id)


def instant() -> str:
    """The instant, as it stands in the archive."""
    return utc_now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
