"""`--requisites`: what kept pages need to look like themselves, fetched after the main job by the same rules.

A newspaper's turn comes when nothing of the main job waits for any of its servers, so requisites never hold up a page.
They obey the same robots.txt, delays and refusals; only declared servers and their sub-hosts are asked. A server that
refuses them is left alone by them for the rest of the run, and the main job is not told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from archive.errors import CppccError
from crawler.capture import Kept
from crawler.intake import instant
from crawler.ledger import Row
from crawler.newspaper import Newspaper
from crawler.politeness import LeftAlone, OffSite
from crawler.requisite_links import Need
from crawler.requisite_pages import needs_of, on_its_site
from crawler.requisite_rows import KeptPage, Requisite, RequisiteRows, State
from crawler.servers import FORBIDDEN, REFUSED, TRANSIENT, Servers, retry_after, utc_now
from crawler.setback import setback

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.run import Run

ATTEMPTS = 2
"""How often one run asks for one file; a later run asks again."""
LOOKING = 0.2
"""Seconds that looking through kept pages may take at a time: the main job shares the process."""


class Requisites:
    """The requisites of one run; does nothing where they were not asked for."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.rows = RequisiteRows(run.archive.db, run.run_id, run.asked.scope)
        # A reckoning of its own: a picture that is refused must not end the main job on its server.
        self._servers = Servers(run.servers.delays, run.servers.default_delay, run.servers.clock)
        self._under_way: set[int] = set()
        self._open = dict.fromkeys(run.newspapers if run.asked.requisites else ())
        for newspaper_id in self._open:
            self.rows.retry(newspaper_id, recheck=run.asked.recheck)

    def has_work(self) -> bool:
        """Whether some newspaper may still need a file that this run may ask for."""
        return bool(self._open) and not self.run.queue.enough()

    def next(self) -> Requisite | None:
        """The next file to ask for, None while the main job is not done or every server is busy."""
        if not self._open or self.run.queue.enough():
            return None
        until = time.monotonic() + LOOKING
        for newspaper in self._idle():
            found = self._next_of(newspaper, until)
            if found is not None:
                self._hand_out(found.row, newspaper)
                return found
        return None

    def may_ask(self, newspaper_id: str, url: str) -> bool:
        """Whether an address stands on a declared server of its newspaper, or on a sub-host of one."""
        return on_its_site(url, self.run.newspapers[newspaper_id])

    def heard(self, request: Request, response: Response) -> None:
        """Takes a server's mood from its answer, apart from what the main job knows of it."""
        row: Row = request.meta["row"]
        server, main = self._servers[row.server], self.run.servers[row.server]
        self.run.queue.landed(row)
        if response.status not in REFUSED | TRANSIENT:
            server.answered()
            return
        stated = response.headers.get("Retry-After")
        asked = retry_after(stated.decode("latin-1") if stated else None, utc_now())
        request.meta["setback"] = setback(server, self.run.servers.clock(), response.status, asked)
        # The wait is the server's wish, so the main job keeps it too, should it come back to this server.
        main.free_at = max(main.free_at, server.free_at)

    async def take(self, response: Response) -> None:
        """Settles one captured response."""
        found: Requisite = response.meta["requisite"]
        try:
            self._take(found, response, response.meta["kept"])
        except CppccError as failure:
            self.run.fail(failure)

    def lost(self, failure: Failure) -> None:
        """Settles a request that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]
        found: Requisite = request.meta["requisite"]
        self.run.queue.landed(found.row)
        if self.run.failure:
            return
        try:
            self._lost(found.row, failure)
        except CppccError as store_failure:
            self.run.fail(store_failure)

    def _idle(self) -> Iterator[Newspaper]:
        """Newspapers of which, and of whose servers, the main job wants nothing."""
        waiting = self.run.queue.waiting()
        busy = {server for newspaper_id in waiting for server in self.run.newspapers[newspaper_id].servers}
        for newspaper_id in tuple(self._open):
            newspaper = self.run.newspapers[newspaper_id]
            if busy.isdisjoint(newspaper.servers) and not self.run.ledger.leased(newspaper_id):
                yield newspaper

    def _next_of(self, newspaper: Newspaper, until: float) -> Requisite | None:
        """A pending file of a newspaper; where there is none, kept pages are looked through for some."""
        while True:
            wanted = [found for found in self.rows.pending(newspaper.id) if not self._is_left(found.row.server)]
            ready = (found for found in wanted if found.row.id not in self._under_way and self._is_free(found.row))
            if found := next(ready, None):
                return found
            pages = self.rows.unfurnished(newspaper.id)
            if not pages:
                if not wanted:
                    self._open.pop(newspaper.id)
                return None
            if wanted or not self._look_through(newspaper, pages, until):
                return None

    def _is_free(self, row: Row) -> bool:
        return not self.run.servers[row.server].in_flight

    def _is_left(self, server: str) -> bool:
        return bool(self._servers[server].left or self.run.servers[server].left)

    def _look_through(self, newspaper: Newspaper, pages: tuple[KeptPage, ...], until: float) -> bool:
        """Enters what the pages need; False where time ran out first."""
        self.run.warc.sync()
        for page in pages:
            needs = needs_of(self.run.asked.archive, newspaper, page)
            self.rows.furnish(newspaper.id, page, self._judged(newspaper.id, needs), instant())
            if time.monotonic() > until:
                return False
        return True

    def _judged(self, newspaper_id: str, needs: tuple[Need, ...]) -> list[tuple[Need, bool]]:
        return [(need, self.may_ask(newspaper_id, need.url)) for need in needs]

    def _hand_out(self, row: Row, newspaper: Newspaper) -> None:
        self._under_way.add(row.id)
        self._open[newspaper.id] = self._open.pop(newspaper.id)  # to the end of the turn
        self.run.servers.meet(row.server, newspaper.delay)
        self.run.servers[row.server].in_flight += 1
        self.run.queue.handed_out += 1

    def _take(self, found: Requisite, response: Response, kept: Kept) -> None:
        row, status = found.row, response.status
        if "setback" in response.meta:
            self._put_off(row, response.meta["setback"], status, kept)
        elif kept.truncated == "disconnect":
            self._again(row, "the transfer was cut")
        elif status == 304:
            self._settle(row, "done", None)
        elif status == 200:
            self._settle(row, "done", None, capture_id=kept.capture_id)
        else:
            self._settle(row, "failed", f"HTTP {status}", capture_id=kept.capture_id)

    def _put_off(self, row: Row, reason: str, status: int, kept: Kept) -> None:
        if status == 403:  # of this one file, such as a picture that only its own pages may show
            self._settle(row, "failed", reason, capture_id=kept.capture_id, passing=True)
        else:
            self._again(row, reason)
        if self._servers[row.server].left:
            self._left_alone(row, reason)

    def _again(self, row: Row, reason: str) -> None:
        if row.attempts + 1 < ATTEMPTS:
            self._settle(row, "pending", reason)
        else:
            self._settle(row, "failed", reason, passing=True)

    def _lost(self, row: Row, failure: Failure) -> None:
        message = failure.getErrorMessage()
        if isinstance(failure.value, LeftAlone):
            self._under_way.discard(row.id)
        elif isinstance(failure.value, IgnoreRequest):
            self._ignored(row, failure.value, message)
        else:
            server = self._servers[row.server]
            server.failed(self.run.servers.clock())
            self._again(row, f"{type(failure.value).__name__}: {message}")
            if server.left:
                self._left_alone(row, message)

    def _ignored(self, row: Row, why: BaseException, message: str) -> None:
        if isinstance(why, OffSite):
            self._settle(row, "skipped", message)
        elif "robots.txt" not in message:
            self._settle(row, "failed", message)
        elif self.run.servers[row.server].robots_down:
            self._settle(row, "failed", "robots.txt cannot be had", passing=True)
        else:
            self._settle(row, "skipped", FORBIDDEN)

    def _left_alone(self, row: Row, reason: str) -> None:
        detail = f"{reason}; {row.server} is asked for no more requisites in this run"
        self.run.archive.add_problem(self.run.run_id, row.url, "requisite", detail)

    def _settle(
        self, row: Row, state: State, reason: str | None, *, capture_id: int | None = None, passing: bool = False
    ) -> None:
        self._under_way.discard(row.id)
        self.rows.settle(row, state, reason, instant(), capture_id=capture_id, passing=passing)
