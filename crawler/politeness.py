"""What the crawl owes each server: one request at a time, its delay, its Crawl-delay, its refusals, its robots.txt.

RFC 9309 (2.3.1.3, 2.3.1.4): robots.txt that answers 4xx allows everything, one that cannot be had (5xx) forbids
everything for now. Scrapy's own middleware asks and obeys; this one tells it so, and keeps the pace.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.ledger import Row
from crawler.servers import TRANSIENT, server_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

    from crawler.run import Run

FORBID_ALL = b"User-agent: *\nDisallow: /\n"
LONGEST_CRAWL_DELAY = 60.0
"""Seconds; a longer Crawl-delay is obeyed as this and said in the log."""


class OffSite(IgnoreRequest):
    """A redirect that leaves the declared servers."""


class OtherDay(IgnoreRequest):
    """A redirect of an edition's front to another day's: there is no edition, and the other is not fetched for it."""


class LeftAlone(IgnoreRequest):
    """A server that this run asks no more."""


class PolitenessMiddleware:
    """Holds requests back until their server may be asked."""

    def __init__(self, run: Run, crawler: Crawler) -> None:
        self.run = run
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler.spider.run, crawler)  # type: ignore[union-attr]
        crawler.signals.connect(middleware.slow_down, signals.robots_parsed)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Waits until the server may be asked. Raises IgnoreRequest when it may not in this run."""
        name = server_of(request.url)
        if request.meta.get("redirect_urls"):
            self._check_redirect(request, name)
        request.meta["download_slot"] = name
        server = self.run.servers[name]
        if name not in self.run.servers.delays:  # a sub-host of a declared server, with requisites
            self._pace(name, server.delay)
        while (wait := server.free_at - self.run.servers.clock()) > 0 and not server.left and not self._ending():
            await asyncio.sleep(min(wait, 1.0))
        if server.left or self._ending():
            raise LeftAlone(server.left or "the run ends")

    def _check_redirect(self, request: Request, server: str) -> None:
        row: Row | None = request.meta.get("row")
        if row and "requisite" in request.meta:
            ours = self.run.requisites.may_ask(row.newspaper_id, request.url)
        else:
            ours = server in self.run.servers.delays
        if not ours:
            raise OffSite(f"redirected off-site to {request.url}")
        day = row and self.run.settler.other_day(row, request.url)
        if day:
            raise OtherDay(f"redirected to {day.isoformat()}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Makes a robots.txt that cannot be had forbid everything."""
        if not request.meta.get("dont_obey_robotstxt"):
            return response
        if response.status in TRANSIENT or response.status == 429:
            server = self.run.servers[server_of(request.url)]
            server.robots_down = True
            if response.status == 429:
                server.left = server.left or "refused"
            return response.replace(status=200, body=FORBID_ALL)
        return response if response.status == 200 else response.replace(body=b"")

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """A robots.txt that brings no answer, or leads elsewhere, forbids everything too, and the server is left."""
        if not request.meta.get("dont_obey_robotstxt") or not request.url.endswith("/robots.txt"):
            return None
        server = self.run.servers[server_of(request.url)]
        server.robots_down = True
        server.left = server.left or "unreachable"
        return Response(request.url, status=200, body=FORBID_ALL, request=request)

    def slow_down(self, robotparser: RobotParser, request: Request) -> None:
        """Obeys a Crawl-delay that is longer than the declared delay."""
        asked = robotparser.crawl_delay(self.run.user_agent)
        name = server_of(request.url)
        server = self.run.servers[name]
        if asked is None or asked <= server.delay:
            return
        server.delay = min(float(asked), LONGEST_CRAWL_DELAY)
        self._pace(name, server.delay)

    def _pace(self, name: str, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings.setdefault(name, {})["delay"] = delay
        if slot := downloader.slots.get(name):
            slot.delay = delay

    def _ending(self) -> bool:
        engine = self.crawler.engine
        return self.run.failure is not None or engine is None or not engine.running
