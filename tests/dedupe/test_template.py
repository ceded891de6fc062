"""Templates: a formula is followed over years by its figures' mask, and over cities by that of places."""

from __future__ import annotations

import re

import pytest

from dedupe import canonical, identity
from dedupe.template import template

PLACES = re.compile("三河岭市|临溪市|北泽县")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全年共提交提案437件，立案374件。", "全年共提交提案512件，立案401件。"),
        ("办复率95.3%", "办复率100%"),
        ("第十四届三次会议", "第十二届五次会议"),
        ("2023年12月27日", "二〇二四年一月三日"),
        ("增长-3.5%", "增长3.5%"),
        ("投入1,234万元", "投入三亿元"),
        ("第3、5次会议", "第2、4次会议"),
        ("3-5件", "10—12件"),
    ],
)
def test_other_figures_share_a_template_and_no_hash(one: str, other: str) -> None:
    first, second = identity(one), identity(other)
    assert first.template_hash == second.template_hash
    assert first.hash != second.hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("提交提案437件", "立案提案437件"),
        ("办复率95%", "办复率95‰"),
        ("3-5件", "3件"),
        ("未立案5件", "立案5件"),
        ("临溪市提案5件", "北泽县提案5件"),
    ],
)
def test_other_words_have_another_template(one: str, other: str) -> None:
    assert identity(one).template_hash != identity(other).template_hash


def test_places_are_masked_by_the_matcher_that_is_given_before_the_numerals_inside_them() -> None:
    form = canonical("三河岭市政协2024年共提交提案437件，北泽县三件。")
    assert template(form) == "#河岭市政协#年共提交提案#件北泽县#件"
    assert template(form, PLACES) == "@政协#年共提交提案#件@#件"


def test_the_masks_stand_in_no_canonical_text() -> None:
    assert canonical("#@＃＠提案") == "提案"
