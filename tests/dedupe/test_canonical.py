"""The canonical form: the fast way agrees with the specification, and is a fixed point."""

from __future__ import annotations

import random
from hashlib import sha256
from unicodedata import category, decomposition, normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import dedupe
from tests.dedupe import reference

# What newspapers print, and what breaks rules: every class of the specification, often side by side.
PRINTED = st.text(
    alphabet=st.sampled_from(
        "提案委员会議報告率第届次年月日件个约在是不未三班级"
        "0123456789０１２３４５６７８９"
        "零〇○◯一二三四五六七八九十百千万亿两廿萬億"
        "  \u3000\t\n\u00a0\u200b\ufeff\u00ad\ufe0f"
        "、，。；：．,.:;/／！？…·“”‘’\"'()（）《》〔〕[]【】"
        "-－—–―~～−‐^_|*●■◆※"
        "%％‰°℃+±×=<>≥≤$¥￥"
        "①②❶⑴⒈㈠㊀½²³⁵₂㎡㏠㋀Ⅳ"
        "abcGDPAi"
        "āáǎàìòüǚɑ"
        "\u0301\u0304\u20dd"
        "\ud800\ue000\U00020000\ufffd𝟏乾著覆昇"
    ),
    max_size=14,
)
ANYTHING = st.text(alphabet=st.characters(), max_size=12)


@given(PRINTED)
@settings(max_examples=1500, deadline=None)
@example("会(huì)议(yì)，1. 5亿元")
@example("（一）1、a")
@example("\u0301、-5")
def test_it_is_what_the_specification_says(text: str) -> None:
    assert dedupe.canonical(text) == reference.canonical(text)


@given(ANYTHING)
@settings(max_examples=500, deadline=None)
def test_it_is_what_the_specification_says_of_any_code_points(text: str) -> None:
    assert dedupe.canonical(text) == reference.canonical(text)


@given(st.one_of(PRINTED, ANYTHING))
@settings(max_examples=1500, deadline=None)
def test_it_is_its_own_canonical_form(text: str) -> None:
    once = dedupe.canonical(text)
    assert dedupe.canonical(once) == once


@given(PRINTED, PRINTED)
@settings(deadline=None)  # the first example builds the tables
def test_equal_form_means_equal_hash_and_only_that(one: str, other: str) -> None:
    first, second = dedupe.identity(one), dedupe.identity(other)
    assert (first.canonical == second.canonical) == (first.hash == second.hash)


def test_the_hash_is_sha256_of_the_form_in_utf8() -> None:
    found = dedupe.identity("　　全年共提交提案４３７件。")
    assert found.canonical == "全年共提交提案437件"
    assert found.hash == sha256("全年共提交提案437件".encode()).hexdigest()
    assert found.chars == 11


def test_every_code_point_alone_is_treated_as_the_specification_says() -> None:
    chosen = random.Random(7).sample(range(0x110000), 6000)
    for char in map(chr, chosen):
        for text in (char, f"案{char}5", f"5{char}6", f"a{char}b", f"三{char}五"):
            assert dedupe.canonical(text) == reference.canonical(text), ascii(text)


def test_every_character_that_hides_a_figure_is_set_apart_from_one() -> None:
    numerals = "一二三四五六七八九十百千万"
    for char in map(chr, range(0x110000)):
        form = decomposition(char)
        if not form.startswith("<") or category(char) == "Nd" or "<wide>" in form or 0x2F00 <= ord(char) <= 0x2FDF:
            continue
        shown = normalize("NFKC", char)
        if shown[0].isdecimal():
            assert dedupe.canonical(f"案5{char}") != dedupe.canonical(f"案5{shown}"), ascii(char)
        if shown[-1].isdecimal():
            assert dedupe.canonical(f"案{char}5") != dedupe.canonical(f"案{shown}5"), ascii(char)
        if shown[0] in numerals:
            assert dedupe.canonical(f"案二{char}") != dedupe.canonical(f"案二{shown}"), ascii(char)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("run", ["(", "（", "1 ", "—", "一、", "①", "政(a", "、1"])
def test_the_longest_run_of_marks_takes_no_longer_than_text(run: str) -> None:
    form = dedupe.canonical(run * 50_000 + "政协")
    assert dedupe.canonical(form) == form
