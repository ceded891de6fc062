"""Pinyin glosses: taken out where they are glosses, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedupe import glosses

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"


@pytest.mark.parametrize(
    ("printed", "meant", "glossed"),
    [
        ("政協(xié)會(huì)議(yì)", "政協會議", 3),
        ("会（huì）", "会", 1),
        ("会 ( huì )", "会", 1),
        ("会议(huì yì)", "会议", 1),
        ("临安(lín'ān)", "临安", 1),
        ("旅(lǚ)途", "旅途", 1),
        ("會(hui\u0300)", "會", 1),
        ("看(kɑ̀n)", "看", 1),
        ("着(zhe)", "着", 1),
        ("我们(men)的(de)", "我们的", 2),
    ],
)
def test_a_gloss_is_taken_out(printed: str, meant: str, glossed: int) -> None:
    assert (glosses.strip(printed), glosses.count(printed)) == (meant, glossed)


@pytest.mark.parametrize(
    "printed",
    [
        "国内生产总值(GDP)",
        "咖啡(café)",
        "方案(a)",
        "甲(b)",
        "中(zhōng guó)",
        "名(à la carte)",
        "(huì)议",
        "会(huì",
        "会(会)",
        "他(men)",
        "参加(3)人",
    ],
)
def test_another_bracket_stays(printed: str) -> None:
    assert (glosses.strip(printed), glosses.count(printed)) == (printed, 0)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real samples are not beside this checkout")
def test_every_gloss_of_the_glossed_sample_is_found_and_none_in_the_others() -> None:
    counts = {path.name[:3]: glosses.count(path.read_text("utf-8")) for path in SEEDS.glob("*.txt")}
    assert counts == {"000": 0, "001": 713, "002": 0, "003": 0, "004": 0}
