"""The terms that do not fit in a packed one: those in which a figure or a Latin word counts as one character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from archive.alphabet import Alphabet, Numbers, Packed
from archive.ngrams import LONGEST

MOST: Final = 20
"""Characters of the longest: 2024年12月 has 8. With more than 31 their bytes could be more than a page says in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongerTerms:
    """Terms in FTS5's order, each with the texts that hold it."""

    heads: Packed
    """The first LONGEST characters of each."""
    numbers: Numbers
    """All characters of each, in rows of MOST."""
    firsts: Numbers
    """Where in `texts` each begins, and where the last ends."""
    texts: Numbers

    @classmethod
    def of(cls, alphabet: Alphabet, numbers: Numbers, texts: Numbers) -> Self:
        """From terms in any order, some repeated, each with the number of one text that holds it."""
        held = max(size for size in range(1, MOST + 1) if alphabet.size**size <= 1 << 64)
        words = [alphabet.packed(numbers[:, start : start + held]) for start in range(0, MOST, held)]
        order = np.lexsort((texts, *(word for word in reversed(words) if word.any())))
        new_term = np.ones(len(order), dtype=bool)
        new_term[1:] = (numbers[order[1:]] != numbers[order[:-1]]).any(axis=1)
        texts = texts[order]
        kept = new_term.copy()
        kept[1:] |= texts[1:] != texts[:-1]
        order, new_term = order[new_term], new_term[kept]
        return cls(
            heads=alphabet.packed(numbers[order, :LONGEST]),
            numbers=numbers[order],
            firsts=np.append(np.flatnonzero(new_term), len(new_term)),
            texts=texts[kept],
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
