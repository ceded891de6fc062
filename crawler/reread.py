"""Reads a stored article again from its capture, with all its paragraphs, also one that is kept only by name.

That is how articles which are joined come apart: the text of a part stands in its capture alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from archive import identity, warc
from archive.records import Article, Reading, Source
from archive.store import Archive
from crawler import worker
from crawler.newspapers import Newspaper

FOUND = """
SELECT a.place_uid, a.position, a.url, a.newspaper_id, a.day, a.page_no, a.page_name, a.capture_id, a.run_id,
       c.warc_file, c.warc_offset, c.warc_length, l.title
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
        place, position, url, newspaper_id, day, page_no, page_name, capture_id, run_id, *record, title = found
        source = Source(
            newspaper_id=newspaper_id,
            day=day and date.fromisoformat(day),
            url=url,
            page_no=page_no,
            page_name=page_name,
            capture_id=capture_id,
            run_id=run_id,
        )
        if identity.place_uid(source, position) != place:  # no edition's day, but what the article says of itself
            source = replace(source, day=None)
        flush()
        stored = warc.read(folder, *record)
        newspaper = newspapers[newspaper_id]
        read = worker.read(
            worker.task_of(
                newspaper, stored.url, stored.body, stored.charset, kind="article", day=source.day, title=title
            )
        )
        if not isinstance(read, Reading) or position >= len(read.articles):
            return None
        return Again(reading=read, source=source, position=position)

    return reread


def store_apart(archive: Archive, article_ids: Iterable[int], reread: Reread, *, of_ours: bool = False) -> None:
    """Stores articles, and all that one of them is joined with, each as its own page says it.

    `of_ours` as in `Archive.add_reading`.
    """
    tied = dict.fromkeys(key for article_id in article_ids for key in (article_id, *archive.untie(article_id)))
    for key in tied:
        again = reread(key)
        if again is not None:
            archive.add_reading(again.reading, again.source, of_ours=of_ours)
