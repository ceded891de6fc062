"""What `scrapy list` and `scrapy crawl ID` know: the declared newspapers, each as a spider of its own name."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.newspapers import Newspaper, declared, load
from crawler.servers import server_of
from spiders.newspaper import NewspaperSpider


class NewspaperLoader:
    """Scrapy's spider loader over declarations instead of modules."""

    def __init__(self, newspapers: tuple[Newspaper, ...]) -> None:
        self._newspapers = {newspaper.id: newspaper for newspaper in newspapers}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """The newspapers of the settings' files, or all that the package declares."""
        files = settings.getlist("CPPCC_NEWSPAPERS")
        return cls(load(Path(file) for file in files) if files else declared())

    def load(self, spider_name: str) -> type[NewspaperSpider]:
        """The spider of one newspaper. Raises KeyError, as Scrapy wants it, for a name that is not declared."""
        if spider_name not in self._newspapers:
            raise KeyError(f"no newspaper {spider_name!r} is declared")
        return type("NewspaperSpider", (NewspaperSpider,), {"name": spider_name, "newspaper_ids": (spider_name,)})

    def list(self) -> list[str]:
        """The newspapers' ids."""
        return sorted(self._newspapers)

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]
        """The newspapers on the server of a request (`scrapy fetch`, `scrapy shell`)."""
        server = server_of(request.url)
        return [name for name, newspaper in self._newspapers.items() if server in newspaper.servers]
