"""The views on a small archive whose truth is known, and their speed class at 5,000 reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive.readings import Tail
from archive.records import Article, Report, ReportKind
from archive.store import Archive
from tests.archive.invented import (
    CLOSING,
    FILED,
    OPENING,
    capture,
    figure,
    loaded,
    news,
    opened,
    paragraph,
    reading,
    report,
    source,
)

NEW_2024 = "二〇二四年,我们首次开展委员远程协商,二十八名委员在线建言清川河治理。"
RHETORIC = "回顾一年来的工作,我们深深体会到,坚持党的领导是做好政协工作的根本保证。"
SHORT = "各位委员:"


def of(place: str, year: int, *texts: str, **more: Any) -> Article:
    """A report of a place on a year's work."""
    made = report(*texts, **more)
    assert isinstance(made.report, Report)
    return replace(made, report=replace(made.report, place=place, covers_year=year))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with opened(tmp_path) as found:
        fill(found)
        yield found


def fill(archive: Archive) -> None:
    """Two places, three years, a reprint, news, and months with gaps."""
    first = of("清川市", 2023, SHORT, OPENING, RHETORIC, figures=(figure(1, value=250, year=2023),))
    second = of(
        "清川市", 2024, SHORT, RHETORIC, NEW_2024, FILED, figures=(figure(3), figure(3, name="reply_rate", value=100.0))
    )
    other = of("洛坪市", 2024, SHORT, OPENING, CLOSING)
    archive.add_reading(reading(first), source("http://127.0.0.1/1.htm", day=date(2024, 2, 1)))
    at = source("http://127.0.0.1/2.htm", day=date(2025, 2, 19), capture_id=capture(archive, 5))
    archive.add_reading(reading(second), at)
    archive.add_reading(
        reading(second), source("http://127.0.0.1/3.htm", newspaper_id="luoping", day=date(2025, 2, 20))
    )
    archive.add_reading(reading(other), source("http://127.0.0.1/4.htm", newspaper_id="luoping", day=date(2025, 1, 9)))
    archive.add_reading(reading(news()), source("http://127.0.0.1/5.htm"))
    for day, state, reason in (
        (1, "published", None),
        (2, "missing", "HTTP 404"),
        (3, "no-edition", None),
        (4, "partial", "open"),
    ):
        archive.set_edition("qingchuan", date(2025, 2, day), state, reason=reason)
    archive.commit()


def rows(archive: Archive, query: str) -> list[Any]:
    return archive.db.execute(query).fetchall()


def test_reports_is_one_row_for_each_place_of_printing_with_its_figures(archive: Archive) -> None:
    assert rows(
        archive, "SELECT place, covers_year, newspaper, proposals_filed, reply_rate FROM reports ORDER BY day"
    ) == [
        ("清川市", 2023, "清川日报", 250.0, None),
        ("洛坪市", 2024, "洛坪晚报", None, None),
        ("清川市", 2024, "清川日报", 287.0, 100.0),
        ("清川市", 2024, "洛坪晚报", 287.0, 100.0),
    ]


def test_a_figure_of_another_year_is_not_the_report_s_own(archive: Archive) -> None:
    old = figure(0, value=111, year=2020)
    archive.add_reading(reading(of("远山市", 2024, FILED, figures=(old,))), source("http://127.0.0.1/9.htm"))
    assert rows(archive, "SELECT proposals_filed FROM reports WHERE place = '远山市'") == [(None,)]
    assert rows(archive, "SELECT year, proposals_filed FROM proposals WHERE place = '远山市'") == [(2020, 111.0)]


def test_reports_shows_the_newest_version_and_no_tail(archive: Archive) -> None:
    later = source(
        "http://127.0.0.1/2.htm",
        day=date(2025, 2, 19),
        capture_id=capture(archive, 9, payload="b", at="2025-04-01T00:00:00Z"),
    )
    archive.add_reading(reading(of("清川市", 2024, OPENING)), later)
    tail_at = source("http://127.0.0.1/6.htm", day=date(2025, 1, 9), newspaper_id="luoping")
    (tail,) = archive.add_reading(reading(of("洛坪市", 2024, FILED)), tail_at).article_ids
    (head,) = rows(archive, "SELECT id FROM articles WHERE url LIKE '%/4.htm'")[0]
    whole = loaded(archive, head)
    archive.join(head, [Tail(id=tail, start=3)], replace(whole, paragraphs=(*whole.paragraphs, paragraph(FILED))))
    assert rows(archive, "SELECT url, version FROM reports ORDER BY url") == [
        (f"http://127.0.0.1/{number}.htm", version) for number, version in ((1, 1), (2, 2), (3, 1), (4, 1))
    ]


def test_sources_leads_from_each_occurrence_to_its_record(archive: Archive) -> None:
    found = rows(
        archive,
        "SELECT newspaper, place, day, page_no, url, warc_file, warc_offset, payload_sha256 FROM sources"
        f" WHERE printed = '{NEW_2024}' ORDER BY day",
    )
    assert found == [
        ("清川日报", "清川市", "2025-02-19", "3", "http://127.0.0.1/2.htm", "one.warc.gz", 5, "a" * 64),
        ("洛坪晚报", "清川市", "2025-02-20", "3", "http://127.0.0.1/3.htm", None, None, None),
    ]


def test_sources_gives_a_continuation_its_own_page_and_address(archive: Archive) -> None:
    head_at = source("http://127.0.0.1/7.htm", capture_id=capture(archive, 20))
    tail_at = source("http://127.0.0.1/8.htm", page_no="4", capture_id=capture(archive, 21, payload="c"))
    head, tail = report("市政协召开专题协商会。"), report("会议由林砚秋主持。")
    (head_id,) = archive.add_reading(reading(head), head_at).article_ids
    (tail_id,) = archive.add_reading(reading(tail), tail_at).article_ids
    joined = replace(head, paragraphs=head.paragraphs + tail.paragraphs)
    archive.join(head_id, [Tail(id=tail_id, start=1)], joined)
    query = f"SELECT page_no, url, warc_offset FROM sources WHERE article_id = {head_id} ORDER BY position"
    assert rows(archive, query) == [("3", "http://127.0.0.1/7.htm", 20), ("4", "http://127.0.0.1/8.htm", 21)]


def test_reuse_names_the_first_printing_and_leaves_out_salutations(archive: Archive) -> None:
    assert rows(
        archive, "SELECT text, articles, places, first_day, first_place, last_day FROM reuse ORDER BY first_day, text"
    ) == sorted(
        [
            (RHETORIC, 3, 1, "2024-02-01", "清川市", "2025-02-20"),
            (OPENING, 2, 2, "2024-02-01", "清川市", "2025-01-09"),
            (NEW_2024, 2, 1, "2025-02-19", "清川市", "2025-02-20"),
            (FILED, 2, 1, "2025-02-19", "清川市", "2025-02-20"),
        ],
        key=lambda row: (row[3], row[0]),
    )


def test_proposals_has_one_row_for_place_and_year_with_evidence(archive: Archive) -> None:
    query = (
        "SELECT place, year, reports, proposals_filed, proposals_filed_evidence, reply_rate, disagreeing FROM proposals"
    )
    assert rows(archive, query) == [
        ("清川市", 2023, 1, 250.0, FILED, None, 0),
        ("清川市", 2024, 2, 287.0, FILED, 100.0, 0),
    ]


def test_proposals_prefers_the_proposal_report_and_says_that_reports_disagree(archive: Archive) -> None:
    committee = of("清川市", 2024, OPENING, FILED, figures=(figure(1, value=288),))
    assert committee.report is not None
    committee = replace(committee, report=replace(committee.report, kind="常委会工作报告"))
    archive.add_reading(reading(committee), source("http://127.0.0.1/0.htm", day=date(2025, 1, 1)))
    query = "SELECT proposals_filed, reports, disagreeing FROM proposals WHERE year = 2024"
    assert rows(archive, query) == [(287.0, 3, 1)]


@pytest.mark.parametrize(
    ("kind", "delivered", "year"),
    [
        ("提案工作报告", date(2026, 1, 20), 2025),
        ("提案工作报告", date(2025, 12, 20), 2025),
        ("提案审查报告", date(2026, 1, 20), 2026),
        ("提案审查报告", date(2025, 12, 20), 2026),
    ],
)
def test_figures_of_a_report_that_states_no_year_stand_in_the_series_and_the_row_says_so(
    archive: Archive, kind: ReportKind, delivered: date, year: int
) -> None:
    made = of("远山市", 2025, OPENING, FILED, figures=(replace(figure(1), year=None),))
    assert made.report is not None
    made = replace(made, report=replace(made.report, kind=kind, covers_year=None, delivered_on=delivered))
    archive.add_reading(reading(made), source("http://127.0.0.1/6.htm", day=date(2026, 1, 25)))
    query = "SELECT year, year_derived, proposals_filed FROM proposals WHERE place = ?"
    assert archive.db.execute(query, ("远山市",)).fetchall() == [(year, 1, 287.0)]
    assert rows(archive, "SELECT DISTINCT year_derived FROM proposals WHERE place = '清川市'") == [(0,)]


def test_a_sum_over_years_is_no_figure_of_the_year_before_its_report(archive: Archive) -> None:
    of_five = replace(figure(1), year=None, evidence="五年来，共立案1287件。")
    made = of("远山市", 2025, OPENING, FILED, figures=(of_five,))
    assert made.report is not None
    made = replace(made, report=replace(made.report, covers_year=None))
    archive.add_reading(reading(made), source("http://127.0.0.1/6.htm", day=date(2026, 1, 25)))
    assert rows(archive, "SELECT year FROM proposals WHERE place = '远山市'") == []


def test_a_day_that_was_asked_for_and_never_reached_is_a_gap(archive: Archive) -> None:
    archive.db.execute(
        "INSERT INTO ledger (url, newspaper_id, day, kind, state) VALUES"
        " ('http://127.0.0.1/f1', 'qingchuan', '2025-03-01', 'front', 'pending'),"
        " ('http://127.0.0.1/f2', 'qingchuan', '2025-02-02', 'front', 'pending')"
    )
    query = (
        "SELECT month, expected, got, missing, reasons FROM coverage WHERE newspaper_id = 'qingchuan' ORDER BY month"
    )
    assert rows(archive, query) == [
        ("2025-02", 3, 1, 1, "HTTP 404,open"),
        ("2025-03", 1, 0, 1, "not reached yet"),
    ]


def test_coverage_counts_what_was_expected_and_what_is_missing(archive: Archive) -> None:
    query = "SELECT newspaper, month, expected, got, partial, missing, no_edition, reports, reasons FROM coverage"
    assert rows(archive, query) == [("清川日报", "2025-02", 3, 1, 1, 1, 1, 1, "HTTP 404,open")]


def test_novelty_tells_new_reused_and_shared_characters_apart(archive: Archive) -> None:
    length = {text: paragraph(text).chars for text in (OPENING, RHETORIC, NEW_2024, FILED, CLOSING)}
    whole = length[RHETORIC] + length[NEW_2024] + length[FILED]
    expected = {
        ("清川市", 2023): (
            length[RHETORIC] / (length[OPENING] + length[RHETORIC]),
            0,
            length[OPENING] / (length[OPENING] + length[RHETORIC]),
        ),
        ("清川市", 2024): ((length[NEW_2024] + length[FILED]) / whole, length[RHETORIC] / whole, 0),
        ("洛坪市", 2024): (
            length[CLOSING] / (length[OPENING] + length[CLOSING]),
            0,
            length[OPENING] / (length[OPENING] + length[CLOSING]),
        ),
    }
    for place, year, *shares in rows(archive, "SELECT place, covers_year, new, reused, shared FROM novelty"):
        assert shares == pytest.approx(expected[place, year], abs=1e-4)
    assert len(rows(archive, "SELECT * FROM novelty")) == 4
