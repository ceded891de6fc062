"""What a report states of itself, on the sample documents and on invented ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from archive.records import Report
from crawler.reading import facts, topic
from crawler.reading.model import Draft, DraftParagraph, Hints
from tests.reading.seed_reports import SEEDS, seed_reports

needs_seeds = pytest.mark.skipif(not SEEDS.exists(), reason="the sample documents (../shared/seeds) are not here")
CASES = Path(__file__).parents[1] / "cases" / "facts" / "cases.tsv"
KINDS = {"常委会工作报告": "常委会工作报告", "提案工作情况报告": "提案工作报告"}


@needs_seeds
@pytest.mark.parametrize("name", ["000A", "000B", "001A", "002A", "002B", "003A", "004A"])
def test_a_sample_report_states_what_the_gold_file_says_and_nothing_more(name: str) -> None:
    draft, gold = seed_reports()[name]
    judged = topic.judge(draft, Hints())
    assert judged.topic == "report", judged
    found = facts.report(draft, Hints())
    assert found.kind == KINDS[gold["type"]]
    assert (found.place, found.province) == (gold["city"] + "市", gold["province"] + "省")
    assert found.level == "prefecture"
    assert (found.term, found.session) == (gold["term"], gold["session"])
    assert found.speaker == gold["speaker"]
    assert found.delivered_on == (date.fromisoformat(gold["delivered"]) if gold["delivered"] else None)
    assert found.covers_year == gold["covers_year"]


def _rows() -> list[list[str]]:
    lines = CASES.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith(("#", "name\t"))]


def _report(headline: str, text: str, newspaper: str | None = None) -> Report:
    paragraphs = tuple(DraftParagraph(text=piece, role="body") for piece in text.split("¶"))
    draft = Draft(headline=headline or None, paragraphs=paragraphs)
    hints = Hints(newspaper_place=newspaper)
    return facts.report(draft, hints)


def _stated(found: Report) -> str:
    place = (found.place, found.province, found.level)
    values = (found.kind, *place, found.term, found.session, found.speaker, found.delivered_on, found.covers_year)
    return " ".join("-" if value is None else str(value) for value in values)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_an_invented_report_states_this_and_nothing_more(row: list[str]) -> None:
    _, newspaper, headline, text, expected = row
    assert _stated(_report(headline, text, newspaper or None)) == expected


def test_a_report_printed_in_traditional_script_states_the_same() -> None:
    script = OpenCC("s2t").convert
    for _, newspaper, headline, text, expected in _rows():
        found = _report(script(headline), script(text), newspaper or None)
        found = replace(found, speaker=OpenCC("t2s").convert(found.speaker) if found.speaker else None)
        assert _stated(found) == expected, headline


def test_the_day_of_a_page_is_never_the_day_of_delivery() -> None:
    lines = (
        "时间:2025年02月25日10:32 来源:云岭日报",
        "2025-02-25 10:32",
        "(责编:方圆) 2025年2月25日",
        "本报记者 2025年2月25日",
    )
    for line in lines:
        assert _report("云岭市政协五届常委会提案工作情况报告", f"{line}¶一年来,成绩不小。").delivered_on is None


def test_two_days_in_one_dateline_state_no_day() -> None:
    line = "——2025年1月12日至2025年1月14日在政协云岭市第五届委员会第四次会议上"
    assert _report("政协云岭市第五届委员会常务委员会工作报告", line).delivered_on is None


def test_a_speaker_of_the_splitter_is_taken_at_its_word() -> None:
    paragraphs = (DraftParagraph(text="政协云岭市委员会副主席 仉 督", role="speaker"),)
    draft = Draft(headline="云岭市政协五届常委会提案工作情况报告", paragraphs=paragraphs)
    assert facts.report(draft, Hints()).speaker == "仉督"


@given(
    st.text(),
    st.lists(st.text(alphabet="政协第十四届四次会议2025年2月3日()——上各位委员市县省。,", max_size=60), max_size=5),
)
def test_reading_facts_never_raises(headline: str, texts: list[str]) -> None:
    _report(headline, "¶".join(texts))


def test_a_dateline_that_the_page_sets_as_subtitle_is_read_as_one() -> None:
    draft = Draft(
        headline="政协云岭市第五届委员会常务委员会工作报告",
        subtitle="——2025年2月23日在政协云岭市第五届委员会第四次会议上",
        byline="裴 镕",
        paragraphs=(
            DraftParagraph(text="各位委员：", role="body"),
            DraftParagraph(text="现将工作报告如下。", role="body"),
        ),
    )
    hints = Hints()
    found = facts.report(draft, hints)
    assert (found.delivered_on, found.term, found.session) == (date(2025, 2, 23), 5, 4)
