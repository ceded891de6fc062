"""Where in its article a block stands by its own words: its headline, its first paragraph, its last one.

A headline says what happened and a heading what a section is about; an article opens with who, when and where, and
closes with 让我们…努力奋斗 or with what comes next; the rest of a torn sentence opens like neither. The weights
(`standing.tsv`) are learned from where the paragraphs of the invented articles of tests/cases/topic stand, by `make
weights`. Of unseen articles they tell headlines from headings in 97 of 100 pairs, first paragraphs from later ones in
95, last ones from earlier ones in 90, rests from starts in 94, and cut-off ends from titles in 99.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from crawler.reading.weights import counted, table
from crawler.reading.wording import together

STANDINGS = ("headline", "heading", "first", "inner", "last", "rest", "cut")
"""The order of the weights in a row of `standing.tsv`."""
PLACES = ("start", "opening", "closing", "end")
LONGEST_START = 4
"""Characters of the longest piece that is the very start or the very end."""
LONGEST = 2
"""Characters of the longest piece of opening and closing."""
OPENING, CLOSING = 40, 20
"""Characters of each."""
MOST = 4.0
"""Log odds at most, for and against."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Standing:
    """Log odds of what a block is, all standings being equally frequent."""

    headline: float
    """And not a heading inside an article; says nothing of a paragraph."""
    first: float
    """An article's first paragraph and not a later one."""
    last: float
    """An article's last paragraph and not an earlier one; 0 for a torn one, whose end is not known."""
    rest: float
    """The rest of a torn sentence and not a paragraph's start."""
    cut: float
    """Cut off in a sentence, and not a headline or a heading, which have no full stop either."""


def standing(text: str, *, torn: bool = False) -> Standing:
    """Judges one block in simplified script with narrow signs. Never raises."""
    return _judged(text, torn)


@lru_cache(maxsize=1 << 12)
def _judged(text: str, torn: bool) -> Standing:
    """By position, so that a block is judged once, whether or not its caller says that it is whole."""
    learned = table("standing.tsv", STANDINGS, PLACES)
    points = sum(
        (learned.heard(place, counts)[1].sum(axis=0) for place, counts in pieces(text, torn=torn).items()),
        learned.start,
    )
    headline, heading, first, inner, last, rest, cut = map(float, points)
    return Standing(
        headline=_bounded(headline - heading),
        first=_bounded(first - _mean(inner, last)),
        last=0.0 if torn else _bounded(last - _mean(first, inner)),
        rest=_bounded(rest - _mean(first, inner, last)),
        cut=_bounded(cut - _mean(headline, heading)),
    )


def pieces(text: str, *, torn: bool) -> dict[str, Counter[str]]:
    """By place, what stands there; a run of digits is one 0. A torn paragraph has no end."""
    plain = _DIGITS.sub("0", text)
    size = f"size {int(2 * math.log2(len(text) or 1))}"
    start = Counter([size, *(plain[:n] for n in range(1, LONGEST_START + 1))])
    opening = counted(plain[:OPENING], LONGEST)
    if torn:
        return {"start": start, "opening": opening, "closing": Counter(), "end": Counter(["torn"])}
    end = Counter(plain[-n:] for n in range(1, LONGEST_START + 1))
    return {"start": start, "opening": opening, "closing": counted(plain[-CLOSING:], LONGEST), "end": end}


def _bounded(odds: float) -> float:
    return max(-MOST, min(MOST, odds))


def _mean(*points: float) -> float:
    """The points of several standings as one."""
    return together(points) - math.log(len(points))
