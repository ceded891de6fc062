"""Articles of one edition that go on under another: (下转第四版), and (上接第1版) on the page where it does.

Only newest versions are joined, each read again from its capture; what an older version said stands alone. Which of
them belong together is told from all of them each time that the edition is complete, so that the outcome does not
depend on the order of the answers. What is joined rightly is left alone; what is not is first stored as its own page
says it. Articles that are cut into parts at several addresses are `crawler.chain`'s.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from archive.readings import Tail
from archive.records import Article
from archive.store import Archive
from crawler.newspapers import Newspaper
from crawler.reading import continuation
from crawler.reading.model import Hints
from crawler.reread import Again, Reread, store_apart

LATER_PART = """
EXISTS (SELECT 1 FROM ledger l JOIN links k ON k.article_id = l.id JOIN ledger p ON p.id = k.page_id
         WHERE l.url = a.url AND p.kind = 'article')"""

# The row of a joined head says where the whole goes on: its own mark stands in its capture alone.
MARKED = f"""
SELECT a.id FROM articles a
 WHERE a.newspaper_id = ? AND a.day = ? AND a.latest = 1
   AND (a.continued_on IS NOT NULL OR a.continued_from IS NOT NULL
        OR EXISTS (SELECT 1 FROM articles t WHERE t.continues = a.id))
   AND NOT {LATER_PART}
 ORDER BY a.url, a.position"""

TIED = f"""
SELECT a.continues, a.id FROM articles a
 WHERE a.newspaper_id = ? AND a.day = ? AND a.continues IS NOT NULL AND NOT {LATER_PART}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A head with its tails, in their order, and what they say together."""

    head_id: int
    tails: tuple[Tail, ...]
    article: Article

    @property
    def tail_ids(self) -> frozenset[int]:
        """The ids of its tails."""
        return frozenset(tail.id for tail in self.tails)


@dataclass(slots=True)
class Continued:
    """Joins the articles of one edition that continue each other."""

    archive: Archive
    reread: Reread
    newspaper: Newspaper
    day: date
    _read: dict[int, Again | None] = field(default_factory=dict)

    @property
    def db(self) -> sqlite3.Connection:
        """The archive's connection, in its open transaction."""
        return self.archive.db

    def join(self) -> None:
        """Joins the newest versions, and parts what is joined otherwise."""
        wholes, tied = tuple(self._wholes()), self._tied()
        right = {whole.head_id: whole.tail_ids for whole in wholes}
        wrong = [head_id for head_id, tail_ids in tied.items() if right.get(head_id) != tail_ids]
        if wrong:
            store_apart(self.archive, wrong, self._again)
            self._read.clear()
            wholes, tied = tuple(self._wholes()), self._tied()
        for whole in wholes:
            if whole.head_id not in tied:
                self.archive.join(whole.head_id, whole.tails, whole.article)

    @property
    def _edition(self) -> tuple[str, str]:
        return self.newspaper.id, self.day.isoformat()

    def _again(self, article_id: int) -> Again | None:
        if article_id not in self._read:
            self._read[article_id] = self.reread(article_id)
        return self._read[article_id]

    def _tied(self) -> dict[int, frozenset[int]]:
        """The tails of each head, as they are joined now."""
        tied: dict[int, frozenset[int]] = {}
        for head_id, tail_id in self.db.execute(TIED, self._edition):
            tied[head_id] = tied.get(head_id, frozenset()) | {tail_id}
        return tied

    def _wholes(self) -> Iterator[Whole]:
        """What is to be joined; a head that is no tail comes first, so that what stands between two others follows."""
        found = [key for (key,) in self.db.execute(MARKED, self._edition)]
        said = {key: again.article for key in found if (again := self._again(key)) and not again.article.next_url}
        tails = {key: article for key, article in said.items() if article.continued_from is not None}
        heads = [key for key, article in said.items() if article.continued_on is not None and article.topic != "other"]
        gone: frozenset[int] = frozenset()
        for head_id in sorted(heads, key=tails.__contains__):
            left = {key: tail for key, tail in tails.items() if key not in gone and key != head_id}
            if head_id not in gone and (whole := self._whole(head_id, said[head_id], left)):
                gone |= {head_id, *whole.tail_ids}
                yield whole

    def _whole(self, head_id: int, head: Article, left: Mapping[int, Article]) -> Whole | None:
        """A head with all that continues it among the tails that are left; None where nothing does."""
        hints = Hints(newspaper_title=self.newspaper.title, newspaper_place=self.newspaper.place, day=self.day)
        whole = head
        tails: tuple[Tail, ...] = ()
        while found := _next(whole, left, hints):
            tail_id, joined = found
            tails += (Tail(id=tail_id, start=continuation.tail_start(whole, left[tail_id])),)
            whole, left = joined, {key: tail for key, tail in left.items() if key != tail_id}
        return Whole(head_id=head_id, tails=tails, article=whole) if tails else None


def _next(head: Article, left: Mapping[int, Article], hints: Hints) -> tuple[int, Article] | None:
    """The first tail that continues a head, and both as one."""
    joined = ((key, continuation.join(head, tail, hints)) for key, tail in left.items())
    return next(((key, whole) for key, whole in joined if whole is not None), None)
