"""Character 5-grams of canonical forms: as sets for exact comparison, as hashes for MinHash.

Chinese has no spaces to make words of, and 5 characters hold about two words and a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

GRAM: Final = 5
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_MIXER: Final = np.uint64(0xBF58476D1CE4E5B9)


def grams(canonical: str) -> frozenset[str]:
    """The character 5-grams; a shorter text is its own only one."""
    if len(canonical) <= GRAM:
        return frozenset((canonical,))
    return frozenset(canonical[at : at + GRAM] for at in range(len(canonical) - GRAM + 1))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """What share of their 5-grams two texts have in common, 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    """The 5-grams of several texts as 64-bit hashes in one row; `offsets` says where each text's begin, and the end."""

    tokens: npt.NDArray[np.uint64]
    offsets: npt.NDArray[np.uint64]

    def distinct(self) -> npt.NDArray[np.int32]:
        """How many different 5-grams each text has (44 bits of the hash decide, so seldom one too few)."""
        counts = np.diff(self.offsets).astype(np.int64)
        owners = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
        found = np.sort(
            (owners << np.uint64(44)) | (self.tokens >> np.uint64(20))
        )  # np.unique hashes, ten times slower
        new = np.concatenate(([True], found[1:] != found[:-1]))
        return np.add.reduceat(new, self.offsets[:-1].astype(np.int64)).astype(np.int32)


def _rolled(codes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The hash of every 5 code points in a row."""
    rolled = np.zeros(len(codes) - GRAM + 1, dtype=np.uint64)
    for at in range(GRAM):
        rolled = rolled * _MULTIPLIER + codes[at : at + len(rolled)] + np.uint64(1)
    rolled = (rolled ^ (rolled >> np.uint64(30))) * _MIXER
    return np.asarray(rolled ^ (rolled >> np.uint64(27)))


def hashed(texts: list[str]) -> Hashed:
    """The hashed 5-grams of texts (at least one, none empty)."""
    padded = [text.ljust(GRAM, "\0") for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    lengths = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded))
    ends = np.cumsum(lengths)
    inside = np.ones(len(codes), dtype=bool)
    for back in range(1, GRAM):
        inside[ends - back] = False
    offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths - GRAM + 1)))
    tokens = _rolled(codes)[inside[: len(codes) - GRAM + 1]]
    return Hashed(tokens=np.ascontiguousarray(tokens), offsets=offsets.astype(np.uint64))
