"""What a block is by its own words, how lists are numbered, and how well a continuation fits."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.lines import Line, half_width, line
from crawler.reading.model import Block
from crawler.reading.numbering import mark, ordinal, step


def read(text: str) -> Line:
    return line(Block(text=text), text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("云岭新闻网>>地市频道>>时政要闻", "breadcrumb"),
        ("分享到: 评论:", "furniture"),
        ("网站声明", "furniture"),
        ("(责编:章某某、穆某某)", "editors"),
        ("时间:2025年02月25日10:32 来源:云岭日报进入论坛手机读报", "stamp"),
        ("本报记者 穆青云 摄", "credit"),
        ("3月1日,石桥镇举办趣味运动会。图为村民在进行拔河比赛。", "caption"),
        ("新华社云岭3月4日电", "agency"),
        ("□ 本报记者 穆青云", "byline"),
        ("——2024年1月28日在政协云岭市第十三届委员会第四次会议上", "dateline"),
        ("(2025年2月23日)", "dateline"),
        ("各位委员:", "salutation"),
        ("政协云岭市第十三届委员会常务委员会工作报告(摘要)", "title"),
        ("穆青云", "name"),
        ("穆　青", "name"),
        ("云岭市市长　穆青云", "name"),
        ("工作回顾", "short"),
        ("一、2024年提案工作情况", "short"),
        ("一年来,市政协常委会把协商的桌子搬到了田间地头。", "body"),
    ],
)
def test_a_line_is_known_by_its_own_words(text: str, kind: str) -> None:
    assert read(text).kind == kind


def test_a_section_heading_is_a_heading_and_a_headline_is_not() -> None:
    assert read("2024年提案工作安排").heading
    assert not read("同心奔赴新征程——热烈祝贺市政协全会召开").heading
    assert read("同心奔赴新征程——热烈祝贺市政协全会召开").headline


def test_the_marks_of_continuations_name_their_pages_and_are_no_text() -> None:
    came, went = read("(上接第一版)更加坚定了信心。"), read("全年立案的提案由市（下转A4版）")
    assert (came.continued_from, came.plain) == ("一", "更加坚定了信心。")
    assert (went.continued_on, went.torn) == ("A4", True)
    assert read("(上接第2版)").kind == "mark"


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("，：（）％５Ａ　…ﾞｶ㏠½e\u0301")))
def test_half_width_is_nfkc_with_single_spaces(text: str) -> None:
    assert half_width(text) == " ".join(normalize("NFKC", text).split())


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("围绕群众关心的停车难题,组织委员走进老街巷实地查看。形成的建议被有关部", True),
        ("参与调研的委员们先后走访了十二个村、", True),
        ("“办好一件提案,温暖一片人心。”", False),
        ("一、过去一年的主要工作", False),
        ("全年共收到提案四百多件,立案三百多件;", False),
    ],
)
def test_an_end_inside_a_sentence_is_torn(text: str, torn: bool) -> None:
    assert read(text).torn is torn


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("十二、自身建设", "chapter", 12),
        ("(三)完善机制", "section", 3),
        ("二是办出质量。", "item", 2),
        ("3 践行为民理念", "digit", 3),
        ("4.加强联动", "digit", 4),
        ("(5)开展培训", "small", 5),
        ("⑥组织视察", "circled", 6),
        ("- 深化协作", "bullet", 0),
    ],
)
def test_list_marks_are_read_with_their_ordinals(text: str, style: str, number: int) -> None:
    found = mark(text)
    assert found is not None
    assert (found.style, found.ordinal) == (style, number)


@pytest.mark.parametrize("text", ["2024年工作安排", "1.5亿元投入", "12月底前", "一年来", "□ 本报记者 穆青云"])
def test_numbers_of_the_text_are_no_list_marks(text: str) -> None:
    assert mark(text) is None


def test_the_next_number_follows_and_a_restart_does_not() -> None:
    state, _ = step((), mark("一、回顾"))
    state, _ = step(state, mark("(一)引领"))
    assert step(state, mark("(二)协商"))[1] > 1
    assert step(state, mark("二、安排"))[1] > 1
    assert step(state, mark("一、总体情况"))[1] < -3
    assert ordinal("二十一") == 21
