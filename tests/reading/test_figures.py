"""The figures that a report states of its own year, on invented sentences and on the sample documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from archive.records import Figure, Level, Report
from crawler.reading import figures
from crawler.reading.model import DraftParagraph
from tests.reading.seed_reports import SEEDS, seed_reports

CASES = Path(__file__).parents[1] / "cases" / "figures" / "cases.tsv"
needs_seeds = pytest.mark.skipif(not SEEDS.exists(), reason="the sample documents (../shared/seeds) are not here")
GOLD_NAMES = {
    "proposals_submitted": "submitted",
    "proposals_filed": "filed",
    "proposals_member": "member",
    "proposals_collective": "collective",
    "reply_rate": "reply_rate",
    "filing_rate": "filing_rate",
    "proposals_handled": "handled",
}
REPORTS = ["000A", "000B", "001A", "002A", "002B", "003A", "004A"]


def _rows() -> list[list[str]]:
    lines = CASES.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith(("#", "name\t"))]


def _read(text: str, level: str = "prefecture", year: int | None = 2024) -> tuple[Figure, ...]:
    paragraphs = tuple(DraftParagraph(text=piece, role="body") for piece in text.split("¶"))
    report = Report(kind="other", level=cast(Level, level) if level else None, covers_year=year)
    return figures.figures(paragraphs, report)


def test_there_are_enough_figure_cases() -> None:
    assert len(_rows()) >= 1000


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_an_invented_passage_gives_its_own_figures_and_nobody_elses(row: list[str]) -> None:
    _, level, year, text, expected = row
    found = _read(text, level.strip(), int(year) if year else None)
    wanted = {name: float(value) for name, value in (item.rsplit("=", 1) for item in expected.split())}
    assert {figure.name: figure.value for figure in found} == wanted


def test_a_passage_printed_in_traditional_script_gives_the_same_figures() -> None:
    script = OpenCC("s2t").convert
    for name, level, year, text, _ in _rows():
        plain, other = (_read(t, level.strip(), int(year) if year else None) for t in (text, script(text)))
        assert [(f.name, f.value) for f in other] == [(f.name, f.value) for f in plain], name


def test_a_figure_carries_unit_year_paragraph_and_its_sentence_as_printed() -> None:
    found = _read("过去一年,成绩来之不易。¶全年共收到提案３４９件，立案２９８件。办复率100％。")
    assert [(f.name, f.value, f.unit, f.year, f.paragraph) for f in found] == [
        ("proposals_submitted", 349, "件", 2024, 1),
        ("proposals_filed", 298, "件", 2024, 1),
        ("reply_rate", 100, "%", 2024, 1),
    ]
    assert found[0].evidence == "全年共收到提案３４９件，立案２９８件。"
    assert found[2].evidence == "办复率100％。"


def test_the_unit_is_the_printed_one() -> None:
    assert _read("全年编发社情民意信息210期。")[0].unit == "期"


def test_without_a_covered_year_the_year_of_the_sentence_counts() -> None:
    assert _read("2019年共收到提案349件。", year=None)[0].year == 2019
    assert _read("五年来,共收到提案1720件。", year=None)[0].year is None


def test_last_year_is_the_reported_year_for_who_speaks_in_the_year_after() -> None:
    paragraphs = (DraftParagraph(text="去年,市政协共收到提案462件,立案431件,比前年多15件。", role="body"),)
    report = Report(kind="other", covers_year=2011, delivered_on=date(2012, 1, 9))
    assert [figure.value for figure in figures.figures(paragraphs, report)] == [462, 431]
    assert figures.figures(paragraphs, replace(report, delivered_on=date(2011, 12, 28))) == ()


def test_titles_and_speakers_state_no_figure() -> None:
    paragraphs = (DraftParagraph(text="共收到提案349件", role="headline"),)
    assert figures.figures(paragraphs, Report(kind="other")) == ()


@needs_seeds
@pytest.mark.parametrize("name", REPORTS)
def test_a_sample_report_gives_the_figures_of_the_gold_file_and_no_others(name: str) -> None:
    draft, gold = seed_reports()[name]
    found = figures.figures(draft.paragraphs, Report(kind="other", covers_year=gold["covers_year"]))
    got = {figure.name: figure.value for figure in found if figure.name in GOLD_NAMES}
    assert got == {ours: gold[theirs] for ours, theirs in GOLD_NAMES.items() if gold.get(theirs) is not None}
    assert all(figure.evidence in draft.paragraphs[figure.paragraph].text for figure in found)
    assert all(figure.year == gold["covers_year"] for figure in found)


@needs_seeds
@pytest.mark.parametrize("name", ["000B", "004A"])
def test_the_themes_of_a_sample_report_add_up_to_the_filed_proposals(name: str) -> None:
    draft, gold = seed_reports()[name]
    found = figures.figures(draft.paragraphs, Report(kind="other", covers_year=gold["covers_year"]))
    themes = [figure.value for figure in found if figure.name.startswith("proposals_theme:")]
    by_theme = gold["by_theme"]
    assert sorted(themes) == sorted(by_theme.values() if isinstance(by_theme, dict) else by_theme)
    assert sum(themes) == gold["filed"]


@given(st.lists(st.text(alphabet="提案立共收到件委员集体办复率0123456789%,。;年四个一百“” ", max_size=80), max_size=4))
def test_reading_figures_never_raises_and_gives_each_name_once(texts: list[str]) -> None:
    paragraphs = tuple(DraftParagraph(text=text, role="body") for text in texts)
    found = figures.figures(paragraphs, Report(kind="other", covers_year=2024))
    assert len({figure.name for figure in found}) == len(found)
    assert all(figure.evidence in paragraphs[figure.paragraph].text for figure in found)


@pytest.mark.parametrize(
    "text",
    [
        "九届政协以来累计收到提案1024件，立案930件。本年度收到提案231件，立案208件。",
        "三年来，共收到提案690件，立案601件。其中九届三次会议以来，收到提案231件，立案208件。",
        "九届三次会议以来，共收到提案 231 件，审查立案 208 件。重点提案办结率100%，面商率100%。",
    ],
)
def test_a_sum_of_years_is_not_the_years_and_a_rate_of_key_proposals_not_that_of_all(text: str) -> None:
    found = {figure.name: figure.value for figure in _read(text, year=None)}
    assert found == {"proposals_submitted": 231.0, "proposals_filed": 208.0}
