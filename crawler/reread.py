"""Reads a stored article again from its capture, with all its paragraphs, also one that is kept only by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive import warc
from archive.records import Article, Reading, Source
from archive.store import Archive
from crawler import worker
from crawler.ledger import Row
from crawler.newspapers import Newspaper
from crawler.servers import server_of

# The day is that of the edition it was fetched for: an article of a portal has its own day beside it.
FOUND = """
SELECT a.url, a.newspaper_id, c.day, a.position, a.page_no, a.page_name, a.capture_id, a.run_id, c.warc_file,
       c.warc_offset, c.warc_length, l.title
  FROM articles a JOIN captures c ON c.id = a.capture_id LEFT JOIN ledger l ON l.url = a.url
 WHERE a.id = ?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A stored article as its capture says it: the reading of its whole page, and its place in it."""

    reading: Reading
    source: Source
    position: int

    @property
    def article(self) -> Article:
        """The article itself."""
        return self.reading.articles[self.position]


Reread = Callable[[int], Again | None]
"""Reads a stored article again, by its id; None where its capture does not hold it."""


def rereader(archive: Archive, folder: Path, newspapers: Mapping[str, Newspaper], flush: Callable[[], None]) -> Reread:
    """Reads again from the WARCs of a folder; `flush` makes new captures readable."""

    def reread(article_id: int) -> Again | None:
        found = archive.db.execute(FOUND, (article_id,)).fetchone()
        if found is None:
            return None
        url, newspaper_id, day, position, page_no, page_name, capture_id, run_id, *place, title = found
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
        read = worker.read(worker.task_of(newspapers[newspaper_id], row, stored.url, stored.body, stored.charset))
        if not isinstance(read, Reading) or position >= len(read.articles):
            return None
        source = Source(
            newspaper_id=newspaper_id,
            day=row.day,
            url=url,
            page_no=page_no,
            page_name=page_name,
            capture_id=capture_id,
            run_id=run_id,
        )
        return Again(reading=read, source=source, position=position)

    return reread
