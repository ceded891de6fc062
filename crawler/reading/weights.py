"""Learned weights: what each short piece of a text says for each of some classes.

A table (`wording.tsv`, `standing.tsv`) holds those of a logistic regression on the pieces' tf-idf, fitted by `make
weights`; pieces stand in places of the text, opening or closing, and each place is heard by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import add
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """The pieces of one place: each one's row, how rare it is (idf), and its weights, one column a class."""

    rows: dict[str, int]
    rarity: Numbers
    weights: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What one of the files holds: the points that each class starts with, and the pieces of each place."""

    start: Numbers
    places: Mapping[str, _Place]

    def heard(self, place: str, counted: Mapping[str, int]) -> tuple[tuple[str, ...], Numbers]:
        """Those of the pieces that the table knows, and the points that each gives, one column a class."""
        known = self.places[place]
        found = tuple(piece for piece in counted if piece in known.rows)
        rows = [known.rows[piece] for piece in found]
        values = (1 + np.log([counted[piece] for piece in found])) * known.rarity[rows]
        return found, (values / (np.sqrt(values @ values) or 1.0))[:, np.newaxis] * known.weights[rows]


@cache
def table(name: str, classes: tuple[str, ...], places: tuple[str, ...]) -> Table:
    """The file of that name; ValueError where it holds other classes."""
    text = files("crawler.reading").joinpath(name).read_text("utf-8").split("\n")
    rows = [row.split("\t") for row in text if row and not row.startswith("#")]
    head, start = rows[:2]
    if tuple(head[3:]) != classes:
        raise ValueError(f"{name} holds weights of {head[3:]}: make weights")
    found = {place: _place([row for row in rows if row[0] == place], len(classes)) for place in places}
    return Table(np.array(start[3:], float), found)


def _place(rows: list[list[str]], classes: int) -> _Place:
    numbers = np.array([row[2:] for row in rows], float).reshape(len(rows), 1 + classes)
    return _Place({row[1]: n for n, row in enumerate(rows)}, numbers[:, 0], numbers[:, 1:])


def counted(text: str, longest: int) -> Counter[str]:
    """All pieces of one to `longest` characters without white space, as often as each stands there."""
    counts: Counter[str] = Counter()
    for run in text.split():
        grams = list(run)
        counts.update(grams)
        for size in range(1, longest):
            grams = list(map(add, grams, run[size:]))
            counts.update(grams)
    return counts
