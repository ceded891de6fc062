"""How a segment writes its terms: of each only what follows the bytes that it shares with the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.alphabet import WIDTH, Alphabet, Numbers
from archive.ngrams import LONGEST
from archive.postings import Postings

MAIN: Final = b"0"
"""What each term of the main index begins with."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a piece, the longer ones among them."""

    postings: Postings
    longer: Numbers
    """The places of the longer terms."""
    shared: Numbers
    """Of each the bytes that it shares with the one before; of the first those of MAIN, since a page writes it whole."""
    lengths: Numbers
    """Of each the bytes behind those."""
    rest: Bytes
    """These bytes of all."""

    @classmethod
    def of(cls, postings: Postings) -> Terms:
        """The terms of a piece, in order."""
        alphabet, longer = postings.alphabet, postings.longer
        numbers = alphabet.unpacked(postings.terms, LONGEST)
        shared, lengths, rest = _written(alphabet, numbers, *_shared(alphabet, numbers))
        rows = np.searchsorted(postings.terms, longer.heads, side="right")
        if len(rows):
            same, common = _shared(alphabet, longer.numbers)
            # Behind another head stands the term that is the head itself.
            fresh = np.append(True, longer.heads[1:] != longer.heads[:-1])
            same, common = np.where(fresh, LONGEST, same), np.where(fresh, 0, common)
            more_shared, more_lengths, more_rest = _written(alphabet, longer.numbers, same, common)
            ends = np.append(0, np.cumsum(lengths))
            rest = np.insert(rest, np.repeat(ends[rows], more_lengths), more_rest)
            shared, lengths = np.insert(shared, rows, more_shared), np.insert(lengths, rows, more_lengths)
        places = rows + np.arange(len(rows))
        return cls(postings=postings, longer=places, shared=shared, lengths=lengths, rest=rest)

    def said(self, place: int) -> bytes:
        """A term as it stands in the index."""
        alphabet, before = self.postings.alphabet, int(np.searchsorted(self.longer, place))
        if before < len(self.longer) and self.longer[before] == place:
            return MAIN + alphabet.said(self.postings.longer.numbers[before])
        return MAIN + alphabet.said(alphabet.unpacked(self.postings.terms[place - before :][:1], LONGEST)[0])


def _shared(alphabet: Alphabet, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """With how many whole characters each term begins like the one before, and how many bytes of the next are the same.

    Where the one before is at its end, no byte of the next is the same: its own has none.
    """
    unlike = np.ones(numbers.shape, dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=unlike[1:])
    same = unlike.argmax(axis=1)
    rows = np.arange(len(numbers))
    differing = alphabet.utf8[numbers[rows, same]]
    differing[1:] ^= alphabet.utf8[numbers[rows[:-1], same[1:]]]
    common = (differing < 1 << 24).astype(np.int64) + (differing < 1 << 16) + (differing < 1 << 8)
    return same, common


def _written(alphabet: Alphabet, numbers: Numbers, same: Numbers, common: Numbers) -> tuple[Numbers, Numbers, Bytes]:
    """Of each term the bytes shared and how many follow, and those that follow."""
    lengths, size = alphabet.lengths[numbers], numbers.shape[1]
    shared = len(MAIN) + np.where(np.arange(size) < same[:, np.newaxis], lengths, 0).sum(axis=1) + common
    written = np.arange(WIDTH) < lengths[:, :, np.newaxis]
    written = written.reshape(len(numbers), size * WIDTH)
    written &= np.arange(size * WIDTH) >= (same * WIDTH + common)[:, np.newaxis]
    said = alphabet.utf8[numbers].astype(">u4").view(np.uint8)
    return shared, len(MAIN) + lengths.sum(axis=1) - shared, said[written]
