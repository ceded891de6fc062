"""What `crawler/reading/language.tsv` is counted from, and how it is written.

The probabilities are absolutely discounted counts, each order backing off to the one below (Ney, Essen and Kneser,
"On structuring probabilistic dependences in stochastic language modelling", 1994). A piece whose loss changes little
is left out (Seymore and Rosenfeld, "Scalable backoff language models", 1996).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from crawler.reading.language import BANDS, LONGEST, START, STEP, squeezed
from crawler.reading.lines import half_width

DISCOUNT = 0.75
LEAST_GAIN = 8.0
"""Count times nats: what a piece must tell better than the shorter piece does."""

Counts = list[Counter[str]]
"""By size, how often each piece stands in the texts; `Counts[0]` is empty."""


def counted(texts: Iterable[tuple[str, int]]) -> Counts:
    """The pieces of texts, each text with how many times it counts."""
    counts: Counts = [Counter() for _ in range(LONGEST + 1)]
    for text, times in texts:
        plain = START + squeezed(half_width(text)).replace(START, "")
        for size in range(1, LONGEST + 1):
            of_size = counts[size]
            for at in range(len(plain) - size + 1):
                of_size[plain[at : at + size]] += times
    del counts[1][START]
    return counts


def rows(counts: Counts) -> Iterator[str]:
    """The rows of the table, in their order."""
    kept = _kept(counts)
    followers: dict[str, dict[str, float]] = defaultdict(dict)
    for piece, log in kept.items():
        followers[piece[:-1]][piece[-1]] = log
    lost: dict[str, float] = {}
    for context in sorted(followers, key=len):
        told = 1 - sum(map(math.exp, followers[context].values()))
        shorter = 1 - sum(math.exp(_log(kept, lost, context[1:], one)) for one in followers[context]) if context else 1
        lost[context] = math.log(max(told, 1e-6) / max(shorter, 1e-6))
    for context in sorted(followers, key=lambda context: [*map(ord, context.rjust(LONGEST - 1))]):
        cells = "".join(character + _band(log) for character, log in sorted(followers[context].items()))
        yield f"{context.rjust(LONGEST - 1)}{_band(lost[context])}{cells}\n"


def _kept(counts: Counts) -> dict[str, float]:
    """The pieces that are worth their room, with the log of how likely their last character is after the others."""
    total = counts[1].total() + 0.5 * len(counts[1])
    full = {piece: math.log((count + 0.5) / total) for piece, count in counts[1].items()}
    kept = dict(full)
    for size in range(2, LONGEST + 1):
        seen, kinds = Counter[str](), Counter[str]()
        for piece, count in counts[size].items():
            seen[piece[:-1]] += count
            kinds[piece[:-1]] += 1
        for piece, count in counts[size].items():
            context = piece[:-1]
            lower = math.log(DISCOUNT * kinds[context] / seen[context]) + full[piece[1:]]
            most = math.log(max(count - DISCOUNT, 1e-9) / seen[context])
            full[piece] = _plus(most, lower)
            if count * (full[piece] - lower) >= LEAST_GAIN:
                kept[piece] = full[piece]
    return kept


def _log(kept: Mapping[str, float], lost: Mapping[str, float], context: str, character: str) -> float:
    """The log of a character after a context as the table will tell it."""
    if context + character in kept:
        return kept[context + character]
    return lost.get(context, 0.0) + _log(kept, lost, context[1:], character)


def _plus(one: float, other: float) -> float:
    return max(one, other) + math.log1p(math.exp(-abs(one - other)))


def _band(log: float) -> str:
    return BANDS[min(len(BANDS) - 1, round(-log / STEP))]
