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
from itertools import islice

import numpy as np

from crawler.reading.weights import Numbers, counted, table

VOICES = ("work", "proposals", "resolution", "related", "other")
"""Three kinds of report, news about 政协, and everybody else: the order of the weights in a row of `wording.tsv`."""
LONGEST = {"title": 3, "opening": 3, "body": 2, "closing": 3}
"""Characters of the longest piece of each place. Longer ones told articles of a new batch apart no better."""
FIRST_WORDS = 50
"""Characters of opening and closing."""
NAMED = 3
"""Words that a reason quotes."""


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


def wording(title: str, body: str) -> Wording:
    """Hears one article: title and body in simplified script with narrow signs. Never raises."""
    learned = table("wording.tsv", VOICES, tuple(LONGEST))
    spoken = {place: learned.heard(place, counts) for place, counts in pieces(title, body).items()}
    points = sum((gains.sum(axis=0) for _, gains in spoken.values()), learned.start)
    return Wording(tuple(map(float, points)), *spoken["body"])


def together(points: Iterable[float]) -> float:
    """The log of the sum of what these are the logs of."""
    said = tuple(points)
    most = max(said)
    return most + math.log(sum(math.exp(point - most) for point in said))


def pieces(title: str, body: str) -> dict[str, Counter[str]]:
    """By place, all pieces of one to LONGEST characters without white space, as often as each stands there."""
    texts = {"title": title, "opening": body[:FIRST_WORDS], "body": body, "closing": body[-FIRST_WORDS:]}
    return {place: counted(text, LONGEST[place]) for place, text in texts.items()}
