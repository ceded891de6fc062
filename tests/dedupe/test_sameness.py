"""One sentence in any typesetting is one paragraph; a sentence that says another thing never is."""

from __future__ import annotations

from pathlib import Path
from random import Random

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import canonical, glosses, identity
from dedupe.form import _PLAIN
from tests.bench.corpus import PLACES, changed, paragraph, reset

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
TRADITIONAL = opencc.OpenCC("s2t")

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
ASCII_MARKS = str.maketrans("，；：！？（）", ",;:!?()")
INVISIBLE = ("\u200b", "\ufeff", "\u2060", "\u00ad", "\ufe00", "\U000e0100")
MARKS = ("一、", "（二）", "3.", "４、", "（5）", "⑥", "❼", "● ", "十二、")
GLOSSED = {"会": "(huì)", "议": "（yì）", "政": "(zhèng)", "协": "(xié)", "了": "(le)"}

sentences = st.builds(
    "{subject}{ordinal}次会议以来，{year}年共收到提案{figure}件，{negation}立案{share}%，{range}月办结。".format,
    subject=st.sampled_from([f"政协{place}" for place in PLACES]),
    ordinal=st.sampled_from([f"第{number}" for number in "一二三四五六七八九十"] + ["第十一", "第十二", "第十、二"]),
    year=st.integers(2003, 2026),
    figure=st.one_of(st.integers(1, 99999), st.sampled_from(["1,234", "12,34", "1.5", "三百零五", "3、5", "3 000"])),
    negation=st.sampled_from(["", "未", "不予", "已"]),
    share=st.one_of(
        st.integers(0, 100), st.decimals(0, 100, places=1), st.sampled_from(["-3.5", "3-5", "3～5%", "≥95", "1/3"])
    ),
    range=st.sampled_from(["3—5", "3、5", "35", "3", "5", "3月至5"]),
)


def typesettings(text: str, dice: Random) -> list[str]:
    """The same sentence as other pages print it, by no rule of ours but by what is seen in print."""
    at = dice.randrange(1, len(text))
    while text[at - 1].isascii() and text[at].isascii():  # between two hanzi or beside one
        at -= 1
    spread = "".join(f"{char} " if char > "\u4e00" else char for char in text)
    return [
        f"　　{text}",
        text.removesuffix("。"),
        text.translate(WIDE),
        text.translate(ASCII_MARKS),
        f"{text[:at]}{dice.choice(INVISIBLE)}{text[at:]}",
        f"{text[:at]}\n{text[at:]}" if text[at - 1] > "\u4e00" else text,
        dice.choice(MARKS) + text,
        "".join(char + GLOSSED.get(char, "") for char in text),
        spread,
        str(TRADITIONAL.convert(text)),
        text.replace("六", "\uf9d1").replace("年", "\uf98e"),
        f"“{text}”",
    ]


@given(sentences, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_every_typesetting_of_a_sentence_has_its_hash(text: str, dice: Random) -> None:
    own = canonical(text)
    for variant in typesettings(text, dice):
        assert canonical(variant) == own, variant


@given(sentences, sentences)
@settings(max_examples=1000, deadline=None)
def test_two_sentences_that_state_different_things_have_two_hashes(one: str, other: str) -> None:
    alike = str.maketrans({"～": "-", "—": "-"})  # the only spellings above that mean one thing
    assert (identity(one).hash == identity(other).hash) == (one.translate(alike) == other.translate(alike))


figures = st.tuples(
    st.integers(2003, 2026), st.integers(1, 99999), st.integers(0, 1000).map(lambda n: f"{n / 10}"), st.integers(1, 12)
)


@given(st.sampled_from(PLACES), st.sampled_from("一二三四五"), figures, figures)
@settings(max_examples=200, deadline=None)
def test_a_formula_keeps_its_template_hash_whatever_its_figures(
    place: str, ordinal: str, then: tuple[object, ...], now: tuple[object, ...]
) -> None:
    formula = f"政协{place}第{ordinal}次会议以来，{{}}年共收到提案{{}}件，立案{{}}%，{{}}月办结。"
    one, other = identity(formula.format(*then)), identity(formula.format(*now))
    assert one.template_hash == other.template_hash
    assert (one.hash == other.hash) == (then == now)


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_a_generated_paragraph_reset_is_the_same_and_changed_is_another(seed: int) -> None:
    dice = Random(seed)
    text = paragraph(dice)
    assert canonical(reset(dice, text)) == canonical(text)
    assert canonical(changed(dice, text)) != canonical(text)


def test_common_paragraphs_take_the_fast_way() -> None:
    dice = Random(1)
    assert sum(_PLAIN.fullmatch(paragraph(dice)) is not None for _ in range(1000)) > 980


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real samples are not beside this checkout")
def test_the_real_samples_survive_their_typesettings() -> None:
    dice = Random(1)
    lines = [line for path in SEEDS.glob("*.txt") for line in path.read_text("utf-8").splitlines() if len(line) > 30]
    assert len(lines) > 100
    for line in lines:
        bare = glosses.strip(line).strip()
        assert canonical(line) == canonical(bare)
        assert canonical(canonical(line)) == canonical(line)
        assert canonical(bare.translate(WIDE)) == canonical(bare)
        assert canonical(f"{bare[:9]}{dice.choice(INVISIBLE)}{bare[9:]}") == canonical(bare)
