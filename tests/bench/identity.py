"""Paragraph identity beside the normalisations of CCNet and datatrove: speed, what meets, what stays apart.

All are given the same invented paragraphs in the same process, in turns of 50,000, and all end in SHA-256, so that
rules are compared and not hash functions. The peers' rules are restated here from their published sources
(facebookresearch/cc_net text_normalizer, normalize_for_dedup; huggingface/datatrove utils/text, simplify_text).
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any
from unicodedata import category, normalize

import dedupe
from tests.bench.corpus import changed, paragraph, paragraphs, reset

PARAGRAPHS = 1_000_000
TURN = 50_000
PAIRS = 20_000

_CONTROLS = "\x00-\x1f\x7f-\x9f"
# CCNet leaves out these marks (among them １, which its table holds by mistake) and control characters.
_CCNET_OUT = re.compile(f"[，。、„”“«»１」「《》´∶：？！（）；–—．～’…━〈〉【】％►{_CONTROLS}]")
# datatrove leaves out ASCII marks, these wide ones, and control characters.
_DATATROVE_OUT = re.compile(f"[!-/:-@\\[-`{{-~—”％１〈、━【「」，】；“《„’‘«»〉》∶´．（–？！：～）。…►{_CONTROLS}]")


def ccnet(text: str) -> str:
    """Lower case, every digit 0, listed marks and control characters out."""
    return _CCNET_OUT.sub("", re.sub(r"\d", "0", text.strip().lower()))


def datatrove(text: str) -> str:
    """Lower case, one space for white space, listed marks out, NFD without non-spacing marks, every number 0."""
    spaced = re.sub(r"\s+", " ", text.lower().strip())
    bare = normalize("NFD", _DATATROVE_OUT.sub("", spaced))
    return re.sub(r"\d+", "0", "".join(char for char in bare if category(char) != "Mn")).strip()


def _digest(rule: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: sha256(rule(text).encode()).hexdigest()


RULES: dict[str, Callable[[str], object]] = {
    "ours: canonical + hash": _digest(dedupe.canonical),
    "ours: with template hash": dedupe.identity,
    "strip only": _digest(str.strip),
    "NFKC only": _digest(lambda text: normalize("NFKC", text)),
    "CCNet": _digest(ccnet),
    "datatrove": _digest(datatrove),
}


def _seconds(rule: Callable[[str], object], texts: Iterable[str]) -> float:
    start = time.process_time()
    for text in texts:
        rule(text)
    return time.process_time() - start


def _speeds(count: int) -> dict[str, dict[str, float]]:
    source = paragraphs(count)
    costs: dict[str, list[float]] = {name: [] for name in RULES}
    turns = []
    while texts := list(islice(source, TURN)):
        turns.append(len(texts))
        for name, rule in RULES.items():
            costs[name].append(_seconds(rule, texts))
    return {
        name: {
            "per_second": round(sum(turns) / sum(spent)),
            "last_over_first": round((spent[-1] / turns[-1]) / (spent[0] / turns[0]), 2),
        }
        for name, spent in costs.items()
    }


def _verdicts() -> dict[str, dict[str, float]]:
    """By rule, how many of 100 resettings met their original, and how many changed statements stayed apart."""
    dice = Random(2)
    originals = [paragraph(dice) for _ in range(PAIRS)]
    resettings = [reset(dice, text) for text in originals]
    others = [changed(dice, text) for text in originals]
    rules = {name: rule for name, rule in RULES.items() if name != "ours: with template hash"}
    return {
        name: {
            "met": 100 * sum(map(lambda a, b: rule(a) == rule(b), originals, resettings)) / PAIRS,
            "kept_apart": 100 * sum(map(lambda a, b: rule(a) != rule(b), originals, others)) / PAIRS,
        }
        for name, rule in rules.items()
    }


def run(count: int = PARAGRAPHS) -> dict[str, Any]:
    """Paragraphs a second of CPU on one core by rule, what met and what stayed apart (%), and peak memory in MB."""
    return {
        "paragraphs": count,
        "speed": _speeds(count),
        "verdicts": _verdicts(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def show(found: dict[str, Any]) -> None:
    """The table, on stdout."""
    print(f"paragraph identity, {found['paragraphs']:,} invented paragraphs, one core, peak {found['peak_mb']} MB")
    print(f"{'':26}{'a second':>10}{'last/first':>12}{'reset met':>12}{'changed apart':>15}")
    for name, speed in found["speed"].items():
        verdict = found["verdicts"].get(name)
        judged = f"{verdict['met']:>11.2f}%{verdict['kept_apart']:>14.2f}%" if verdict else ""
        print(f"{name:26}{speed['per_second']:>10,}{speed['last_over_first']:>12}{judged}")


if __name__ == "__main__":
    show(run(int(sys.argv[1]) if len(sys.argv) > 1 else PARAGRAPHS))
