"""Which articles of a page list are worth a request."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.candidates import could_be_ours
from tests.reading.topic_cases import CASES, UNSEEN, TopicCase, topic_cases

ORDINARY = Path(__file__).parents[1] / "cases" / "candidates" / "ordinary.tsv"


def _listed(case: TopicCase) -> bool:
    return could_be_ours(case.draft.headline, None).wanted


def test_a_report_is_fetched_unless_its_title_hides_it_altogether() -> None:
    """铿锵足音 over a report is found where its edition is read whole, as one that prints news of a session is."""
    cases = [case for folder in (CASES, UNSEEN) for case in topic_cases(folder) if case.topic == "report"]
    missed = [(case.name, case.draft.headline) for case in cases if not _listed(case)]
    assert len(missed) <= len(cases) * 0.012, missed


def test_news_about_us_is_fetched_unless_its_title_tells_a_story() -> None:
    cases = [case for case in topic_cases() if case.topic == "related"]
    missed = [case.draft.headline for case in cases if not _listed(case)]
    assert len(missed) <= len(cases) * 0.13, missed


def test_ordinary_articles_cost_no_request() -> None:
    titles = ORDINARY.read_text("utf-8").splitlines()[2:]
    fetched = [title for title in titles if could_be_ours(title, "民生").wanted]
    assert len(fetched) <= len(titles) * 0.05, fetched


@pytest.mark.parametrize(
    ("title", "page"),
    [
        (None, None),
        ("", "第四版"),
        ("摘要", "综合"),
        ("(摘要)", "综合"),
        ("（上接第一版）", "综合"),
        ("(紧接A3版)", None),
        ("决议", "专版"),
        ("決議", "專版"),
        ("工作报告", "要闻"),
        ("工作報告（摘要）", "要聞"),
        ("常务委员会工作报告", None),
        ("政 协 报 告", None),
        ("同心共绘新蓝图", None),
        ("奋力谱写新篇章", "要闻"),
        ("图说这一年", "聚焦两会"),
        ("数字里的故事", "市政协五届四次会议"),
        ("2", None),
    ],
)
def test_what_could_be_a_report_is_wanted(title: str | None, page: str | None) -> None:
    assert could_be_ours(title, page).wanted


@pytest.mark.parametrize("title", ["本版责编 王小川", "广告", "公益广告", "遗失声明", "图片新闻", "政府工作报告(摘要)"])
def test_furniture_and_other_reports_are_not_wanted_even_on_a_session_page(title: str) -> None:
    assert not could_be_ours(title, "聚焦两会").wanted


def test_a_verdict_says_why() -> None:
    assert could_be_ours("市政协召开座谈会", None).reason == "标题有政协"
    assert could_be_ours("我市春耕忙", "民生").reason == "标题与版名都与政协无关"


@given(st.none() | st.text(), st.none() | st.text())
def test_no_title_raises(title: str | None, page: str | None) -> None:
    assert could_be_ours(title, page).reason
