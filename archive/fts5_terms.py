"""How a segment writes its terms: of each only what follows the bytes that it shares with the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.alphabet import WIDTH, Alphabet, Numbers, Packed
from archive.longer_terms import Held
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
    """Of each the bytes that it shares with the one before; a page writes its first term whole."""
    lengths: Numbers
    """Of each the bytes behind those."""
    rest: Bytes
    """These bytes of all."""

    @classmethod
    def of(cls, postings: Postings) -> Terms:
        """The terms of a piece, in order."""
        alphabet, longer = postings.alphabet, postings.longer
        shared, lengths, rest = _grams(alphabet, postings.terms)
        rows = np.searchsorted(postings.terms, longer.heads, side="right")
        if len(rows):
            numbers = longer.numbers[:, : np.flatnonzero(longer.numbers.any(axis=0))[-1] + 1]
            same, common = _shared(alphabet, numbers)
            # Behind another head stands the term that is the head itself.
            fresh = np.append(True, longer.heads[1:] != longer.heads[:-1])
            same, common = np.where(fresh, LONGEST, same), np.where(fresh, 0, common)
            more_shared, more_lengths, more_rest = _written(alphabet, numbers, same, common)
            ends = np.append(0, np.cumsum(lengths))
            rest = np.insert(rest, np.repeat(ends[rows], more_lengths), more_rest)
            shared, lengths = np.insert(shared, rows, more_shared), np.insert(lengths, rows, more_lengths)
        places = rows + np.arange(len(rows))
        return cls(postings=postings, longer=places, shared=shared, lengths=lengths, rest=rest)

    def said(self, place: int) -> bytes:
        """A term as it stands in the index."""
        alphabet = self.postings.alphabet
        before = int(self.longer.searchsorted(place))
        if before < len(self.longer) and self.longer[before] == place:
            return MAIN + b"".join([alphabet.said[number] for number in self.postings.longer.numbers[before].tolist()])
        return MAIN + alphabet.word(int(self.postings.terms[place - before]))


def _grams(alphabet: Alphabet, terms: Packed) -> tuple[Numbers, Numbers, Bytes]:
    """Of each n-gram the bytes shared and how many follow, and those that follow.

    All but its last character are a term too, which stands before it, and so does all between: only the last one can be
    other than in the term before.
    """
    numbers = np.array([alphabet.numbers(terms, back) for back in range(LONGEST)])
    missing, places = (numbers == 0).sum(axis=0), np.arange(len(terms))
    last = numbers[missing, places]
    differing = alphabet.utf8[last]
    differing[1:] ^= alphabet.utf8[numbers[missing[1:], places[:-1]]]
    common = _common(differing)
    shared = len(MAIN) + alphabet.lengths[numbers].sum(axis=0) - alphabet.lengths[last] + common
    columns = np.arange(WIDTH)
    written = (columns >= common[:, np.newaxis]) & (columns < alphabet.lengths[last][:, np.newaxis])
    said = alphabet.utf8[last].astype(">u4").view(np.uint8).reshape(written.shape)
    return shared, alphabet.lengths[last] - common, said[written]


def _common(differing: npt.NDArray[np.uint32]) -> Numbers:
    """How many bytes of two characters are the same, from what their bytes differ in; of a character and none, none."""
    return (differing < 1 << 24).astype(np.int64) + (differing < 1 << 16) + (differing < 1 << 8)


def _shared(alphabet: Alphabet, numbers: Held) -> tuple[Numbers, Numbers]:
    """How many characters at each term's beginning are those of the one before, and how many bytes of the next."""
    unlike = np.ones(numbers.shape, dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=unlike[1:])
    same = unlike.argmax(axis=1)
    rows = np.arange(len(numbers))
    differing = alphabet.utf8[numbers[rows, same]]
    differing[1:] ^= alphabet.utf8[numbers[rows[:-1], same[1:]]]
    return same, _common(differing)


def _written(alphabet: Alphabet, numbers: Held, same: Numbers, common: Numbers) -> tuple[Numbers, Numbers, Bytes]:
    """Of each term the bytes shared and how many follow, and those that follow."""
    lengths, size = alphabet.lengths[numbers], numbers.shape[1]
    shared = len(MAIN) + np.where(np.arange(size) < same[:, np.newaxis], lengths, 0).sum(axis=1) + common
    written = np.arange(WIDTH) < lengths[:, :, np.newaxis]
    written = written.reshape(len(numbers), size * WIDTH)
    written &= np.arange(size * WIDTH) >= (same * WIDTH + common)[:, np.newaxis]
    said = alphabet.utf8[numbers].astype(">u4").view(np.uint8)
    return shared, len(MAIN) + lengths.sum(axis=1) - shared, said[written]
