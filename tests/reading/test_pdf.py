"""The text layer of a newspaper page: columns in the order in which people read them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.reading import pdf
from tests.reading.pdf_writer import Set, column
from tests.reading.pdf_writer import pdf as written

ONE = "一年来，云岭市政协共收到提案二百八十六件，经审查立案二百七十一件，办复率达到百分之百，委员满意率明显提高。"
TWO = "围绕乡村振兴，组织委员先后深入十二个乡镇开展视察调研，提出意见建议六十三条，得到市委主要领导批示。"
THREE = "新的一年，要坚持团结和民主两大主题，聚焦产业转型、城市更新、民生改善，认真履行各项职能。"
FOUR = "让我们更加紧密地团结起来，凝心聚力、开拓进取，为建设富裕美丽幸福新云岭作出新的更大贡献！"
HEADLINE = Set(text="凝心聚力谱写履职新篇章", left=60, top=40, size=28)


def texts(*pages: list[Set]) -> list[str]:
    return [block.text for block in pdf.blocks(written(*pages))]


def below(lines: list[Set]) -> float:
    return lines[-1].top + 15


def test_one_column_is_paragraphs() -> None:
    first = column(ONE, 40, 100, 20)
    second = column(TWO, 40, below(first), 20)
    assert texts([*first, *second]) == [ONE, TWO]


def test_columns_are_read_one_after_the_other_below_a_headline_that_spans_them() -> None:
    left = column(ONE, 40, 100, 16)
    left += column(TWO, 40, below(left), 16)
    right = column(THREE, 230, 100, 16)
    right += column(FOUR, 230, below(right), 16)
    assert texts([*right, HEADLINE, *left]) == [HEADLINE.text, ONE, TWO, THREE, FOUR]


def test_paragraphs_that_end_level_in_all_columns_do_not_make_rows_of_them() -> None:
    left = [*column(ONE, 40, 100, 20), *column(TWO, 40, 180, 20)]
    right = [*column(THREE, 270, 100, 20), *column(FOUR, 270, 180, 20)]
    assert texts([HEADLINE, *left, *right]) == [HEADLINE.text, ONE, TWO, THREE, FOUR]


def test_a_second_article_below_is_read_after_the_whole_of_the_first() -> None:
    upper = [*column(ONE, 40, 100, 16), *column(TWO, 230, 100, 16)]
    title = Set(text="春季造林现场会召开", left=60, top=230, size=22)
    lower = [*column(THREE, 40, 280, 16), *column(FOUR, 230, 280, 16)]
    assert texts([*lower, title, *upper, HEADLINE]) == [HEADLINE.text, ONE, TWO, title.text, THREE, FOUR]


def test_a_paragraph_goes_on_at_the_edge_of_the_next_column() -> None:
    cut = 2 * 16 - 2
    left, right = column(ONE[:cut], 40, 100, 16), column(ONE[cut:], 230, 100, 16, indent=False)
    right += column(TWO, 230, below(right), 16)
    assert texts([*left, *right]) == [ONE, TWO]


def test_an_indented_column_begins_a_paragraph_of_its_own() -> None:
    cut = 2 * 16 - 2
    left, right = column(ONE[:cut], 40, 100, 16), column(TWO, 230, 100, 16)
    assert texts([*left, *right]) == [ONE[:cut], TWO]


def test_a_headline_is_marked_by_its_size() -> None:
    blocks = pdf.blocks(written([HEADLINE, *column(ONE, 40, 100, 20)]))
    assert [(block.tag, block.text) for block in blocks] == [("h2", HEADLINE.text), ("p", ONE)]


def test_a_column_that_starts_lower_beside_a_picture_is_still_a_column() -> None:
    left = [*column(ONE, 40, 100, 16), *column(TWO, 40, 160, 16)]
    right = column(THREE, 230, 145, 16)
    assert texts([HEADLINE, *left, *right]) == [HEADLINE.text, ONE, TWO, THREE]


def test_a_short_title_below_columns_begins_another_article() -> None:
    upper = [*column(ONE, 40, 100, 16), *column(TWO, 230, 100, 16)]
    lower = [*column(THREE, 40, 280, 16), *column(FOUR, 230, 280, 16)]
    assert texts([*upper, Set(text="简讯", left=40, top=230, size=20), *lower]) == [ONE, TWO, "简讯", THREE, FOUR]


def test_pages_follow_one_another() -> None:
    assert texts(column(ONE, 40, 100, 20), column(TWO, 40, 100, 20)) == [ONE, TWO]


def test_words_of_latin_script_keep_a_space_between_lines() -> None:
    lines = [Set(text="澄湖杯 open", left=40, top=100), Set(text="water 赛", left=40, top=115)]
    assert "".join(texts(lines)).replace("open water", "✓").count("✓") == 1


def test_a_page_that_is_a_picture_has_no_blocks() -> None:
    assert pdf.blocks(written([])) == ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<html></html>", written(column(ONE, 40, 100, 20))[:300]])
def test_a_file_that_is_no_whole_pdf_has_no_blocks(data: bytes) -> None:
    assert pdf.blocks(data) == ()


@settings(deadline=None, max_examples=40)
@given(cut=st.integers(0, 2000), junk=st.binary(max_size=40))
@example(cut=900, junk=b"")
def test_a_damaged_pdf_never_raises(cut: int, junk: bytes) -> None:
    whole = written(column(ONE, 40, 100, 20))
    pdf.blocks(whole[:cut] + junk + whole[cut + len(junk) :])


@settings(deadline=None, max_examples=40)
@given(
    columns=st.lists(
        st.lists(st.sampled_from([ONE, TWO, THREE, FOUR]), min_size=1, max_size=3), min_size=1, max_size=3
    ),
    headline=st.booleans(),
)
def test_any_columns_come_in_order_and_complete(columns: list[list[str]], headline: bool) -> None:
    lines = [HEADLINE] if headline else []
    for i, paragraphs in enumerate(columns):
        top = 100.0
        for paragraph in paragraphs:
            lines += column(paragraph, 30 + 175 * i, top, 16)
            top = below(lines)
    expected = [HEADLINE.text] * headline + [paragraph for paragraphs in columns for paragraph in paragraphs]
    assert texts(lines) == expected
