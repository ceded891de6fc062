"""With whose voice a text speaks: which short pieces stand in it, weighed by what was learned.

The weights (`wording.tsv`) are those of a logistic regression on the pieces' tf-idf, fitted on the invented articles of
`tests/cases/topic` by `make weights`. They hear what no rule names: 履职、同比、各位代表. Of an article they tell the
topic, together with the rules (`topic.py`); of a paragraph, to which of a page's articles it may belong (`harmony.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from operator import add
from typing import Any

import numpy as np

VOICES = ("work", "proposals", "resolution", "related", "other")
"""Three kinds of report, news about 政协, and everybody else: the order of the weights in a row of `wording.tsv`."""
LONGEST = {"title": 3, "opening": 3, "body": 2, "closing": 3}
"""Characters of the longest piece of each place. Longer ones told articles of a new batch apart no better."""
FIRST_WORDS = 50
"""Characters of opening and closing."""
NAMED = 3
"""Words that a reason quotes."""

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Points of each voice (log odds but for a constant), and what each piece of the body gave."""

    points: tuple[float, ...]
    heard: tuple[str, ...]
    gains: Numbers

    def words(self, voice: int) -> tuple[str, ...]:
        """The words of two characters that gave most to one of VOICES."""
        gain = self.gains[:, voice]
        order = (int(n) for n in np.argsort(-gain, kind="stable") if gain[n] > 0)
        long = (self.heard[n] for n in order if len(self.heard[n]) == LONGEST["body"] and self.heard[n].isalpha())
        return tuple(islice(long, NAMED))


UNHEARD = Wording((0.0,) * len(VOICES), (), np.zeros((0, len(VOICES))))
"""Of an article without a text: what was learned from whole articles says nothing of a headline alone."""


@dataclass(frozen=True, slots=True, eq=False)
class _Learned:
    """The pieces of one place: each one's row, how rare it is (idf), and its weights, one column a voice."""

    rows: dict[str, int]
    rarity: Numbers
    weights: Numbers


def wording(title: str, body: str) -> Wording:
    """Hears one article: title and body in simplified script with narrow signs. Never raises."""
    points, places = _learned()
    spoken: dict[str, tuple[tuple[str, ...], Numbers]] = {}
    for place, counted in pieces(title, body).items():
        known = places[place]
        heard = tuple(piece for piece in counted if piece in known.rows)
        rows = [known.rows[piece] for piece in heard]
        values = (1 + np.log([counted[piece] for piece in heard])) * known.rarity[rows]
        gains = (values / (np.sqrt(values @ values) or 1.0))[:, np.newaxis] * known.weights[rows]
        points = points + gains.sum(axis=0)
        spoken[place] = heard, gains
    return Wording(tuple(map(float, points)), *spoken["body"])


def together(points: Iterable[float]) -> float:
    """The log of the sum of what these are the logs of."""
    said = tuple(points)
    most = max(said)
    return most + math.log(sum(math.exp(point - most) for point in said))


def pieces(title: str, body: str) -> dict[str, Counter[str]]:
    """By place, all pieces of one to LONGEST characters without white space, as often as each stands there."""
    texts = {"title": title, "opening": body[:FIRST_WORDS], "body": body, "closing": body[-FIRST_WORDS:]}
    return {place: _counted(text, LONGEST[place]) for place, text in texts.items()}


def _counted(text: str, longest: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in text.split():
        grams = list(run)
        counts.update(grams)
        for size in range(1, longest):
            grams = list(map(add, grams, run[size:]))
            counts.update(grams)
    return counts


@cache
def _learned() -> tuple[Numbers, dict[str, _Learned]]:
    """The points that each voice starts with, and the pieces of each place."""
    table = files("crawler.reading").joinpath("wording.tsv").read_text("utf-8").split("\n")
    rows = [row.split("\t") for row in table if row and not row.startswith("#")]
    head, start = rows[:2]
    if tuple(head[3:]) != VOICES:
        raise ValueError(f"wording.tsv holds weights of {head[3:]}: make weights")
    return np.array(start[3:], float), {place: _of_place([row for row in rows if row[0] == place]) for place in LONGEST}


def _of_place(rows: list[list[str]]) -> _Learned:
    numbers = np.array([row[2:] for row in rows], float).reshape(len(rows), 1 + len(VOICES))
    return _Learned({row[1]: n for n, row in enumerate(rows)}, numbers[:, 0], numbers[:, 1:])
