"""The characters of some texts by numbers that are small, and in the order of the characters' bytes in UTF-8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
Rowids = npt.NDArray[np.int32] | npt.NDArray[np.int64]
"""Of the narrower kind where they are small enough: they pass through the memory a dozen times."""

Packed = npt.NDArray[np.uint64]
"""Terms as one number each, whose digits are the numbers of their characters, the first one the highest."""

WIDTH: Final = 4
"""Bytes of the longest character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabet:
    """Characters, numbered from 1 in the order of their code points; 0 is no character."""

    codes: Codes
    """The code points."""
    size: int
    """How many numbers there are, the base of packed terms."""
    said: tuple[bytes, ...]
    """Each in UTF-8."""
    utf8: npt.NDArray[np.uint32]
    """The bytes of each, from the highest bits on."""
    lengths: Numbers
    """How many bytes each has."""

    @classmethod
    def of(cls, codes: Codes) -> Self:
        """The alphabet of code points in their order."""
        said = [b"", *(chr(code).encode() for code in codes.tolist())]
        return cls(
            codes=codes,
            size=len(said),
            said=tuple(said),
            utf8=np.array([int.from_bytes(each.ljust(WIDTH, b"\0"), "big") for each in said], dtype=np.uint32),
            lengths=np.array([len(each) for each in said]),
        )

    def packed(self, numbers: npt.NDArray[np.unsignedinteger[Any]]) -> Packed:
        """The terms that rows of numbers are."""
        weights = np.array([self.size**back for back in range(numbers.shape[1] - 1, -1, -1)], dtype=np.uint64)
        packed: Packed = (numbers.astype(np.uint64) * weights).sum(axis=1)
        return packed

    def word(self, packed: int) -> bytes:
        """One packed term in UTF-8."""
        characters: list[bytes] = []
        while packed:
            packed, number = divmod(packed, self.size)
            characters.append(self.said[number])
        return b"".join(reversed(characters))

    def numbers(self, packed: Packed, back: int) -> Numbers:
        """Of each term the character that is `back` places before the last that a packed term can have."""
        found = packed // np.uint64(self.size**back)
        return (found - found // np.uint64(self.size) * np.uint64(self.size)).view(np.int64)


def rowids(ascending: Sequence[int]) -> Rowids:
    """Rowids that are not negative, as an array."""
    wide = ascending and ascending[-1] >> 31
    return np.array(ascending, dtype=np.int64) if wide else np.array(ascending, dtype=np.int32)


def changes(values: Packed | Numbers) -> npt.NDArray[np.bool_]:
    """Where sorted values differ from the one before."""
    changed = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
