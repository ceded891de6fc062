"""Topic: report, related or other, on invented articles of every kind and on the sample documents."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from crawler.reading import topic
from crawler.reading.model import Draft, DraftParagraph, Hints
from crawler.reading.wording import LONGEST, VOICES
from tests.reading.seed_reports import SEEDS, foreign_lines, seed_reports
from tests.reading.topic_cases import TOPICS, UNSEEN, TopicCase, topic_cases
from tests.training.learn import TABLE, digest, rows

FLOOR = 0.99
"""Share of the invented cases that must be right; it only rises. Rules and weights know these articles."""
SOME = 6
"""Every sixth article is enough where only its signs or its script are changed."""
FLOOR_UNSEEN = 0.985
"""The same for articles that neither has seen."""

needs_seeds = pytest.mark.skipif(not SEEDS.exists(), reason="the sample documents (../shared/seeds) are not here")


def _judged(draft: Draft, hints: Hints | None = None) -> topic.Judgement:
    return topic.judge(draft, hints or Hints())


def _wrong(cases: list[TopicCase]) -> list[str]:
    judged = [(case, _judged(case.draft)) for case in cases]
    return [f"{case.name}: {found} for {case.topic}" for case, found in judged if found.topic != case.topic]


def test_there_are_enough_cases_of_every_topic_and_none_twice() -> None:
    cases = topic_cases()
    assert len(cases) >= 5300
    assert len({case.name for case in cases}) == len(cases)
    assert all(sum(case.topic == name for case in cases) >= 1500 for name in TOPICS)


def test_invented_articles_of_every_kind_are_judged_rightly() -> None:
    cases = topic_cases()
    wrong = _wrong(cases)
    assert len(wrong) <= len(cases) * (1 - FLOOR), "\n".join(wrong)


def test_unseen_articles_are_judged_rightly_and_a_report_is_never_missed_nor_taken_for_another() -> None:
    cases = topic_cases(UNSEEN)
    judged = [(case.topic, _judged(case.draft).topic) for case in cases]
    assert len(_wrong(cases)) <= len(cases) * (1 - FLOOR_UNSEEN), "\n".join(_wrong(cases))
    assert [pair for pair in judged if (pair[0] == "report") != (pair[1] == "report")] == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("政协云岭市第五届委员会常务委员会工作报告", "report"),
        ("政协云岭市委员会关于提案工作情况的报告", "report"),
        ("政协云岭县第九届委员会第三次会议政治决议", "report"),
        ("市政协五届三次会议开幕", "related"),
        ("图解政协常委会工作报告", "related"),
        ("云岭市人民政府工作报告", "other"),
        ("街道居民委员选举", "other"),
    ],
)
def test_of_an_article_without_a_text_the_title_alone_is_judged(title: str, expected: str) -> None:
    assert _judged(Draft(headline=title)).topic == expected


def test_no_unseen_article_was_learned_from() -> None:
    learned = {paragraph.text for case in topic_cases() for paragraph in case.draft.paragraphs}
    unseen = [paragraph.text for case in topic_cases(UNSEEN) for paragraph in case.draft.paragraphs]
    assert len({text for text in unseen if len(text) > 40} & learned) == 0


def test_the_weights_were_learned_from_these_articles() -> None:
    """`make weights` has run since an article was added."""
    assert f"# learned from sha256:{digest()}" in TABLE.read_text("utf-8").split("\n", 3)


def test_the_weights_are_written_as_they_are_read() -> None:
    fitted = {
        "classes": ["other", "proposals", "related", "resolution", "work"],
        "bias": [0.5, 0.1, 0.2, 0.3, 0.4],
        "pieces": {place: {"提案": [1.5, -2.0, 3.0, 1.0, 0.25, 0.0]} for place in LONGEST},
    }
    table = [row.split("\t") for row in rows(fitted, VOICES).splitlines()]
    assert table[0] == ["place", "piece", "rarity", *VOICES]
    assert table[1] == ["start", "", "0.00", "0.40", "0.10", "0.30", "0.20", "0.50"]
    assert table[2:] == [[place, "提案", "1.50", "0.00", "3.00", "0.25", "1.00", "-2.00"] for place in LONGEST]


def test_the_same_articles_in_traditional_script_are_judged_the_same() -> None:
    script = OpenCC("s2t").convert
    cases = [replace(case, draft=_converted(case.draft, script)) for case in topic_cases()[::SOME]]
    wrong = _wrong(cases)
    assert len(wrong) <= len(cases) * (1 - FLOOR), "\n".join(wrong)


def test_the_same_articles_with_wide_signs_are_judged_the_same() -> None:
    wide = str.maketrans(",:;()!?%", "，：；（）！？％")
    some = topic_cases()[::SOME]
    cases = [replace(case, draft=_converted(case.draft, lambda text: text.translate(wide))) for case in some]
    assert _wrong(cases) == _wrong(some)


def test_a_title_known_only_from_the_page_list_counts() -> None:
    text = "一年来,我们团结各界,共商大计,取得了新的成绩。"
    draft = Draft(paragraphs=(DraftParagraph(text=text, role="body"),))
    listed = Hints(headline="政协云岭市第五届委员会常务委员会工作报告(摘要)")
    assert _judged(draft).topic == "other"
    assert _judged(draft, listed).topic == "report"


def test_a_judgement_says_why_in_words_of_the_trade() -> None:
    case = next(case for case in topic_cases() if case.name == "explain-1")
    found = _judged(case.draft)
    assert found.topic == "related"
    assert any("解读" in reason for reason in found.reasons)


def test_an_article_without_a_trace_of_us_is_settled_at_once() -> None:
    draft = Draft(headline="我市春耕有序推进", paragraphs=(DraftParagraph(text="农技人员走进田间。", role="body"),))
    assert _judged(draft) == topic.Judgement(topic="other", score=0.99, reasons=("通篇没有政协",))


def test_an_empty_draft_is_other() -> None:
    assert _judged(Draft()).topic == "other"


@needs_seeds
def test_every_sample_report_is_a_report_also_without_its_title() -> None:
    for name, (draft, _) in seed_reports().items():
        assert _judged(draft).topic == "report", name
        assert _judged(replace(draft, headline=None, kicker=None)).topic == "report", name


@needs_seeds
def test_a_piece_of_five_paragraphs_from_anywhere_in_a_sample_report_is_a_report() -> None:
    for name, (draft, _) in seed_reports().items():
        body = tuple(p for p in draft.paragraphs if p.role in ("body", "heading"))
        for start in range(len(body) - 4):
            found = _judged(Draft(paragraphs=body[start : start + 5]))
            assert found.topic == "report", (name, start, found)


@needs_seeds
def test_no_foreign_line_of_the_sample_documents_is_a_report() -> None:
    for line in foreign_lines():
        assert _judged(Draft(paragraphs=(DraftParagraph(text=line, role="body"),))).topic == "other", line


@given(st.text(), st.lists(st.text(alphabet="政协提案委员会报告决议第四次上(),。\n 协會"), max_size=6))
def test_judging_never_raises_and_its_score_is_a_share(headline: str, texts: list[str]) -> None:
    paragraphs = tuple(DraftParagraph(text=text, role="body") for text in texts)
    found = _judged(Draft(headline=headline or None, paragraphs=paragraphs))
    assert 0.0 < found.score <= 1.0
    assert found.reasons


def _converted(draft: Draft, script) -> Draft:  # type: ignore[no-untyped-def]
    def text(line: str | None) -> str | None:
        return script(line) if line else None

    return replace(
        draft,
        kicker=text(draft.kicker),
        headline=text(draft.headline),
        subtitle=text(draft.subtitle),
        paragraphs=tuple(replace(p, text=script(p.text)) for p in draft.paragraphs),
    )
