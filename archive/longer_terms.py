"""The terms that do not fit in a packed one: those in which a figure or a Latin word counts as one character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from archive.alphabet import Alphabet, Numbers, Packed, changes
from archive.ngrams import LONGEST

MOST: Final = 20
"""Characters of the longest: 2024年12月 has 8. With more than 31 their bytes could be more than a page says in one."""

TEXT_BITS: Final = 32
"""Bits for the number of a text, beside that of a term."""

Held = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
"""Characters by their numbers in an alphabet, in rows of MOST, behind a term's end 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongerTerms:
    """Terms in FTS5's order, each with the texts that hold it."""

    heads: Packed
    """The first LONGEST characters of each."""
    numbers: Held
    firsts: Numbers
    """Where in `texts` each begins, and where the last ends."""
    texts: Numbers

    @classmethod
    def of(cls, alphabet: Alphabet, numbers: Held, counts: Numbers, texts: Numbers) -> Self:
        """From terms in any order, some repeated: of each how many texts hold it, and the numbers of these texts."""
        held = max(size for size in range(1, MOST + 1) if alphabet.size**size <= 1 << 64)
        words = [alphabet.packed(numbers[:, start : start + held]) for start in range(0, MOST, held)]
        order = np.lexsort([word for word in reversed(words) if word.any()] or words[:1])
        new_term = np.ones(len(order), dtype=bool)
        new_term[1:] = (numbers[order[1:]] != numbers[order[:-1]]).any(axis=1)
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.cumsum(new_term) - 1
        entries = np.repeat(places, counts) << TEXT_BITS | texts
        entries.sort()
        entries = entries[changes(entries)]
        order = order[new_term]
        return cls(
            heads=alphabet.packed(numbers[order, :LONGEST]),
            numbers=numbers[order],
            firsts=np.searchsorted(entries >> TEXT_BITS, np.arange(len(order) + 1)),
            texts=entries & ((1 << TEXT_BITS) - 1),
        )

    def of_heads(self, first: np.uint64, last: np.uint64) -> LongerTerms:
        """Those that begin with a term from `first` to `last`."""
        start, end = np.searchsorted(self.heads, first), np.searchsorted(self.heads, last, side="right")
        firsts = self.firsts[start : end + 1]
        return LongerTerms(
            heads=self.heads[start:end],
            numbers=self.numbers[start:end],
            firsts=firsts - firsts[0],
            texts=self.texts[firsts[0] : firsts[-1]],
        )
