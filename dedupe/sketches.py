"""Short sketches that tell which candidates cannot be near enough, before any text is read.

One byte of each of 48 MinHash rows: two texts agree in a byte with a chance of their similarity (and 1 in 256
besides), so the share of equal bytes estimates it with a standard error of 0.06 at 0.8. A candidate that falls more
than 0.2 short of the threshold is let go; a true pair is lost so about twice in ten thousand. Formulae that share half
their words would otherwise make candidates by the million.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

BYTES: Final = 48
SLACK: Final = 0.2
_AT_ONCE: Final = 100_000
"""Candidates that are compared at once: 10 MB of sketches."""


Block = npt.NDArray[np.uint8]
"""One sketch a row."""


def sketches(digests: npt.NDArray[np.uint64]) -> Block:
    """One sketch a row, from 48 columns spread over the row."""
    step = digests.shape[1] // BYTES
    return (digests[:, ::step][:, :BYTES] & np.uint64(0xFF)).astype(np.uint8)


class Sketches:
    """Sketches by number, 48 bytes each, in one block that grows by half its size."""

    def __init__(self) -> None:
        self._block: Block = np.zeros((1024, BYTES), dtype=np.uint8)
        self._count = 0

    def extend(self, block: Block) -> None:
        """Adds one sketch a row."""
        many = len(block)
        if self._count + many > len(self._block):
            self._block.resize((max(len(self._block) * 3 // 2, self._count + many), BYTES), refcheck=False)
        self._block[self._count : self._count + many] = block
        self._count += many

    def alike(self, one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        """The estimated similarity of each pair of numbers."""
        shares = np.empty(len(one), dtype=np.float32)
        for start in range(0, len(one), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            shares[part] = (self._block[one[part]] == self._block[other[part]]).mean(axis=1, dtype=np.float32)
        return shares
