"""Pinyin glosses that some pages print behind hanzi, as in `會(huì)議(yì)`.

A bracket is a gloss only where it follows hanzi, holds nothing but Mandarin syllables, no more of them than there are
hanzi before it, and each bears a tone mark or is a syllable that this hanzi speaks without tone (`neutral.tsv`).
`咖啡(café)`, `方案(a)` and `国内生产总值(GDP)` are none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final
from unicodedata import normalize

_TONE_MARKS: Final = frozenset("\u0304\u0301\u030c\u0300")
_LOOKALIKES: Final = str.maketrans("ɑɡ\u2019", "ag'")
"""Letters of phonetic typefaces, and the apostrophe of xī'ān."""

_HANZI: Final = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_LETTERS: Final = r"[A-Za-z\u00c0-\u024f\u0251\u0261\u0300-\u030c\u1e3e\u1e3f' \u2019]"

# 會(huì)  議（yì）  會議 (huì yì)
_BRACKET: Final = re.compile(
    rf"(?P<hanzi>{_HANZI})[ \u3000]?[(（][ \u3000]*(?P<letters>{_LETTERS}{{1,48}}?)[ \u3000]*[)）]"
)
_HANZI_BEFORE: Final = re.compile(rf"{_HANZI}*\Z")


def _table(name: str) -> list[list[str]]:
    return [row.split("\t") for row in files("dedupe").joinpath(name).read_text("utf-8").splitlines()[1:]]


@lru_cache(maxsize=1)
def _syllables() -> re.Pattern[str]:
    spelt = [
        initial.strip("-") + final for initial, finals, _reason in _table("syllables.tsv") for final in finals.split()
    ]
    return re.compile("(?:" + "|".join(sorted(spelt, key=len, reverse=True)) + ")")


@lru_cache(maxsize=1)
def _neutral() -> frozenset[tuple[str, str]]:
    return frozenset(
        (hanzi, syllable) for syllable, characters, _reason in _table("neutral.tsv") for hanzi in characters
    )


def _spelling(letters: str) -> tuple[str, int]:
    """The letters without tone marks, and how many tone marks there were."""
    spelt = normalize("NFD", letters.translate(_LOOKALIKES)).lower()
    toneless = "".join(letter for letter in spelt if letter not in _TONE_MARKS)
    return normalize("NFC", toneless), len(spelt) - len(toneless)


def _count_syllables(spelt: str) -> int | None:
    """How many syllables the letters make, None where they make none."""
    words = re.split(r"[ ']+", spelt)
    counts = [len(_syllables().findall(word)) for word in words if re.fullmatch(f"{_syllables().pattern}+", word)]
    return sum(counts) if len(counts) == len(words) else None


def _is_gloss(match: re.Match[str]) -> bool:
    spelt, tones = _spelling(match["letters"])
    if not tones:
        return (match["hanzi"], spelt) in _neutral()
    syllables = _count_syllables(spelt)
    if syllables is None or tones > syllables:
        return False
    before = _HANZI_BEFORE.search(match.string, max(0, match.start() - 16), match.end("hanzi"))
    return before is not None and syllables <= len(before[0])


def _without(match: re.Match[str]) -> str:
    return match["hanzi"] if _is_gloss(match) else match[0]


def strip(text: str) -> str:
    """The text without its glosses."""
    return _BRACKET.sub(_without, text) if "(" in text or "（" in text else text


def count(text: str) -> int:
    """How many glosses the text has."""
    return sum(map(_is_gloss, _BRACKET.finditer(text)))
