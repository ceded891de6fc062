"""Torn sentences: joined with their rest, marked where there is none, never with a stranger."""

from __future__ import annotations

from crawler.reading.stitch import joined, unmarked
from tests.reading.made_up import NEWS, NEWS_TITLE, OPENING, REPORT, TITLE, drafts, torn


def test_a_sentence_torn_at_a_column_end_is_one_paragraph_again() -> None:
    first, second = torn(REPORT[3], "乡村医生待遇提")
    paragraphs = drafts(TITLE, *OPENING, *REPORT[:3], first, second, *REPORT[4:]).drafts[0].paragraphs
    whole = next(p for p in paragraphs if len(p.lines) == 2)
    assert (whole.text, whole.role, whole.torn) == (REPORT[3], "body", None)


def test_a_rest_that_is_printed_above_its_end_is_joined_to_it() -> None:
    first, second = torn(REPORT[3], "一批急难愁")
    for page in ((*REPORT[:2], second, REPORT[2], first), (*REPORT[:3], NEWS_TITLE, NEWS[0], second, NEWS[1], first)):
        paragraphs = [p for draft in drafts(TITLE, *OPENING, *page, *REPORT[4:]).drafts for p in draft.paragraphs]
        assert [p.text for p in paragraphs if len(p.lines) == 2] == [REPORT[3]]


def test_a_rest_takes_what_is_joined_to_it_along_and_stands_once() -> None:
    rest, end = "时代精神,守着初心谋事,办理提案", "回首2023年,市政协常委会深入学习贯彻新"
    lost = (rest + "312件,立案276件。其中,委员提案200件,集体提案76件。截", "至目前,已全部办复,办复率100%。")
    pages = [(rest + ",", end), (*lost, TITLE, *OPENING, end, REPORT[2])]
    for page in pages:
        found = drafts(*page).drafts
        assert all(draft.paragraphs for draft in found)
        stand = [number for draft in found for p in draft.paragraphs for number in p.lines]
        assert sorted(stand) == sorted(set(stand)) == [2 * n + 1 for n in range(len(page))]


def test_a_list_of_hundreds_of_torn_lines_is_not_compared_line_with_line() -> None:
    found = drafts(TITLE, *(f"政协工作{n}," for n in range(300)))
    assert sum(len(p.lines) for draft in found.drafts for p in draft.paragraphs) == 301


def test_an_end_before_a_heading_stays_torn() -> None:
    first, _ = torn(REPORT[3], "乡村医生待遇提")
    paragraphs = drafts(TITLE, *OPENING, *REPORT[:3], first, *REPORT[4:]).drafts[0].paragraphs
    assert [p.torn for p in paragraphs if p.text == first] == ["end"]
    assert all(len(p.lines) == 1 for p in paragraphs)


def test_an_end_before_foreign_news_is_not_glued_to_it() -> None:
    first, _ = torn(REPORT[3], "乡村医生待遇提")
    found = drafts(TITLE, *OPENING, *REPORT[:3], first, *NEWS)
    assert found.drafts[0].paragraphs[-1].torn == "end"
    assert found.drafts[1].paragraphs[0].text == NEWS[0]


def test_the_marks_of_pages_leave_the_text_and_stay_in_the_printed_form() -> None:
    draft = drafts("(上接第1版)" + NEWS[1], NEWS[2] + "（下转第四版）").drafts[0]
    assert [p.text for p in draft.paragraphs] == [NEWS[1], NEWS[2]]
    assert draft.paragraphs[0].verbatim == "(上接第1版)" + NEWS[1]
    assert (draft.continued_from, draft.continued_on) == ("1", "四")
    assert draft.paragraphs[0].torn == "start"


def test_only_latin_words_get_a_space_at_the_seam() -> None:
    assert joined("使用 open", "data 平台") == "使用 open data 平台"
    assert joined("办理协", "商") == "办理协商"
    assert unmarked("(上接A2版)正文") == "正文"


def test_an_end_whose_rest_was_lost_is_not_glued_to_the_next_paragraph_of_its_own_article() -> None:
    first, _ = torn(REPORT[1], "交由48个单位办")
    lost = drafts(TITLE, *OPENING, REPORT[0], first, "突出公开评议。请群众代表到场打分,结果当场公布,不满意的重新办理。",
                  "突出跟踪问效。建立承诺事项清单,按季通报进展,年终由提案者逐件评价。", *REPORT[4:])  # fmt: skip
    assert [p.torn for p in lost.drafts[0].paragraphs if p.text == first] == ["end"]
    assert all(len(p.lines) == 1 for p in lost.drafts[0].paragraphs)
