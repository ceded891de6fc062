"""How well characters go on behind others, by a small network that has learned from torn sentences: log odds.

It looks at BEFORE characters ahead of a tear and at AFTER behind it, which is further than counted pieces reach
(`language.py`): what a clause still lacks, and whether a paragraph could begin so. Each side is encoded by itself,
characters and pairs of them as vectors under a hidden layer; of two sides together there are only a layer of sums and a
product, so that the many ends and rests of a page cost little more than its lines. `seam_network.npz` is learned by
`make weights`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

BEFORE, AFTER = 20, 16
NOTHING, UNKNOWN, EDGE = 0, 1, 2
"""What stands for no character or pair, for one that was not learned, and for the start of the head's text."""
KNOWN = 3
"""Where the learned characters, and the learned pairs, begin."""

Numbers = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a tear, encoded."""

    sums: Numbers
    turned: Numbers
    alone: float
    """What the side says by itself."""


def head(text: str) -> Side:
    """The end of a block; the text as `language.squeezed` gives it."""
    codes = _codes(text[-BEFORE:])
    missing = BEFORE - len(codes)
    filled = [NOTHING] * (missing - 1) + [EDGE] if missing else []
    return _side([*filled, *codes], "head")


def tail(text: str) -> Side:
    """The start of a block; the text as `language.squeezed` gives it."""
    codes = _codes(text[:AFTER])
    return _side([*codes, *[NOTHING] * (AFTER - len(codes))], "tail")


def odds(before: Side, after: Side) -> float:
    """Log odds that `after` goes on where `before` is torn, as far as the network sees them."""
    weights = _learned().weights
    hidden = np.maximum(before.sums + after.sums, 0) @ weights["sums"]
    return round(float(hidden + before.turned @ after.turned) + before.alone + after.alone, 3)


def _codes(text: str) -> list[int]:
    known = _learned().characters
    return [known.get(character, UNKNOWN) for character in text]


def _pairs(codes: list[int]) -> list[int]:
    """Each character's pair with the one before it."""
    known = _learned().pairs
    later = (NOTHING if NOTHING in pair else known.get(pair, UNKNOWN) for pair in pairwise(codes))
    return [NOTHING, *later]


def _side(codes: list[int], name: str) -> Side:
    weights = _learned().weights
    seen = weights["vectors"][codes].ravel() @ weights[f"{name}_vectors"]
    seen += weights["pairs"][_pairs(codes)].ravel() @ weights[f"{name}_pairs"]
    hidden = np.maximum(seen + weights[f"{name}_bias"], 0)
    return Side(
        hidden @ weights[f"{name}_sums"] + weights[f"{name}_more"],
        hidden @ weights[f"{name}_turned"],
        float(hidden @ weights[f"{name}_alone"] + weights[f"{name}_least"][0]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learned:
    """The codes of the learned characters and of the learned pairs, and the weights by their names."""

    characters: dict[str, int]
    pairs: dict[tuple[int, int], int]
    weights: dict[str, Numbers]


@cache
def _learned() -> _Learned:
    with files("crawler.reading").joinpath("seam_network.npz").open("rb") as file, np.load(file) as held:
        names = (name for name in held.files if name not in ("characters", "known_pairs", "learned_from"))
        return _Learned(
            characters={chr(code): place for place, code in enumerate(held["characters"].tolist(), start=KNOWN)},
            pairs={(one, other): place for place, (one, other) in enumerate(held["known_pairs"].tolist(), start=KNOWN)},
            weights={name: held[name].astype(np.float32) for name in names},
        )
