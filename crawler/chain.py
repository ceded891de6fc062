"""An article that is cut into parts at several addresses (下一页) is one article, whichever of them was answered first.

The parts are read again from their captures, each as its newest version says it, and stored as one; so the outcome
does not depend on the order of the answers, and a part that has changed is exchanged. What an older version of a part
said stands alone at its own address. A part that only repeats what stands before it gives the article nothing, and
ends it: a site may answer any number with the page that it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive import identity
from archive.readings import Tail
from archive.records import Article, Problem, Source, Topic
from archive.store import Archive
from crawler.ledger import MOST_PARTS, Ledger, Row
from crawler.linked import linked
from crawler.newspapers import Newspaper
from crawler.reading import continuation
from crawler.reading.model import Hints
from crawler.reading.page import GOES_ON
from crawler.reread import Again, Reread, store_apart

AT_ADDRESS = """
SELECT id, position, place_uid FROM articles WHERE newspaper_id = ? AND url = ? AND latest = 1 ORDER BY position"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Parts that are one article now: their addresses, its topic, and whether the last one only repeats the others."""

    urls: tuple[str, ...]
    topic: Topic
    repeats: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part as its capture says it. `more`: it holds text that no part before it holds."""

    id: int
    again: Again
    more: bool

    @property
    def article(self) -> Article:
        """What it says."""
        return self.again.article


@dataclass(frozen=True, slots=True)
class Chains:
    """Joins and follows the parts of one archive's articles."""

    archive: Archive
    ledger: Ledger
    newspapers: Mapping[str, Newspaper]
    reread: Reread

    def take_in(self, row: Row, before: tuple[str, ...], next_url: str | None, at: str) -> tuple[Problem, ...]:
        """Joins what is here of an article when one of its parts is stored, and enters the part after it.

        `before` are the addresses of the parts before it, the nearest first. Why the article is not whole, if so.
        """
        joined = self._join(row, before[-1] if before else row.url)
        if joined:
            for url in joined.urls:
                self.ledger.tell(url, "off-topic" if joined.topic == "other" else "stored")
        if joined and joined.repeats and joined.urls[-1] == row.url:
            return _goes_on(f"as a part of {before[-1]} it only repeats what stands before it")
        if next_url and (why := self._follow(row, before, next_url, at)):
            return _goes_on(f"its next part, {next_url}, is {why}")
        return ()

    def _follow(self, row: Row, before: tuple[str, ...], next_url: str, at: str) -> str | None:
        """Enters the next part; why it is not fetched, if so."""
        if next_url in (row.url, *before):
            return "one before it"
        if len(before) + 2 > MOST_PARTS:
            return f"beyond the {MOST_PARTS} that are followed"
        part = linked(
            row,
            self.newspapers[row.newspaper_id],
            next_url,
            "article",
            title=row.title,
            page_no=row.page_no,
            page_name=row.page_name,
        )
        self.ledger.list_links(row.id, [self.ledger.enter(part, at)])
        return part.reason

    def _join(self, row: Row, first: str) -> Joined | None:
        """Joins the article that begins at the address `first`; None where no later part of it is here."""
        parts = tuple(self._parts(row, first))
        if len(parts) < 2:
            return None
        said = {part.id: part.again for part in parts}
        store_apart(self.archive, said, lambda key: said.get(key) or self.reread(key), of_ours=True)
        saying = [part for part in parts if part.more]
        newspaper = self.newspapers[row.newspaper_id]
        hints = Hints(newspaper_title=newspaper.title, newspaper_place=newspaper.place, day=row.day)
        whole, starts = continuation.whole([part.article for part in saying], hints)
        starts += (len(whole.paragraphs),) * (len(parts) - len(saying))
        tails = [Tail(id=part.id, start=start) for part, start in zip(parts[1:], starts, strict=True)]
        self.archive.join(parts[0].id, tails, whole)
        urls = tuple(part.again.source.url for part in parts)
        return Joined(urls=urls, topic=whole.topic, repeats=not parts[-1].more)

    def _parts(self, row: Row, first: str) -> Iterator[Part]:
        url: str | None = first
        before: dict[str, Article] = {}
        while url is not None and url not in before and len(before) < MOST_PARTS and (found := self._at(row, url)):
            # Of several articles at one address the last goes on, and the first is what the part before goes on with.
            key = found[0] if before else found[-1]
            again = self.reread(key)
            if again is None:
                return
            more = not before or continuation.says_more(again.article, tuple(before.values()))
            yield Part(id=key, again=again, more=more)
            before[url] = again.article
            url = again.article.next_url if more else None

    def _at(self, row: Row, url: str) -> list[int]:
        """The newest articles at an address, as they were crawled for a row's edition or for none."""
        source = Source(newspaper_id=row.newspaper_id, day=row.day, url=url)
        found = self.archive.db.execute(AT_ADDRESS, (row.newspaper_id, url))
        return [key for key, position, place in found if place == identity.place_uid(source, position)]


def _goes_on(why: str) -> tuple[Problem, ...]:
    return (Problem(kind=GOES_ON, detail=why),)
