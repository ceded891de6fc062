"""What a captured response changes: the ledger, the edition, and what the archive holds.

Used by the crawl and by the rebuild alike, with nothing of Scrapy: an answer and its reading in, rows out, all of one
answer in one savepoint. So a crash leaves a row either untouched or settled whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from archive.records import EditionState, LedgerKind, LedgerState, Problem, Reading, Source
from archive.store import Archive
from crawler.candidates import could_be_ours
from crawler.chain import Chains
from crawler.fronts import GONE, Finding, edition_finding, missing_edition
from crawler.ledger import Ledger, Row
from crawler.linked import linked
from crawler.newspapers import Era, Newspaper
from crawler.platform import ArticleLink, PageLink, PageView, Platform, platform
from crawler.reread import Reread, store_apart
from crawler.servers import FORBIDDEN, REFUSED_WITH, same_site
from crawler.worker import PageRead, Task, task_of

MOST_PAGES = 200
"""Pages of one edition that are followed; the largest special editions of a prefecture's newspaper have under 100."""

OPEN = "open"
"""The reason of an edition's state `partial` while its pages and articles are still being fetched."""

OUTDATED = """
SELECT DISTINCT h.id FROM articles h JOIN articles t ON t.continues = h.id
 WHERE h.newspaper_id = ? AND h.url = ? AND h.latest = 0"""
"""Heads at an address that something is still joined with, although they have a newer version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A captured response to a ledger row. `url` is the address that answered in the end, after redirects."""

    row: Row
    url: str
    status: int
    capture_id: int
    at: str


@dataclass(slots=True)
class Settler:
    """Turns answers into rows. `fetch_all`: every article is wanted, not only those that could be ours."""

    archive: Archive
    ledger: Ledger
    newspapers: Mapping[str, Newspaper]
    reread: Reread
    run_id: str
    fetch_all: bool = False

    def era(self, row: Row) -> Era:
        """The era that a row belongs to: its day's, or the newest for an address without a day."""
        return self.newspapers[row.newspaper_id].era_of(row.day)

    def task(self, row: Row, url: str, body: bytes, declared: str | None) -> Task:
        """The reading that an answer asks for."""
        newspaper = self.newspapers[row.newspaper_id]
        return task_of(newspaper, url, body, declared, kind=row.kind, day=row.day, title=row.title)

    def settle(self, answer: Answer, read: PageRead | Reading | None) -> None:
        """Settles one answer; `read` is None where the status says that there is nothing to read."""
        with self.archive.unit():
            match read:
                case Reading():
                    self._article(answer, read)
                case PageRead():
                    self._page(answer, read)
                case None:
                    self._nothing(answer)

    def unchanged(self, answer: Answer) -> None:
        """The server says 304: what we have of the row, and what became of it, still stands."""
        self.ledger.stands(answer.row, answer.at)

    def other_day(self, row: Row, url: str) -> date | None:
        """The day that an address states where it is another than the one that a front was asked for."""
        day = platform(self.era(row).platform).address_day(url) if row.kind == "front" and row.day else None
        return day if day != row.day else None

    def no_edition(self, row: Row, reason: str, at: str) -> None:
        """A front whose answer needs no reading to say that there was no edition."""
        with self.archive.unit():
            self.ledger.settle(row, "done", reason, at=at)
            if row.day is not None and not self._was_had(row):
                self.archive.set_edition(row.newspaper_id, row.day, "no-edition", reason=reason, front_url=row.url)

    def give_up(
        self,
        row: Row,
        reason: str,
        at: str,
        *,
        passing: bool,
        skipped: bool = False,
        capture_id: int | None = None,
    ) -> None:
        """A row that cannot be fetched or read: failed, or skipped where we may not ask (robots.txt)."""
        with self.archive.unit():
            state: LedgerState = "skipped" if skipped else "failed"
            again = passing or (not skipped and self._was_had(row))
            self.ledger.settle(row, state, reason, at=at, capture_id=capture_id, passing=again)
            self._edition_without(row, reason)
            if not skipped or self.ledger.parts_before(row):
                self._missed(row, "fetch", reason)

    def left_alone(self, row: Row, reason: str, *, refused: bool) -> None:
        """A server that this run asks no more: the row stays pending, the edition is told."""
        if row.day is not None and not self._was_had(row):
            state: EditionState = "blocked" if refused else "missing"
            self.archive.set_edition(row.newspaper_id, row.day, state, reason=reason)
        kind = "refused" if refused else "unreachable"
        self.archive.add_problem(self.run_id, row.url, kind, f"{reason}; {row.server} is left alone in this run")

    def _article(self, answer: Answer, reading: Reading) -> None:
        row = answer.row
        source = Source(
            newspaper_id=row.newspaper_id,
            day=row.day,
            url=row.url,
            page_no=row.page_no,
            page_name=row.page_name,
            capture_id=answer.capture_id,
            run_id=self.run_id,
        )
        before = self.ledger.parts_before(row)
        unjoined = self.archive.add_reading(reading, source, of_ours=bool(before)).unjoined
        outdated = (key for (key,) in self.archive.db.execute(OUTDATED, (row.newspaper_id, row.url)).fetchall())
        store_apart(self.archive, (*unjoined, *outdated), self.reread)
        self._problems(row, reading.problems)
        if not reading.articles:
            self.ledger.settle(row, "failed", "no article found", at=answer.at, capture_id=answer.capture_id)
            self._missed(row, "unread", "no article found on the page")
            return
        ours = any(article.topic != "other" for article in reading.articles)
        self._done(answer, "stored" if ours else "off-topic")
        last = reading.articles[-1]
        if before or (last.next_url and last.topic != "other"):
            chains = Chains(self.archive, self.ledger, self.newspapers, self.reread)
            self._problems(row, chains.take_in(row, before, last.next_url, answer.at))

    def _missed(self, row: Row, kind: str, reason: str) -> None:
        """A page that could not be had or read; of a part it is said which article is not whole without it."""
        before = self.ledger.parts_before(row)
        detail = f"{reason}; it is a part of {before[-1]}" if before else reason
        self.archive.add_problem(self.run_id, row.url, kind, detail)

    def _page(self, answer: Answer, read: PageRead) -> None:
        row = answer.row
        site = platform(self.era(row).platform)
        finding = self._finding(answer, read, site)
        # Which articles stand on such a page of an edition is not known, so the edition is not whole
        unread = row.kind == "page" and row.day is not None and not finding.follow
        if unread or finding.state == "missing":
            self._problems(row, (Problem(kind="layout", detail=finding.reason or "unknown layout"),))
        if finding.follow:
            self._follow(answer, read.view, site)
        if row.kind == "front":
            self._edition(row, finding)
        state: LedgerState = "failed" if unread else "done"
        self.ledger.settle(row, state, finding.reason, at=answer.at, capture_id=answer.capture_id)

    def _finding(self, answer: Answer, read: PageRead, site: Platform) -> Finding:
        row = answer.row
        if row.day is None:
            return _list_finding(read.view)
        return edition_finding(
            read.view,
            empty=read.empty,
            asked=row.day,
            at_address=site.address_day(answer.url),
            address_day=site.address_day,
        )

    def _nothing(self, answer: Answer) -> None:
        row = answer.row
        if row.kind == "front" and row.day is not None and (finding := missing_edition(answer.status)):
            self._edition(row, finding)
            if finding.state == "no-edition":
                self._done(answer, finding.reason)
                return
        passing = answer.status not in GONE or self._was_had(row)
        reason = f"HTTP {answer.status}"
        self.ledger.settle(row, "failed", reason, at=answer.at, capture_id=answer.capture_id, passing=passing)
        self._missed(row, "fetch", reason)

    def _follow(self, answer: Answer, view: PageView, site: Platform) -> None:
        row = answer.row
        if view.shell_target:
            self._enter_shell(row, site.canonical(view.shell_target), answer.at)
            return
        known = self.ledger.known(link.url for link in view.articles) if view.next_url else frozenset()
        for page in view.pages[: self._room(row)]:
            self._enter(row, page.url, "page", answer.at, page=page, same=page.url == view.alias_of)
        no, name = view.page_no or row.page_no, view.page_name or row.page_name
        ids = [self._enter_article(row, link, no, name, answer.at) for link in view.articles]
        self.ledger.list_links(row.id, ids)
        if view.next_url and any(link.url not in known for link in view.articles):
            self._enter(row, view.next_url, "page", answer.at)

    def _enter_shell(self, row: Row, target: str, at: str) -> None:
        if same_site(target, self.newspapers[row.newspaper_id].servers):
            self._enter(row, target, "front", at)
        else:
            self._problems(row, (Problem(kind="layout", detail=f"the shell leads off-site to {target}"),))

    def _room(self, row: Row) -> int:
        """How many more pages an edition may have: one that lists ever new pages is a trap, and said to be one."""
        if row.day is None:
            return MOST_PAGES
        left = MOST_PAGES - self.ledger.pages(row.newspaper_id, row.day)
        if left <= 0:
            self._problems(row, (Problem(kind="layout", detail=f"more than {MOST_PAGES} pages in one edition"),))
        return max(0, left)

    def _enter(
        self, row: Row, url: str, kind: LedgerKind, at: str, page: PageLink | None = None, same: bool = False
    ) -> None:
        no, name = (page.page_no, page.page_name) if page else (None, None)
        found = linked(row, self.newspapers[row.newspaper_id], url, kind, page_no=no, page_name=name)
        if same:
            found = replace(found, state="done", reason="the same page as its front")
        self.ledger.enter(found, at)

    def _enter_article(self, row: Row, link: ArticleLink, no: str | None, name: str | None, at: str) -> int:
        verdict = could_be_ours(link.title, name)
        found = linked(
            row,
            self.newspapers[row.newspaper_id],
            link.url,
            "article",
            unwanted=None if self.fetch_all or verdict.wanted else verdict.reason,
            title=link.title,
            page_no=None if link.elsewhere else no,
            page_name=None if link.elsewhere else name,
        )
        return self.ledger.enter(found, at)

    def _was_had(self, row: Row) -> bool:
        """Whether the row's edition was captured before: it is, whatever the server answers when it is asked again.

        What is not there now of such an edition is asked for by the next run too.
        """
        if row.day is None:
            return False
        found = self.archive.db.execute(
            "SELECT state, reason, front_url FROM editions WHERE newspaper_id = ? AND day = ?",
            (row.newspaper_id, row.day.isoformat()),
        ).fetchone()
        if found is None or found[0] not in ("published", "partial"):
            return False
        return bool(found[1] != OPEN or found[2] == row.url)

    def _edition(self, row: Row, finding: Finding) -> None:
        if row.day is None or (not finding.follow and finding.state != "published" and self._was_had(row)):
            return
        state: EditionState = "partial" if finding.follow else finding.state
        self.archive.set_edition(
            row.newspaper_id, row.day, state, reason=OPEN if finding.follow else finding.reason, front_url=row.url
        )

    def _edition_without(self, row: Row, reason: str) -> None:
        if row.kind == "front" and row.day is not None and not self._was_had(row):
            state: EditionState = "blocked" if reason.startswith((REFUSED_WITH, FORBIDDEN)) else "missing"
            self.archive.set_edition(row.newspaper_id, row.day, state, reason=reason, front_url=row.url)

    def _problems(self, row: Row, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            self.archive.add_problem(self.run_id, row.url, problem.kind, problem.detail)

    def _done(self, answer: Answer, reason: str | None) -> None:
        self.ledger.settle(answer.row, "done", reason, at=answer.at, capture_id=answer.capture_id)


def _list_finding(view: PageView) -> Finding:
    if view.articles or view.pages or view.shell_target:
        return Finding(state="published", follow=True)
    return Finding(state="missing", reason="; ".join(view.missing) or "no article is linked")
