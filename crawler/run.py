"""One run of a crawl: it holds the archive, and every part of Scrapy that we bring works through it.

Bytes go to the WARC when they arrive; rows collect in one open transaction, which is committed twice a second, always
after the WARC is on the disk. So after a crash the ledger never claims what the WARC does not hold.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

from archive.store import Archive
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from archive import warc
from archive.errors import CppccError, StoreFailed
from crawler import __version__
from crawler.account import Account, account
from crawler.asked import Asked
from crawler.capture import Kept, capture_of, exchange
from crawler.editions import Editions
from crawler.ledger import Ledger, Row, Scope
from crawler.newspapers import Newspaper
from crawler.plan import LAG, dated_fronts, lists
from crawler.readers import ReaderLost, Readers, reader_count
from crawler.reread import rereader
from crawler.scheduler import UNDER_WAY
from crawler.servers import REFUSED, TRANSIENT, Servers, retry_after, utc_now
from crawler.settle import Answer, Settler

if TYPE_CHECKING:
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

ATTEMPTS = 4
"""How often one run asks for one address."""
COMMIT_EVERY = 0.5
"""Seconds between commits: what a crash makes us fetch again is at most this much, and what was under way."""

Outcome = Literal["finished", "some failed", "refused", "store failed", "interrupted"]
EXIT_CODES: dict[Outcome, int] = {
    "finished": 0,
    "some failed": 3,
    "refused": 5,
    "store failed": 6,
    "interrupted": 130,
}


class Run:
    """A running crawl. Made by the spider, closed by it; `outcome` says how it ended."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.user_agent = asked.user_agent
        self.ending = False
        self.failure: CppccError | None = None
        self.outcome: Outcome | None = None
        self.accounts: tuple[Account, ...] = ()
        self.requests = 0
        self.stop: Callable[[], None] = lambda: None
        self.archive = Archive.open(asked.archive)
        try:
            self._begin()
        except BaseException:
            self.archive.close()
            raise

    def _begin(self) -> None:
        self.newspapers = {newspaper.id: newspaper for newspaper in self.asked.newspapers}
        folder = self.asked.archive / "warc"
        warc.repair(folder, self.archive.indexed_ends())
        self.run_id = self.archive.begin_run("crawl", self.asked.arguments())
        self.archive.declare(newspaper.record() for newspaper in self.asked.newspapers)
        self.ledger = Ledger(self.archive.db, self.run_id)
        self.settler = Settler(self.archive, self.ledger, self.newspapers, self.run_id, self.asked.all_articles)
        self.editions = Editions(self.archive, rereader(self.archive, folder, self.settler, self._flush))
        delays: dict[str, float] = {}
        for newspaper in self.asked.newspapers:
            for server in newspaper.servers:
                delays[server] = max(newspaper.delay, delays.get(server, 0.0))
        self.servers = Servers(delays, default_delay=1.5, clock=time.monotonic)
        self.ledger.release()
        self._plan()
        self.warc = warc.Writer(
            folder,
            software=f"cppcc-archive/{__version__}",
            operator=self.asked.operator,
            robots_policy="obey",
            user_agent=self.user_agent,
        )
        self.readers = Readers(reader_count(self.asked.readers))
        self._idle: set[str] = set()
        self.commit()

    def _plan(self) -> None:
        scope, now = self.asked.scope, self._now()
        self.ledger.retry(scope)
        for newspaper in self.asked.newspapers:
            for day, url in dated_fronts(newspaper, scope.since, scope.until):
                self.settler.enter_front(newspaper, day, url, now)
            for _, url in lists(newspaper, scope.since, scope.until):
                self.settler.enter_front(newspaper, None, url, now)
                self.ledger.ask_again(url)
            self._ask_again(newspaper, scope)

    def _ask_again(self, newspaper: Newspaper, scope: Scope) -> None:
        """Fronts that are worth another look: recent misses, and with `recheck` every edition of the range."""
        recent = utc_now().date() - LAG
        for day, url in dated_fronts(newspaper, scope.since, scope.until):
            missed = self.archive.edition_state(newspaper.id, day) in ("no-edition", "missing")
            if self.asked.recheck or (missed and day >= recent):
                self.ledger.ask_again(url)
        if self.asked.recheck:
            self.ledger.ask_again_pages(newspaper.id, scope)

    # ── what Scrapy's parts ask for ────────────────────────────────────────────────────────────────────────────────

    def has_work(self) -> bool:
        """Whether some newspaper of the run still has a pending row that may be asked for."""
        if self.ending or self._enough():
            return False
        return len(self._idle) < len(self.newspapers)

    def next_row(self) -> Row | None:
        """Leases the next row of a newspaper whose server is free, taking the newspapers in turn."""
        if self.ending or self._enough():
            return None
        for newspaper_id in tuple(self.newspapers):
            if newspaper_id in self._idle:
                continue
            row = self.ledger.next(newspaper_id, self.asked.scope)
            if row is None or self.servers[row.server].left:
                self._idle.add(newspaper_id)
            elif self.servers[row.server].in_flight < UNDER_WAY:
                return self._lease(row)
        return None

    def _lease(self, row: Row) -> Row:
        self.ledger.lease(row)
        self.servers[row.server].in_flight += 1
        self.requests += 1
        self.newspapers[row.newspaper_id] = self.newspapers.pop(row.newspaper_id)  # to the end of the turn
        return row

    def _enough(self) -> bool:
        return self.asked.max_requests is not None and self.requests >= self.asked.max_requests

    def keep(self, request: Request, response: Response) -> Kept:
        """Writes a response to the WARC and its index. Raises StoreFailed."""
        row: Row | None = request.meta.get("row")
        before = self._revisited(row, response)
        kept = exchange(request, response, self._context(row, request), before)
        at = self.warc.write(kept)
        kind = None if row else "robots"
        capture_id = self.archive.add_capture(capture_of(kept, at, response, row, self.run_id, kind))
        return Kept(capture_id=capture_id, fetched_at=kept.fetched_at, truncated=kept.truncated)

    def _context(self, row: Row | None, request: Request) -> dict[str, str]:
        if row is None:
            return {"run": self.run_id, "kind": "robots"}
        said = {
            "run": self.run_id,
            "address": row.url,
            "newspaper": row.newspaper_id,
            "day": row.day and row.day.isoformat(),
            "kind": row.kind,
            "via": row.via,
            "title": row.title,
            "page_no": row.page_no,
            "page_name": row.page_name,
        }
        return {name: value for name, value in said.items() if value}

    def _revisited(self, row: Row | None, response: Response) -> warc.Revisited | None:
        if row is None or row.capture_id is None:
            return None
        before = self.archive.capture(row.capture_id)
        not_modified = response.status == 304
        if not not_modified and before.payload_sha256 != warc.payload_sha256(response.body):
            return None
        return warc.Revisited(
            url=before.url,
            fetched_at=before.fetched_at,
            payload_sha256=before.payload_sha256,
            record_id=before.record_id,
            not_modified=not_modified,
        )

    async def take(self, response: Response) -> None:
        """Reads and settles one captured response."""
        row: Row = response.meta["row"]
        self._landed(row)
        try:
            await self._take(row, response, response.meta["kept"])
            self._close_edition(row)
        except StoreFailed as failure:
            self.fail(failure)

    async def _take(self, row: Row, response: Response, kept: Kept) -> None:
        answer = Answer(
            row=row, url=response.url, status=response.status, capture_id=kept.capture_id, at=kept.fetched_at
        )
        server = self.servers[row.server]
        if response.status in REFUSED | TRANSIENT:
            self._put_off(row, response)
            return
        server.answered()
        if kept.truncated == "disconnect":
            self._again(row, "the transfer was cut", self._now())
        elif response.status == 304:
            self.settler.unchanged(answer)
        elif response.status != 200:
            self.settler.settle(answer, None)
        else:
            await self._read(answer, response)

    async def _read(self, answer: Answer, response: Response) -> None:
        declared = warc.header_charset(response.headers.get("Content-Type", b"").decode("latin-1"))
        try:
            read = await self.readers.read(self.settler.task(answer.row, response.url, response.body, declared))
        except ReaderLost as lost:
            self.settler.give_up(answer.row, str(lost), answer.at, passing=False)
            return
        if not self.failure:
            self.settler.settle(answer, read)
            self._idle.discard(answer.row.newspaper_id)

    def _put_off(self, row: Row, response: Response) -> None:
        server, now = self.servers[row.server], self.servers.clock()
        asked = retry_after(_text(response, "Retry-After"), utc_now())
        if response.status in REFUSED:
            server.refused(now, asked)
            self._again(row, f"refused: HTTP {response.status}", self._now(), refused=True)
        else:
            server.failed(now, asked)
            self._again(row, f"HTTP {response.status}", self._now())

    def _again(self, row: Row, reason: str, at: str, *, refused: bool = False) -> None:
        left = self.servers[row.server].left
        if left or row.attempts + 1 < ATTEMPTS:
            self.ledger.give_back(row, reason)
            self._idle.discard(row.newspaper_id)
        else:
            self.settler.give_up(row, reason, at, passing=True)
        if left and refused:
            self._blocked(row, reason)

    def _blocked(self, row: Row, reason: str) -> None:
        if row.day is not None:
            self.archive.set_edition(row.newspaper_id, row.day, "blocked", reason=reason, front_url=None)
        self.archive.add_problem(self.run_id, row.url, "refused", f"{reason}; {row.server} is left alone in this run")

    def lost(self, failure: Failure) -> None:
        """Settles a request that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]
        row: Row = request.meta["row"]
        self._landed(row)
        if self.failure:
            return
        try:
            self._lost(row, failure)
            self._close_edition(row)
        except StoreFailed as store_failure:
            self.fail(store_failure)

    def _lost(self, row: Row, failure: Failure) -> None:
        from crawler.politeness import LeftAlone

        reason = f"{failure.type.__name__}: {failure.getErrorMessage()}"
        if failure.check(LeftAlone):
            self.ledger.give_back(row, failure.getErrorMessage())
        elif failure.check(IgnoreRequest) and self.servers[row.server].robots_down:
            self.settler.give_up(row, "robots.txt cannot be had", self._now(), passing=True)
        elif failure.check(IgnoreRequest):
            robots = "robots.txt" in failure.getErrorMessage()
            why = "robots.txt forbids it" if robots else failure.getErrorMessage()
            self.settler.give_up(row, why, self._now(), passing=False, skipped=robots)
        else:
            server = self.servers[row.server]
            server.failed(self.servers.clock())
            self._again(row, reason, self._now())

    def _landed(self, row: Row) -> None:
        server = self.servers[row.server]
        server.in_flight = max(0, server.in_flight - 1)

    def _close_edition(self, row: Row) -> None:
        if self.failure or row.day is None or self.ledger.open_rows(row.newspaper_id, row.day):
            return
        if not self.editions.close(self.newspapers[row.newspaper_id], row.day):
            self._idle.discard(row.newspaper_id)

    # ── keeping ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _flush(self) -> None:
        self.warc.sync()

    def commit(self) -> None:
        """Makes what is settled durable: first the WARC, then the rows."""
        if self.failure:
            return
        try:
            self._check_space()
            if hasattr(self, "warc"):
                self.warc.sync()
            self.archive.commit()
        except StoreFailed as failure:
            self.fail(failure)

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.asked.archive).free >> 20
        if free < self.asked.free_mb:
            raise StoreFailed(
                f"{self.asked.archive}: {free} MiB free is under the floor of {self.asked.free_mb} MiB;"
                " free some space and run the same command again"
            )

    def fail(self, failure: CppccError) -> None:
        """The store cannot keep its word: nothing more is written, and the run ends at once."""
        if self.failure is None:
            self.failure = failure
            self.ending = True
            logger.error("%s", failure)
            self.archive.rollback()
            self.stop()

    def close(self, reason: str) -> None:
        """Ends the run: the account is made, the last rows are committed, the segment sealed."""
        if self.outcome is not None:
            return
        self.readers.close()
        self.outcome = self._outcome(reason)
        if not self.failure:
            self._finish()
        try:
            self.warc.close()
        except StoreFailed as failure:
            self.fail(failure)
        if self.failure:
            self.outcome = "store failed"
        self.archive.close()

    def _finish(self) -> None:
        scope = self.asked.scope
        try:
            self.accounts = tuple(account(self.archive.db, name, scope) for name in scope.newspaper_ids)
            for one in self.accounts:
                self.archive.add_account(self.run_id, asdict(one))
            self.archive.finish_run(self.run_id, str(self.outcome), EXIT_CODES[self.outcome or "finished"])
            self.commit()
        except StoreFailed as failure:
            self.fail(failure)

    def _outcome(self, reason: str) -> Outcome:
        if self.failure:
            return "store failed"
        if reason == "shutdown":
            return "interrupted"
        if self.servers.left("refused"):
            return "refused"
        (problems,) = self.archive.db.execute(
            "SELECT count(*) FROM problems WHERE run_id = ?", (self.run_id,)
        ).fetchone()
        return "some failed" if problems or self.servers.left("unreachable") else "finished"

    def _now(self) -> str:
        return utc_now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
