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
    for number, start, end in zip(*(places.tolist() for places in atoms(codes, starts)), strict=True):
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


def atoms(codes: Codes, starts: Places) -> tuple[Places, Places, Places]:
    """The n-grams in which a figure or Latin word is one character, where no n-gram is the same.

    Of each the number of its text, where it begins, and where it has ended.
    """
    firsts, lasts, run = _atom_places(codes)
    begins, ends = list[Places](), list[Places]()
    for size in range(1, LONGEST + 1):
        first, last = firsts[: len(firsts) - size + 1], lasts[size - 1 :]
        found = (last - first >= LONGEST) & (run[first] == run[last])
        begins.append(first[found])
        ends.append(last[found] + 1)
    begin = np.concatenate(begins)
    return np.searchsorted(starts, begin, side="right") - 1, begin, np.concatenate(ends)


def _atom_places(codes: Codes) -> tuple[Places, Places, Places]:
    """Where each figure, Latin word or other character begins and ends, and of each place the number of its run."""
    inside = codes != _SPACE
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    letters = (codes >= ord("a")) & (codes <= ord("z"))
    tied = (digits[1:] & digits[:-1]) | (letters[1:] & letters[:-1])
    first, last = inside.copy(), inside.copy()
    first[1:] &= ~tied
    last[:-1] &= ~tied
    return np.flatnonzero(first), np.flatnonzero(last), np.cumsum(~inside)
