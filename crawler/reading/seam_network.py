"""How well characters go on behind others, by a small network that has learned from torn sentences: log odds.

It looks at BEFORE characters ahead of a tear and at AFTER behind it, which is further than counted pieces reach
(`language.py`): what a clause still lacks, and whether a paragraph could begin so. Each side is encoded by itself,
characters as vectors and a hidden layer of both; of two sides together there are only a layer of sums and a product, so
that the many pairs of a page cost little more than its lines. `seam_network.npz` is learned by `make weights`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

BEFORE, AFTER = 20, 16
NOTHING, UNKNOWN, EDGE = 0, 1, 2
"""What stands for no character, for one that was not learned, and for the start of the head's paragraph."""
KNOWN = 3
"""Where the learned characters begin."""

Numbers = np.ndarray[Any, np.dtype[np.float32]]
Codes = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a tear, encoded."""

    sums: Numbers
    turned: Numbers
    alone: float
    """What the side says by itself."""


def head(text: str) -> Side:
    """The end of a block; the text as `language.squeezed` gives it."""
    return _side(ahead(_codes(text[-BEFORE:])), "head")


def tail(text: str) -> Side:
    """The start of a block; the text as `language.squeezed` gives it."""
    return _side(behind(_codes(text[:AFTER])), "tail")


def odds(before: Side, after: Side) -> float:
    """Log odds that `after` goes on where `before` is torn, as far as the network sees them."""
    weights = _weights()
    hidden = np.maximum(before.sums + after.sums, 0) @ weights["sums"]
    return round(float(hidden + before.turned @ after.turned) + before.alone + after.alone, 3)


def ahead(codes: Codes) -> Codes:
    """The last BEFORE of the codes, filled up at the front, with the paragraph's start where that is among them."""
    missing = BEFORE - len(codes)
    if missing <= 0:
        return codes[-BEFORE:]
    return np.concatenate([np.full(missing - 1, NOTHING), [EDGE], codes])


def behind(codes: Codes) -> Codes:
    """The first AFTER of the codes, filled up at the end."""
    return np.concatenate([codes[:AFTER], np.full(max(0, AFTER - len(codes)), NOTHING)])


def _codes(text: str) -> Codes:
    known = _characters()
    return np.array([known.get(character, UNKNOWN) for character in text], np.int64)


def _side(codes: Codes, name: str) -> Side:
    weights = _weights()
    seen = weights["vectors"][codes].ravel() @ weights[f"{name}_seen"] + weights[f"{name}_bias"]
    hidden = np.maximum(seen, 0)
    return Side(
        hidden @ weights[f"{name}_sums"] + weights[f"{name}_more"],
        hidden @ weights[f"{name}_turned"],
        float(hidden @ weights[f"{name}_alone"] + weights[f"{name}_least"][0]),
    )


@cache
def _characters() -> dict[str, int]:
    return {chr(code): place for place, code in enumerate(_table()["characters"].tolist(), start=KNOWN)}


@cache
def _weights() -> dict[str, Numbers]:
    return {name: value.astype(np.float32) for name, value in _table().items() if value.dtype == np.float16}


@cache
def _table() -> dict[str, np.ndarray[Any, Any]]:
    with files("crawler.reading").joinpath("seam_network.npz").open("rb") as file, np.load(file) as held:
        return {name: held[name] for name in held.files}
