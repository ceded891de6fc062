"""Reads a stored article again from its capture, with all its paragraphs, also one that is kept only by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from archive import warc
from archive.records import Article, Reading
from archive.store import Archive
from crawler import worker
from crawler.ledger import Row
from crawler.servers import server_of
from crawler.settle import Settler

FOUND = """
SELECT a.url, a.newspaper_id, a.day, a.position, a.page_no, a.page_name, c.warc_file, c.warc_offset, c.warc_length,
       l.title
  FROM articles a JOIN captures c ON c.id = a.capture_id LEFT JOIN ledger l ON l.url = a.url
 WHERE a.id = ?"""


def rereader(
    archive: Archive, folder: Path, settler: Settler, flush: Callable[[], None]
) -> Callable[[int], Article | None]:
    """A function from an article's id to the article as its capture says it; `flush` makes new captures readable."""

    def reread(article_id: int) -> Article | None:
        found = archive.db.execute(FOUND, (article_id,)).fetchone()
        if found is None:
            return None
        url, newspaper_id, day, position, page_no, page_name, *place, title = found
        flush()
        stored = warc.read(folder, *place)
        row = Row(
            id=0,
            url=url,
            newspaper_id=newspaper_id,
            day=day and date.fromisoformat(day),
            kind="article",
            server=server_of(url),
            title=title,
            page_no=page_no,
            page_name=page_name,
        )
        read = worker.read(settler.task(row, stored.url, stored.body, stored.charset))
        if isinstance(read, Reading) and position < len(read.articles):
            return read.articles[int(position)]
        return None

    return reread
