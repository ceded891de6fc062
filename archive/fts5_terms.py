"""How a segment writes its terms: of each only what follows the bytes that it shares with the one before."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from archive.ngrams import LONGEST
from archive.postings import MAIN, Numbers, Postings

WIDTH: Final = 4
"""Bytes of the longest character in UTF-8."""

Bytes = npt.NDArray[np.uint8]


def shared_and_rest(postings: Postings) -> tuple[Numbers, Numbers, Bytes]:
    """Of each term the bytes that it shares with the one before, and how many follow; and those that follow, of all.

    The first term counts as sharing MAIN: every page writes its first term whole.
    """
    places = np.array(sorted(postings.longer), dtype=np.int64)
    packed = np.delete(postings.packed, places) if len(places) else postings.packed
    utf8, lengths = _characters(postings.alphabet.codes)
    numbers = postings.alphabet.numbers(packed)
    same, common = _shared(numbers, utf8)
    inside = np.arange(LONGEST) < same[:, np.newaxis]
    shared = len(MAIN) + np.where(inside, lengths[numbers], 0).sum(axis=1) + common
    rests = len(MAIN) + lengths[numbers].sum(axis=1) - shared
    written = np.arange(LONGEST * WIDTH) >= (same * WIDTH + common)[:, np.newaxis]
    written &= (np.arange(WIDTH) < lengths[:, np.newaxis])[numbers].reshape(written.shape)
    rest = utf8[numbers].astype(">u4").view(np.uint8).reshape(written.shape)[written]
    return _with_longer(postings, places, shared, rests, rest) if len(places) else (shared, rests, rest)


def _characters(codes: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint32], Numbers]:
    """Of the characters by their numbers: their bytes in UTF-8 from the highest bits on, and how many."""
    said = [b"", *(chr(code).encode() for code in codes.tolist())]
    whole = np.array([int.from_bytes(each.ljust(WIDTH, b"\0"), "big") for each in said], dtype=np.uint32)
    return whole, np.array([len(each) for each in said], dtype=np.int64)


def _shared(numbers: npt.NDArray[np.intp], utf8: npt.NDArray[np.uint32]) -> tuple[Numbers, Numbers]:
    """With how many whole characters each term begins like the one before, and how many bytes of the next are the same.

    Where the one before is at its end, no byte of the next is the same: its own has none.
    """
    unlike = np.ones(numbers.shape, dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=unlike[1:])
    same = unlike.argmax(axis=1)
    rows = np.arange(len(numbers))
    differing = utf8[numbers[rows, same]] ^ utf8[numbers[np.maximum(rows - 1, 0), same]]
    common = (differing < 1 << 24).astype(np.int64) + (differing < 1 << 16) + (differing < 1 << 8)
    common[:1] = 0
    return same, common


def _with_longer(
    postings: Postings, places: Numbers, shared: Numbers, rests: Numbers, rest: Bytes
) -> tuple[Numbers, Numbers, Bytes]:
    """A longer term follows its own beginning or another term; what comes behind shares no more with it than before."""
    before: list[int] = []
    for place in places.tolist():
        term, previous = postings.longer[place], postings.said(place - 1)
        before.append(next((n for n, (a, b) in enumerate(zip(term, previous)) if a != b), min(len(term), len(previous))))
    rows = places - np.arange(len(places))
    said = [postings.longer[place] for place in places.tolist()]
    ends = np.append(0, np.cumsum(rests))
    tails = [term[start:] for term, start in zip(said, before, strict=True)]
    lengths = [len(tail) for tail in tails]
    return (
        np.insert(shared, rows, before),
        np.insert(rests, rows, lengths),
        np.insert(rest, np.repeat(ends[rows], lengths), np.frombuffer(b"".join(tails), dtype=np.uint8)),
    )
