"""Where a block stands by its own words: headlines, first and last paragraphs, rests and cut-off ends."""

from __future__ import annotations

import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.lines import Line, line
from crawler.reading.model import Block
from crawler.reading.standing import MOST, standing
from tests.reading.topic_cases import UNSEEN, topic_cases
from tests.training import following, standings


def ranked(rights: list[float], wrongs: list[float]) -> float:
    """The share of pairs of one of each in which the right one has more (the area under the ROC curve)."""
    right, wrong = np.array(rights)[:, np.newaxis], np.array(wrongs)[np.newaxis]
    return float(((right > wrong) + (right == wrong) / 2).mean())


# The floors are what is reached; they only rise.
@pytest.mark.parametrize(
    ("odds", "right", "wrong", "floor"),
    [
        ("headline", "headline", {"heading"}, 0.98),
        ("first", "first", {"inner", "last"}, 0.93),
        ("last", "last", {"inner"}, 0.86),
        ("rest", "rest", {"first", "inner", "last"}, 0.94),
        ("cut", "cut", {"headline", "heading"}, 0.99),
    ],
)
def test_blocks_of_unseen_articles_are_told_apart(odds: str, right: str, wrong: set[str], floor: float) -> None:
    blocks = [block for case in topic_cases(UNSEEN)[::3] for block in standings.blocks(case)]
    whole = sorted((stands, text) for stands, text, torn in blocks if not torn)
    found = {
        stands: [getattr(standing(text), odds) for _, text in group]
        for stands, group in groupby(whole, key=lambda block: block[0])
    }
    assert ranked(found[right], [each for name in wrong for each in found[name]]) >= floor


@given(st.text(), st.booleans())
def test_any_text_stands_somewhere(text: str, torn: bool) -> None:
    said = standing(text, torn=torn)
    odds = said.headline, said.first, said.last, said.rest, said.cut
    assert all(math.isfinite(each) and abs(each) <= MOST for each in odds)
    assert not torn or said.last == 0


def read(text: str) -> Line:
    return line(Block(text=text), text)


def test_a_headline_that_ends_as_headings_do_is_none() -> None:
    assert read("2024年工作安排").heading
    assert not read("民建市委会召开八届七次全会 回顾参政成果部署新年任务").heading


def test_the_few_words_that_a_column_ends_with_are_no_heading() -> None:
    assert read("2013年是贯彻落实党的十八").soft
    assert not read("2013年是贯彻落实党的十八").heading
    assert not read("2013年提案工作的主要做法").soft


def test_the_table_was_made_from_these_articles() -> None:
    """`make weights` has run since an article was added."""
    assert f"# learned from sha256:{following.digest()}" in standings.TABLE.read_text("utf-8").split("\n", 3)
