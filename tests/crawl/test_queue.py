"""Whose turn it is, and that the ledger survives its run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.records import Newspaper
from archive.store import Archive
from crawler.ledger import Ledger, Scope, Wanted
from crawler.queue import Queue
from crawler.servers import Servers

DAY = date(2025, 2, 24)
SCOPE = Scope(newspaper_ids=("east", "west"), since=DAY, until=DAY)
AT = "2025-02-24T12:00:00Z"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        opened.declare([Newspaper(id=name, title=name, place="某省/某市") for name in SCOPE.newspaper_ids])
        yield opened


@pytest.fixture
def ledger(archive: Archive) -> Ledger:
    return Ledger(archive.db, archive.begin_run("crawl", {}))


def wanted(newspaper: str, number: int, kind: str = "article", state: str = "pending") -> Wanted:
    return Wanted(
        url=f"http://{newspaper}.example/{kind}{number}",
        newspaper_id=newspaper,
        day=DAY,
        kind=kind,  # type: ignore[arg-type]
        server=f"{newspaper}.example:80",
        state=state,  # type: ignore[arg-type]
    )


def queue(ledger: Ledger, most: int | None = None) -> Queue:
    return Queue(ledger, Servers({}, 1.5, clock=lambda: 0.0), SCOPE, most)


def test_newspapers_take_turns_and_no_server_has_two_requests_under_way(ledger: Ledger) -> None:
    for number in range(5):
        ledger.enter(wanted("east", number), AT)
        ledger.enter(wanted("west", number), AT)
    handed = queue(ledger)
    rows = [handed.next() for _ in range(3)]
    assert [row and row.newspaper_id for row in rows] == ["east", "west", None]
    assert rows[0] is not None
    handed.landed(rows[0])
    again = handed.next()
    assert again is not None
    assert again.newspaper_id == "east"


def test_an_edition_that_was_begun_is_finished_before_the_next_front(ledger: Ledger) -> None:
    for kind in ("front", "page", "article"):
        ledger.enter(wanted("east", 1, kind), AT)
    handed = queue(ledger)
    kinds = []
    while row := handed.next():
        kinds.append(row.kind)
        handed.landed(row)
    assert kinds == ["article", "page", "front"]


def test_the_queue_stops_at_the_number_of_requests_asked_for(ledger: Ledger) -> None:
    for number in range(5):
        ledger.enter(wanted("east", number), AT)
    handed = queue(ledger, most=1)
    assert handed.next() is not None
    assert handed.next() is None
    assert not handed.has_work()


def test_what_a_killed_run_had_leased_is_pending_again(ledger: Ledger) -> None:
    ledger.enter(wanted("east", 1), AT)
    assert queue(ledger).next() is not None
    assert queue(ledger).next() is None
    assert ledger.release() == 1
    assert queue(ledger).next() is not None


def test_an_address_is_entered_once_and_a_skipped_one_becomes_pending_when_it_is_wanted_after_all(
    ledger: Ledger,
) -> None:
    first = ledger.enter(wanted("east", 1, state="skipped"), AT)
    assert queue(ledger).next() is None
    assert ledger.enter(wanted("east", 1), AT) == first
    row = queue(ledger).next()
    assert row is not None
    ledger.settle(row, "done", "stored", at=AT)
    assert ledger.enter(wanted("east", 1), AT) == first
    assert queue(ledger).next() is None


def test_passing_faults_are_taken_up_again_by_the_next_run_and_final_ones_are_not(ledger: Ledger) -> None:
    for number in range(2):
        ledger.enter(wanted("east", number), AT)
    handed = queue(ledger)
    for passing in (True, False):
        row = handed.next()
        assert row is not None
        ledger.settle(row, "failed", "HTTP 503", at=AT, passing=passing)
        handed.landed(row)
    assert ledger.retry(SCOPE) == 1


def test_an_article_that_another_page_announced_first_gets_the_number_of_its_own_page(ledger: Ledger) -> None:
    announced = ledger.enter(wanted("east", 1), AT)
    assert ledger.enter(replace(wanted("east", 1), page_no="3", page_name="要闻"), AT) == announced
    row = queue(ledger).next()
    assert row is not None
    assert (row.page_no, row.page_name) == ("3", "要闻")
