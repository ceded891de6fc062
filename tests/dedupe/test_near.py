"""Near-duplicates: every pair is exact, almost none is missed, and growth does not change what is found."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dedupe
from dedupe.grams import grams, hashed
from dedupe.near import BATCH, Near, NearIndex, similarity
from tests.bench.corpus import paragraphs
from tests.bench.near import exact

CASE = (
    "全年共收到提案437件，经审查立案374件，交由60个单位承办，办复率100%，委员满意率98.5%。各承办单位坚持开门办案，"
    "邀请提案者参与调研视察，面对面听取意见，一批建议转化为老城改造和校园安全的具体举措。"
)


def invented(n: int, seed: int) -> list[str]:
    forms = dict.fromkeys(dedupe.canonical(text) for text in paragraphs(n, seed))
    return [form for form in forms if dedupe.significant(form)]


def test_at_least_99_in_100_pairs_are_found_and_each_with_its_exact_similarity() -> None:
    forms = invented(6000, seed=3)
    index = NearIndex()
    index.extend(enumerate(forms))
    found = {(near.a, near.b): near.similarity for near in index.pairs()}
    meant = exact(forms)
    assert len(meant) > 150
    assert found.items() <= meant.items()
    assert len(found) >= 0.99 * len(meant)


def test_adding_in_several_turns_finds_what_adding_at_once_does() -> None:
    forms = invented(3000, seed=4)
    once, often = NearIndex(), NearIndex()
    once.extend(enumerate(forms))
    turns: list[Near] = []
    for start in range(0, len(forms), 700):
        often.extend(enumerate(forms[start : start + 700], start))
        turns.extend(often.pairs())
    assert sorted((near.a, near.b) for near in once.pairs()) == sorted((near.a, near.b) for near in turns)
    assert len(once) == len(often) == len(forms)


def test_a_full_batch_is_compared_without_being_asked() -> None:
    index = NearIndex()
    index.add(0, dedupe.canonical(CASE))
    index.extend((key, f"第{key}条与其他任何一条都没有共同之处的内容{key * 7919}") for key in range(1, BATCH))
    index.add(BATCH, dedupe.canonical(CASE.replace("437", "412")))
    assert [(near.a, near.b) for near in index.pairs() if near.a == 0] == [(0, BATCH)]


def test_pairs_are_told_once() -> None:
    index = NearIndex()
    index.extend([(7, dedupe.canonical(CASE)), (3, dedupe.canonical(CASE.replace("437", "412")))])
    assert [(near.a, near.b) for near in index.pairs()] == [(7, 3)]
    assert index.pairs() == ()


def test_one_changed_figure_is_near_and_says_how_near() -> None:
    one, other = dedupe.canonical(CASE), dedupe.canonical(CASE.replace("437", "412"))
    index = NearIndex()
    index.extend([(1, one), (2, other)])
    (near,) = index.pairs()
    assert near.similarity == similarity(one, other)
    assert 0.8 <= near.similarity < 1


def test_texts_that_are_lent_are_not_kept() -> None:
    forms = invented(500, seed=5)
    asked: list[int] = []

    def lend(key: int) -> str:
        asked.append(key)
        return forms[key]

    index = NearIndex(texts=lend)
    index.extend(enumerate(forms))
    index.pairs()
    assert index._kept == {}
    index.add(500, forms[0] + "补")
    assert [(near.a, near.b) for near in index.pairs()] == [(0, 500)]
    assert 0 in asked


def test_a_crowd_is_cut_and_the_cut_is_counted() -> None:
    crowd = [dedupe.canonical(f"{CASE}各承办单位高度重视提案办理工作，全部按期办结{number}") for number in range(60)]
    index = NearIndex(most=10)
    index.extend(enumerate(crowd))
    found = Counter(near.b for near in index.pairs())
    assert max(found.values()) == 10
    assert index.uncompared == sum(range(60)) - sum(found.values())


def test_a_text_that_repeats_itself_is_near_to_the_text_itself() -> None:
    form = dedupe.canonical(CASE)
    index = NearIndex()
    index.extend([(1, form), (2, form + form)])
    assert [(near.a, near.b) for near in index.pairs()] == [(1, 2)]


def test_empty_and_short_texts_do_no_harm() -> None:
    index = NearIndex()
    index.extend([(1, ""), (2, "案"), (3, "案"), (4, "议案"), (5, "\U00020000提")])
    assert [(near.a, near.b, near.similarity) for near in index.pairs()] == [(2, 3, 1.0)]
    assert NearIndex().pairs() == ()


@given(st.lists(st.text(alphabet="提案委员会议\U00020000", min_size=1, max_size=30), min_size=1, max_size=8))
@settings(deadline=None)  # the first example builds the tables
def test_hashed_grams_are_the_grams(texts: list[str]) -> None:
    found = hashed(texts)
    sets = [
        frozenset(found.tokens[start:end].tolist())
        for start, end in zip(found.offsets.tolist(), found.offsets.tolist()[1:], strict=False)
    ]
    assert [len(one) for one in sets] == [len(grams(text)) for text in texts]
    assert found.distinct().tolist() == [len(grams(text)) for text in texts]
    assert found.distinct().dtype == np.int32
    for (one, one_text), (other, other_text) in combinations(zip(sets, texts, strict=True), 2):
        if min(len(one_text), len(other_text)) >= 5:
            assert len(one & other) == len(grams(one_text) & grams(other_text))


def test_a_short_formula_with_another_figure_is_left_to_the_template_hash() -> None:
    one, other = (dedupe.identity(f"全年共收到提案{figure}件，经审查立案374件。") for figure in (437, 412))
    assert similarity(one.canonical, other.canonical) < 0.8
    assert one.hash != other.hash
    assert one.template_hash == other.template_hash


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("提案", "提案", 1.0), ("提案", "议案", 0.0), ("abcdef", "abcdeg", 1 / 3)]
)
def test_similarity_is_jaccard_of_five_grams(one: str, other: str, alike: float) -> None:
    assert similarity(one, other) == pytest.approx(alike)
