"""The one spider: it is given newspapers and days, and follows what the ledger hands it.

    scrapy crawl changzhi -a since=2025-02-20 -a until=2025-02-28

The ledger plays the part of `start()` and of `yield Request`: what a response links is entered there in the same
transaction that stores what it said, which is why a killed crawl loses nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from crawler.asked import asked_of
from crawler.progress import shown
from crawler.run import COMMIT_EVERY, Run


class NewspaperSpider(Spider):
    """Crawls declared newspapers. `newspaper_ids` names them; none means all that the settings' files declare."""

    name = "newspapers"
    newspaper_ids: tuple[str, ...] = ()
    run: Run

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        spider = super().from_crawler(crawler, *args)
        spider.run = Run(asked_of(crawler.settings, cls.newspaper_ids, arguments))
        slots = {name: {"concurrency": 1, "delay": delay} for name, delay in spider.run.servers.delays.items()}
        crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
        crawler.settings.set("USER_AGENT", spider.run.user_agent, priority="spider")
        crawler.signals.connect(spider.opened, signals.spider_opened)
        return spider

    def opened(self) -> None:
        """Begins the regular commits, and lets a store that fails end the crawl."""
        self._commits = create_looping_call(self._tick)
        self._commits.start(COMMIT_EVERY, now=False)
        self._screen = ExitStack()
        self.run.progress = self._screen.enter_context(shown("page"))
        self.run.stop = lambda: self.crawler.engine and self.crawler.stop()

    def _tick(self) -> None:
        if not self.crawler.crawling:  # Ctrl-C, SIGTERM, or a store that failed
            self.run.readers.leave()
        self.run.commit()

    async def start(self) -> AsyncIterator[Request]:
        """Nothing of its own: the scheduler takes the fronts from the ledger."""
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def parse(self, response: Response) -> None:
        """Reads and settles a captured response."""
        await self.run.intake.take(response)

    def lost(self, failure: Failure) -> None:
        """Settles a request that brought no response."""
        self.run.intake.lost(failure)

    def closed(self, reason: str) -> None:
        """Ends the run."""
        self._commits.stop()
        self._screen.close()
        self.run.close(reason)
