"""The peers of the crawl: plain Scrapy over the same addresses, alone or with trafilatura in the callback.

python -m tests.bench.crawl_peer plain|trafilatura FILE-OF-URLS
"""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

SETTINGS: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "ROBOTSTXT_OBEY": True,
    "RETRY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_ITEMS": 1,
    "LOG_ENABLED": False,
}


class Fetch(Spider):
    """Fetches every address, one request at a time per server, as ours does."""

    name = "fetch"
    urls: tuple[str, ...] = ()
    extract = False

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url, dont_filter=True, meta={"download_slot": urlsplit(url).netloc})

    def parse(self, response: Any, **_: Any) -> None:
        """What the peer does with a page."""
        if self.extract:
            trafilatura.extract(response.text, url=response.url, with_metadata=True, include_comments=False)


def main() -> None:
    """Fetches the file's addresses."""
    how, file = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    process = CrawlerProcess(SETTINGS)
    urls = tuple(Path(file).read_text("utf-8").split())
    process.crawl(type("Peer", (Fetch,), {"urls": urls, "extract": how == "trafilatura"}))
    process.start()


if __name__ == "__main__":
    main()
