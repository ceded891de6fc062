"""Flat texts as blocks: a line each, or a wrapped paragraph over many lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading import read_text
from crawler.reading.flat import blocks
from tests.reading.made_up import NEWS, NEWS_TITLE, OPENING, REPORT, TITLE

PARAGRAPHS = (*REPORT, *NEWS)


def wrapped(paragraph: str, width: int, *, marks_hang: bool = False) -> list[str]:
    """A paragraph in lines of so many hanzi, indented by two; with `marks_hang` no line begins with a mark."""
    text, lines = f"\u3000\u3000{paragraph}", []
    while text:
        end = width
        while marks_hang and end > width - 2 and text[end : end + 1] in tuple("，。、；：”）》"):
            end -= 1
        lines.append(text[:end])
        text = text[end:]
    return lines


@pytest.mark.parametrize("marks_hang", [False, True])
@pytest.mark.parametrize("width", [12, 16, 20, 22, 24, 28, 34, 40])
def test_a_wrapped_paragraph_is_one_block_and_knows_its_lines(width: int, marks_hang: bool) -> None:
    rows = [wrapped(paragraph, width, marks_hang=marks_hang) for paragraph in PARAGRAPHS]
    found = blocks("\n".join(line for row in rows for line in row))
    assert [block.text for block in found] == list(PARAGRAPHS)
    assert [len(block.lines) for block in found] == list(map(len, rows))


@pytest.mark.parametrize("width", [16, 20, 24, 28, 34, 40])
def test_a_wrapped_report_is_read_as_the_same_report_on_long_lines(width: int) -> None:
    head = [TITLE, *OPENING]
    body = [line for paragraph in REPORT for line in wrapped(paragraph, width)]
    found = read_text("\n".join([*head, *body]).encode()).articles[0]
    expected = read_text("\n".join([*head, *REPORT]).encode()).articles[0]
    assert [paragraph.text for paragraph in found.paragraphs] == [paragraph.text for paragraph in expected.paragraphs]
    assert (found.headline, found.report) == (expected.headline, expected.report)


def test_paragraphs_of_one_line_stay_apart_though_some_are_indented() -> None:
    lines = [NEWS_TITLE, *(f"\u3000\u3000{paragraph}" for paragraph in NEWS), TITLE, *OPENING, *REPORT]
    assert [block.text for block in blocks("\n".join(lines))] == [line.strip() for line in lines]


def test_latin_words_and_figures_of_two_lines_are_put_together_as_they_were() -> None:
    words = (
        "全市新增5G基站2048个，引进的平台名为Smart City Brain Platform，接入部门四十一个，"
        "日均处理事项三千余件，群众满意。"
    )
    rows = [wrapped(words, 20)] * 4
    found = blocks("\n".join(line for row in rows for line in row))
    assert ["".join(block.text.split()) for block in found] == ["".join(words.split())] * 4


@given(st.text(alphabet="政协提案委员 \u3000\n\r\tAb0，。", max_size=300))
def test_no_character_is_lost_and_every_line_is_in_one_block(text: str) -> None:
    found = blocks(text)
    assert "".join("".join(block.text.split()) for block in found) == "".join(text.split())
    numbers = [number for block in found for number in block.lines]
    assert numbers == sorted(set(numbers))
