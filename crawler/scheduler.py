"""Scrapy's scheduler, with the ledger as its queue: what is pending there is what is asked for."""

from __future__ import annotations

import sqlite3
from collections import deque
from typing import TYPE_CHECKING, Self

from scrapy.http import Request

from archive.errors import CppccError
from crawler.ledger import Row
from crawler.requisite_rows import Requisite

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.run import Run


class LedgerScheduler:
    """Hands out the ledger's rows as requests (Scrapy's scheduler interface)."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._redirected: deque[Request] = deque()
        self._spider: Spider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def open(self, spider: Spider) -> None:
        """Scrapy's hook: the spider whose callbacks the requests carry."""
        self._spider = spider

    def has_pending_requests(self) -> bool:
        """Whether this run still has something to ask for."""
        if self._redirected:
            return True
        return not self.run.failure and (self.run.queue.has_work() or self.run.requisites.has_work())

    def enqueue_request(self, request: Request) -> bool:
        """Takes a redirect of a row that is already leased; everything else comes from the ledger."""
        self._redirected.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request, or None while every server is busy."""
        if self._redirected:
            return self._redirected.popleft()
        if self.run.failure:
            return None
        try:
            row = self.run.queue.next()
            if row is not None:
                return self._request(row)
            requisite = self.run.requisites.next()
        except (CppccError, sqlite3.Error) as failure:
            # Scrapy would only log what is raised here, and wait for ever for a request that never comes.
            self.run.fail(failure if isinstance(failure, CppccError) else CppccError(f"the ledger: {failure}"))
            return None
        return None if requisite is None else self._requisite_request(requisite)

    def _request(self, row: Row) -> Request:
        return Request(
            row.url,
            callback=self._spider.parse,  # type: ignore[union-attr]
            errback=self._spider.lost,  # type: ignore[union-attr]
            meta={"row": row},
            headers=conditional(row),
            dont_filter=True,
        )

    def _requisite_request(self, requisite: Requisite) -> Request:
        return Request(
            requisite.row.url,
            callback=self.run.requisites.take,
            errback=self.run.requisites.lost,
            meta={"row": requisite.row, "requisite": requisite},
            headers=conditional(requisite.row),
            dont_filter=True,
        )


def conditional(row: Row) -> dict[str, str]:
    """The headers that ask only for a change, where we have an answer already (RFC 9110, 13.1)."""
    stated = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
    return {name: value for name, value in stated.items() if value}
