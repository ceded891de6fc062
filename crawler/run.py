"""One run of a crawl: it holds the archive, and every part that we bring to Scrapy works through it.

Bytes go to the WARC when they arrive; rows collect in one open transaction, which is committed twice a second, always
after the WARC is on the disk. So after a crash the ledger never claims what the WARC does not hold.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Literal

from archive import links, warc
from archive.errors import CppccError, StoreFailed
from archive.software import SOFTWARE
from archive.store import Archive
from crawler.account import Account, account
from crawler.asked import Asked
from crawler.capture import Keeper
from crawler.captured import take_in
from crawler.editions import Editions
from crawler.figures_of_run import Figures, run_figures
from crawler.intake import Intake, instant
from crawler.ledger import Ledger
from crawler.newspapers import DEFAULT_DELAY
from crawler.plan import doubt_fronts, enter_fronts
from crawler.progress import Progress
from crawler.queue import Queue
from crawler.readers import Readers, reader_count
from crawler.requisites import Requisites
from crawler.reread import rereader
from crawler.run_folder import RunFolder, entered
from crawler.servers import Servers
from crawler.settle import Settler

logger = logging.getLogger(__name__)

COMMIT_EVERY = 0.5
"""Seconds between commits: what a crash makes us fetch again is at most this much, and what was under way."""

Outcome = Literal["finished", "some failed", "refused", "store failed", "limit reached", "interrupted"]
EXIT_CODES: dict[Outcome, int] = {
    "finished": 0,
    "some failed": 3,
    "refused": 5,
    "store failed": 6,
    "limit reached": 130,  # as an interruption: the same command goes on
    "interrupted": 130,
}


class Run:
    """A running crawl. Made by the spider, closed by it; `outcome` says how it ended."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.user_agent = asked.user_agent
        self.failure: CppccError | None = None
        self.outcome: Outcome | None = None
        self.accounts: tuple[Account, ...] = ()
        self.figures: Figures | None = None
        self.linked: links.Linked | None = None
        self.stop: Callable[[], object] = lambda: None
        self.progress: Progress = lambda what, done, total: None
        self.newspapers = {newspaper.id: newspaper for newspaper in asked.newspapers}
        self.servers = Servers(_delays(asked), DEFAULT_DELAY, time.monotonic)
        self.archive = Archive.open(asked.archive)
        try:
            self._begin()
        except BaseException:
            self.archive.close()
            raise

    def _begin(self) -> None:
        warcs = self.asked.archive / "warc"
        self.run_id = self.archive.begin_run("crawl", self.asked.arguments())
        self.folder = RunFolder(self.asked.archive, self.run_id)
        self.archive.declare(newspaper.record() for newspaper in self.asked.newspapers)
        take_in(self.archive, warcs, self.run_id)
        self.ledger = Ledger(self.archive.db, self.run_id)
        self.ledger.release()
        enter_fronts(self.archive, self.ledger, self.asked, instant())
        self.queue = Queue(self.ledger, self.servers, self.asked.scope, self.asked.max_requests)
        self.warc = warc.Writer(
            warcs,
            software=SOFTWARE,
            operator=self.asked.operator,
            robots_policy="obey",
            user_agent=self.user_agent,
            max_bytes=self.asked.segment_bytes,
        )
        reread = rereader(self.archive, warcs, self.newspapers, self.warc.sync)
        everything = self.asked.all_articles
        self.settler = Settler(self.archive, self.ledger, self.newspapers, reread, self.run_id, everything)
        self.keeper = Keeper(self.archive, self.warc, self.run_id, self.newspapers)
        self.editions = Editions(self.archive, reread)
        self.intake = Intake(self)
        self.requisites = Requisites(self)
        self.readers = Readers(reader_count(self.asked.readers))
        for newspaper_id, day in self.editions.left_open():
            if newspaper_id in self.newspapers:
                self.editions.close(self.newspapers[newspaper_id], day)
        self.commit()
        if self.failure:
            raise self.failure

    def commit(self) -> None:
        """Makes what is settled durable: first the WARC, then the rows."""
        if self.failure:
            return
        try:
            self._check_space()
            self.warc.sync()
            self.archive.commit()
            done = self.queue.handed_out
            self.progress("crawl", done, done + self.ledger.waiting())
        except CppccError as failure:
            self.fail(failure)

    def fail(self, failure: CppccError) -> None:
        """The store cannot keep its word: nothing more is written, and the run ends at once."""
        if self.failure is None:
            self.failure = failure
            logger.error("%s", failure)
            self.stop()

    def close(self, reason: str) -> None:
        """Ends the run: the account is made, the last rows are committed, the segment sealed."""
        if self.outcome is not None:
            return
        self.readers.close()
        if not self.failure:
            doubt_fronts(self.archive, self.run_id, self.asked.scope)
        self.outcome = self._outcome(reason)
        try:
            self._finish()
        except CppccError as failure:
            self.fail(failure)
        if self.failure:
            self.outcome = "store failed"
        self.archive.close()

    def _finish(self) -> None:
        self._link()
        if not self.failure:
            self._count()
        self.warc.close()
        if not self.failure:
            self.archive.commit()
        self.folder.close(None if self.failure else self.figures, entered(self.archive.db, self.run_id))

    def _link(self) -> None:
        """Links near-duplicates and printings; a run that is interrupted ends at once, and the next links for it."""
        self.commit()
        if self.failure or self.outcome == "interrupted":
            return
        try:
            self.linked = links.refresh(self.archive)
        except CppccError as failure:
            self.fail(failure)

    def _count(self) -> None:
        db, scope, outcome = self.archive.db, self.asked.scope, self.outcome or "finished"
        self.accounts = tuple(account(db, newspaper_id, scope) for newspaper_id in scope.newspaper_ids)
        for one in self.accounts:
            self.archive.add_account(self.run_id, one.newspaper_id, asdict(one))
        self.figures = {
            **run_figures(db, self.run_id, self.accounts),
            "outcome": outcome,
            "exit_code": EXIT_CODES[outcome],
            "requests": self.queue.handed_out,
            "bytes": self.keeper.bytes_kept,
            "refused_by": self.servers.left("refused"),
            "unreachable": self.servers.left("unreachable"),
            "linked": asdict(self.linked) if self.linked else None,
        }
        if self.asked.requisites:
            self.figures["requisites"] = self.requisites.rows.counts()
        self.archive.finish_run(self.run_id, outcome, EXIT_CODES[outcome], self.figures)

    def _outcome(self, reason: str) -> Outcome:
        if self.failure:
            return "store failed"
        if reason == "shutdown":
            return "interrupted"
        if self.servers.left("refused"):
            return "refused"
        if self.queue.enough() and self._is_work_left():
            return "limit reached"
        db = self.archive.db
        problems = db.execute("SELECT 1 FROM problems WHERE run_id = ?", (self.run_id,)).fetchone()
        unsettled = db.execute("SELECT 1 FROM ledger WHERE state = 'leased'").fetchone()
        return "some failed" if problems or unsettled or self.servers.left("unreachable") else "finished"

    def _is_work_left(self) -> bool:
        scope = self.asked.scope
        if any(self.ledger.next(newspaper_id, scope) for newspaper_id in scope.newspaper_ids):
            return True
        return self.asked.requisites and self.requisites.rows.counts()["pending"] > 0

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.asked.archive).free >> 20
        if free < self.asked.free_mb:
            raise StoreFailed(
                f"{self.asked.archive}: {free} MiB free is under the floor of {self.asked.free_mb} MiB"
                " (CPPCC_FREE_MB); free some space and run the same command again"
            )


def _delays(asked: Asked) -> dict[str, float]:
    """Seconds between requests by server: the longest that a newspaper on it declares."""
    delays: dict[str, float] = {}
    for newspaper in asked.newspapers:
        for server in newspaper.servers:
            delays[server] = max(newspaper.delay, delays.get(server, 0.0))
    return delays
