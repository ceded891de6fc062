"""Invented crawls as events that can be divided among machines: each event is an answer, and what it said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from pathlib import Path

from archive import warc
from archive.readings import Tail
from archive.records import Article, Capture, Dropped, EditionState, LedgerState, Source
from archive.store import Archive
from tests.archive.exchanges import exchange, writer
from tests.archive.invented import CLOSING, FILED, OPENING, PAPERS, figure, news, reading, report

DAYS = (date(2025, 2, 18), date(2025, 2, 19))
TAIL_TEXT = "过去的一年,全市各级政协组织共走访企业四百余家,提出意见建议九十六条。"
LONG = (
    "一年来,市政协围绕中心、服务大局,组织委员开展专题视察四十六次,就乡村振兴、生态保护、养老服务、职业教育、"
    "老旧小区改造等课题深入基层听取群众意见,形成调研报告报送市委市政府,得到主要领导同志的批示和有关部门的采纳。"
)
WIDE = FILED.replace("提案312件", "提案３１２件").replace(",", "，")
TRADITIONAL = OPENING.replace("团结", "團結").replace("协商", "協商")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One answer of a server. `number` is its address, `edit` the state of the page, `hour` when it was asked."""

    number: int
    edit: int
    hour: int
    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...] = ()

    @property
    def paper(self) -> str:
        return PAPERS[self.number % 2].id

    @property
    def day(self) -> date:
        return DAYS[self.number % len(DAYS)]

    @property
    def at(self) -> str:
        return f"2025-02-20T{self.hour:02}:{self.number:02}:{self.edit:02}Z"


def _page(number: int, edit: int, *articles: Article, dropped: tuple[Dropped, ...] = ()) -> tuple[Event, ...]:
    """A page in one state, asked for twice."""
    first = Event(number=number, edit=edit, hour=3 + 8 * edit, articles=articles, dropped=dropped)
    return first, replace(first, hour=first.hour + 5)


FURNITURE = (Dropped(text="本版责编 何远山", reason="furniture"), Dropped(text="广告", reason="furniture", article=0))
FIGURED = report(OPENING, FILED, CLOSING, figures=(figure(), figure(name="proposals_submitted", value=312.0)))
EVENTS = (
    *_page(0, 0, FIGURED, dropped=FURNITURE),
    *_page(0, 1, report(OPENING, FILED.replace("287", "288"), CLOSING)),
    *_page(1, 0, report(TRADITIONAL, WIDE, headline="政协洛坪市委员会提案工作报告"), news()),
    *_page(1, 1, report(TRADITIONAL, WIDE, headline="政协洛坪市委员会提案工作报告"), dropped=FURNITURE),
    *_page(2, 0, news("清川市政协会议开幕", CLOSING)),
    *_page(3, 0, report(CLOSING, TAIL_TEXT), report(FILED)),
    *_page(8, 0, report(LONG, CLOSING)),
    *_page(9, 0, report(LONG.replace("四十六", "四十七"), CLOSING)),
)
ENTER = """
INSERT INTO ledger (url, kind, state, capture_id, newspaper_id, day, run_id, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (url) DO UPDATE SET capture_id = excluded.capture_id, state = excluded.state,
       updated_at = excluded.updated_at WHERE excluded.updated_at > ledger.updated_at"""

HEAD, TAIL = 4, 6
"""Addresses of a report and its continuation, both of 清川日报 and of one day."""
PAIR = (
    *_page(HEAD, 0, report(OPENING, continued_on="4")),
    *_page(TAIL, 0, report(TAIL_TEXT, FILED, headline="在市政协会议上", continued_from="1", figures=(figure(1),))),
)
ALL = (*EVENTS, *PAIR)
WHOLE = report(OPENING, TAIL_TEXT, FILED, figures=(figure(2),))


def url(number: int) -> str:
    """The address of a page."""
    return exchange(number).url


def crawled(folder: Path, machine: str, events: Sequence[Event], *, run: bool = True) -> Path:
    """The archive that a machine makes of the events, in their order; returns its folder."""
    with Archive.open(folder) as archive, _writer(folder, machine) as out:
        archive.declare(PAPERS)
        run_id = _run(archive, machine) if run else None
        for event in events:
            _answer(archive, out, event, run_id)
        _join(archive)
        _tell_editions(archive, events)
        if run_id:
            archive.add_account(run_id, "qingchuan", {"links_seen": 2, "stored": 2})
        out.sync()
        archive.commit()
    return folder


@contextmanager
def _writer(folder: Path, machine: str) -> Iterator[warc.Writer]:
    ids = iter(range(10_000))
    with writer(folder / "warc", hostname=machine, new_id=lambda: f"<urn:cppcc:{machine}:{next(ids)}>") as out:
        yield out


def _run(archive: Archive, machine: str) -> str:
    run_id = f"20250220T000000Z-{machine}"
    archive.db.execute(
        "INSERT INTO runs (id, command, started_at, finished_at, outcome, exit_code) VALUES (?, 'crawl',"
        " '2025-02-20T00:00:00Z', '2025-02-20T09:00:00Z', 'finished', 0)",
        (run_id,),
    )
    (archive.folder / "runs" / run_id).mkdir(parents=True)
    (archive.folder / "runs" / run_id / "summary.json").write_text(json.dumps({"run": run_id}), "utf-8")
    return run_id


def _answer(archive: Archive, out: warc.Writer, event: Event, run_id: str | None) -> None:
    capture = _capture(archive, out, event, run_id)
    where = Source(
        newspaper_id=event.paper,
        day=event.day,
        url=url(event.number),
        page_no=str(event.number),
        capture_id=capture,
        run_id=run_id,
    )
    archive.add_reading(reading(*event.articles, dropped=event.dropped), where)
    ours = any(article.topic != "other" for article in event.articles)
    _ledger(archive, event, "done" if ours else "failed", capture, run_id)
    if not ours:
        archive.db.execute(
            "INSERT INTO problems (run_id, url, kind, detail, at) VALUES (?, ?, 'unread', 'no article', ?)",
            (run_id, where.url, event.at),
        )


def _capture(archive: Archive, out: warc.Writer, event: Event, run_id: str | None) -> int:
    body = f"<p>{event.number} {event.edit}</p>".encode()
    sent = exchange(event.number, body=body, fetched_at=event.at)
    at = out.write(sent)
    return archive.add_capture(
        Capture(
            run_id=run_id,
            url=sent.url,
            fetched_at=event.at,
            status=200,
            payload_sha256=at.payload_sha256,
            warc_file=at.file,
            warc_offset=at.offset,
            warc_length=at.length,
            record_id=at.record_id,
            newspaper_id=event.paper,
            day=event.day,
            kind="article",
        )
    )


def _ledger(archive: Archive, event: Event, state: LedgerState, capture: int, run_id: str | None) -> None:
    db = archive.db
    front = f"http://{event.paper}.example/{event.day}/front.htm"
    for row in ((front, "front", "pending", None), (url(event.number), "article", state, capture)):
        db.execute(ENTER, (*row, event.paper, event.day.isoformat(), run_id, event.at))
    db.execute(
        "INSERT INTO links (page_id, article_id, position) SELECT f.id, a.id, ? FROM ledger f, ledger a"
        " WHERE f.url = ? AND a.url = ? ON CONFLICT DO NOTHING",
        (event.number, front, url(event.number)),
    )


def _tell_editions(archive: Archive, events: Sequence[Event]) -> None:
    """What each edition is in the end: published where a page of it was seen in its last state."""
    for event in sorted(events, key=attrgetter("edit", "number", "at")):
        state: EditionState = "published" if event.edit else "partial"
        archive.set_edition(event.paper, event.day, state, pages_got=event.number)
        where = (event.at, event.paper, event.day.isoformat())
        archive.db.execute("UPDATE editions SET checked_at = ? WHERE newspaper_id = ? AND day = ?", where)


def _join(archive: Archive) -> None:
    """Joins the pair where this machine has both halves."""
    halves = [
        archive.db.execute("SELECT id FROM articles WHERE url = ? AND continues IS NULL", (url(number),)).fetchone()
        for number in (HEAD, TAIL)
    ]
    if all(halves):
        (head,), (tail,) = halves
        archive.join(head, [Tail(id=tail, start=1)], WHOLE)
