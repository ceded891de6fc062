"""Runs a crawl in this process, as `cppcc crawl` and `cppcc demo` do, and says how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.misc import load_object
from scrapy.utils.project import get_project_settings

from archive.errors import CppccError
from crawler.asked import asked_of
from crawler.run import Run

SPIDER = "spiders.newspaper.NewspaperSpider"


def settings_for(values: Mapping[str, object]) -> Settings:
    """The project's settings with the command's own values on top."""
    settings = get_project_settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(dict(values), priority="cmdline")
    return settings


def crawl(settings: Settings, ids: tuple[str, ...], arguments: Mapping[str, object]) -> Run:
    """Crawls, and returns the ended run; its `outcome` says how.

    Raises CppccError for what is wrong before the first request: a declaration, a held archive, an unwritable folder.
    Ctrl-C ends it after what is under way; a second one at once.
    """
    asked_of(settings, ids, arguments)
    process = AsyncCrawlerProcess(settings)
    spider = type("AskedSpider", (load_object(SPIDER),), {"newspaper_ids": ids})
    crawler = process.create_crawler(spider)
    task = cast("asyncio.Future[None]", process.crawl(crawler, **arguments))
    try:
        process.start()
    finally:
        run: Run | None = getattr(crawler.spider, "run", None)
        if run is not None:
            run.close("shutdown")
    if run is None:
        failure = task.exception() if task.done() and not task.cancelled() else None
        raise failure or CppccError("the crawl did not begin")
    if run.figures is None and run.failure is None:
        raise CppccError(f"{run.folder.path / 'log.jsonl'}: the run could not be ended as it should; its log says why")
    return run
