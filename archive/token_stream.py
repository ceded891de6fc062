"""The token stream of many texts at once: what is fed to the search index (archive/ngrams.py).

Made of arrays: a token that is a Python string of its own costs five times as much. Figures and Latin words longer than
one character are few, and their tokens are cut out one by one. A token may come twice in a stream, which the index does
not notice; to take the second ones out costs more than it saves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.ngrams import LONGEST

AT_ONCE: Final = 256
"""Texts for one call: with fewer the calls cost, with more their arrays no longer fit in a processor's cache."""

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

BREAK: Final = 1
"""Of the kinds of characters: no letter and no digit, which n-grams never cross."""

FIGURE: Final = 4
LATIN: Final = 5
"""Characters of these two kinds, one behind the other, are one word; what else there is stands for itself."""

Kinds = npt.NDArray[np.uint8]

_BREAK: Final = re.compile(r"[\W_]")
_SPACE: Final = ord(" ")


def streams(texts: Sequence[str]) -> list[str]:
    """For each text the n-grams of each run of letters and digits in lower case, separated by spaces."""
    lows = [text.lower() for text in texts]
    flat = _BREAK.sub(" ", " ".join(lows)) + " " * LONGEST
    starts = np.cumsum([0, *(len(low) + 1 for low in lows)])
    codes = np.frombuffer(flat.encode("utf-32-le"), dtype="<u4")
    said, ends = _grams(codes)
    found = [said[start:end] for start, end in pairwise(ends[starts].tolist())]
    for number, start, end in zip(*(places.tolist() for places in atoms(kinds_of(codes), starts)), strict=True):
        found[number] += f"{flat[start:end]} "
    return found


def _grams(codes: Codes) -> tuple[str, Places]:
    """Every n-gram that no break cuts with a space behind it, in one string, and where there each place's begin."""
    count = len(codes) - LONGEST + 1
    cells = np.full((count, LONGEST * (LONGEST + 3) // 2), _SPACE, dtype="<u4")
    kept = np.empty(cells.shape, dtype=bool)
    whole, ends, column = np.ones(count, dtype=bool), np.zeros(count + 1, dtype=np.int64), 0
    for size in range(1, LONGEST + 1):
        whole &= codes[size - 1 :][:count] != _SPACE
        for at in range(size):
            cells[:, column + at] = codes[at:][:count]
        kept[:, column : column + size + 1] = whole[:, np.newaxis]
        ends[1:] += whole * (size + 1)
        column += size + 1
    return cells[kept].tobytes().decode("utf-32-le"), np.cumsum(ends)


def atoms(kinds: Kinds, starts: Places) -> tuple[Places, Places, Places]:
    """The n-grams in which a figure or Latin word is one character, where no n-gram is the same.

    Of each the number of its text, where it begins, and where it has ended. The texts begin at `starts`, each with a
    break behind it.
    """
    tied = (kinds[1:] == kinds[:-1]) & (kinds[1:] >= FIGURE)
    first, last = np.ones(len(kinds), dtype=bool), np.ones(len(kinds), dtype=bool)
    first[1:], last[:-1] = ~tied, ~tied
    firsts, lasts = np.flatnonzero(first), np.flatnonzero(last)
    words = lasts > firsts
    near = words.copy()
    broken = np.concatenate(([0], np.cumsum(kinds[firsts] == BREAK)))
    begins, ends = list[Places](), list[Places]()
    for size in range(1, LONGEST + 1):
        near[: len(words) - size + 1] |= words[size - 1 :]
        found = np.flatnonzero(near[: len(words) - size + 1])
        first, last = firsts[found], lasts[found + size - 1]
        whole = (last - first >= LONGEST) & (broken[found] == broken[found + size])
        begins.append(first[whole])
        ends.append(last[whole] + 1)
    begin = np.concatenate(begins)
    return np.searchsorted(starts, begin, side="right") - 1, begin, np.concatenate(ends)


def kinds_of(codes: Codes) -> Kinds:
    """The kinds of characters where every break is a space."""
    kinds = np.full(len(codes), BREAK + 1, dtype=np.uint8)
    kinds[codes == _SPACE] = BREAK
    kinds[(codes >= ord("0")) & (codes <= ord("9"))] = FIGURE
    kinds[(codes >= ord("a")) & (codes <= ord("z"))] = LATIN
    return kinds
