"""Merges sorted runs (archive/sorted_runs.py) into one segment, part after part, in any process.

All runs together number their characters and texts anew. A term and a text would no longer fit in 64 bits; those of a
range of first characters do, and their entries are sorted once more, at 8 ns each. FTS5 would merge segments, at 35 ns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from os import pread
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.alphabet import Alphabet, Numbers, Packed, Rowids
from archive.fts5_segment import Segment, segment
from archive.longer_terms import LongerTerms
from archive.ngrams import LONGEST
from archive.postings import Entries
from archive.sorted_runs import LONGER, Run, Short, appending, taken

BITS: Final = 64
"""Bits of a packed term with its text."""

AT_ONCE: Final = 1 << 20
"""Entries that are sorted at once, in some 60 MB."""

Grams = tuple[Packed, Short, Short, npt.NDArray[np.uint32]]
"""Terms packed in the alphabet of all runs, how many texts hold each, their numbers in the run, and those in all runs
by those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A part whose pages stand in the file."""

    at: int
    ends: list[int]
    """Of each page, from where they begin."""
    rest: Segment


class Merge:
    """The merge of some runs in parts, which any process can make."""

    def __init__(self, file: Path, runs: Sequence[Run]) -> None:
        self._file, self._runs = file, runs
        self._alphabet = Alphabet.of(np.unique(np.concatenate([run.codes for run in runs])))
        self._ids: Rowids = np.unique(np.concatenate([run.ids for run in runs]))
        self._bits = (len(self._ids) - 1).bit_length()
        self._weights = [np.uint64(self._alphabet.size**power) for power in range(LONGEST)]
        self._most = (1 << BITS >> self._bits) // int(self._weights[-1])
        self._numbers = [np.append(0, 1 + np.searchsorted(self._alphabet.codes, run.codes)) for run in runs]
        self._texts = [np.searchsorted(self._ids, run.ids).astype(np.uint32) for run in runs]
        self._ranges = [*self._cut()] if self.fits else []

    @property
    def fits(self) -> bool:
        """Whether there are bits enough for any term, and for those of one first character with their texts."""
        return self._most > 0 and self._alphabet.size**LONGEST <= 1 << BITS

    @property
    def parts(self) -> int:
        """How many parts there are; none where the texts have no terms."""
        return len(self._ranges)

    @property
    def sizes(self) -> Iterator[tuple[int, int]]:
        """Rowids of the indexed texts, each with the number of its tokens."""
        return (size for run in self._runs for size in run.sizes)

    @property
    def sample(self) -> tuple[str, int]:
        """A term and the rowid of a text that holds it; there is one where there are parts."""
        return next(run.sample for run in self._runs if run.sample)

    def part(self, number: int) -> Segment:
        """One part of the segment; the first is 0. Raises OSError."""
        low, high = self._ranges[number]
        pieces = (piece for entries in self._entries(low, high) for piece in entries.pieces())
        return segment(pieces, self._ids, opens=number == 0)

    def write(self, number: int) -> Written:
        """Makes a part whose pages wait in the file. Through a pipe from another process they would wait for whatever
        the one that reads it does meanwhile. Raises OSError."""
        part = self.part(number)
        with appending(self._file) as into:
            at = into.tell()
            into.write(b"".join(part.pages))
        return Written(at=at, ends=[*accumulate(map(len, part.pages))], rest=replace(part, pages=[]))

    def read(self, written: Written) -> Segment:
        """A part that was written. Raises OSError."""
        with self._file.open("rb") as file:
            pages = pread(file.fileno(), written.ends[-1], written.at)
        return replace(written.rest, pages=[pages[start:end] for start, end in pairwise([0, *written.ends])])

    def _cut(self) -> Iterator[tuple[int, int]]:
        """Ranges of first characters that have enough to be sorted at once; one character may have more."""
        held = np.zeros(self._alphabet.size, dtype=np.int64)
        for run, numbers in zip(self._runs, self._numbers, strict=True):
            held[numbers] += np.diff(run.grams.texts)
        low, full = 1, 0
        for number, more in enumerate(held[1:].tolist(), start=1):
            if number > low and (full + more > AT_ONCE or number - low >= self._most):
                yield low, number
                low, full = number, 0
            full += more
        if full:
            yield low, self._alphabet.size

    def _entries(self, low: int, high: int) -> Iterator[Entries]:
        """The entries of a range of first characters, in order."""
        base = low * int(self._weights[-1])
        grams, longer = [], []
        with self._file.open("rb") as file:
            number = file.fileno()
            for run, numbers, texts in zip(self._runs, self._numbers, self._texts, strict=True):
                first, last = np.searchsorted(numbers, (low, high)).tolist()
                terms, counts, held = taken(number, run.grams, np.uint64, first, last)
                grams.append((self._packed(terms, numbers) - np.uint64(base), counts, held, texts))
                terms, counts, held = taken(number, run.longer, LONGER, first, last)
                longer.append((numbers.astype(np.uint32)[terms], counts, texts[held]))
        of_longer = LongerTerms.of(self._alphabet, *(np.concatenate(arrays) for arrays in zip(*longer, strict=True)))
        for start, end in pairwise(_bounds(grams)):
            packed = np.concatenate([_between(each, start, end, self._bits) for each in grams])
            packed.sort()
            yield Entries(alphabet=self._alphabet, packed=packed, bits=self._bits, base=base, longer=of_longer)

    def _packed(self, terms: Packed, numbers: Numbers) -> Packed:
        """Terms of a run in the alphabet of all."""
        size, packed = np.uint64(len(numbers)), np.zeros(len(terms), dtype=np.uint64)
        wide = numbers.astype(np.uint64)
        for weight in self._weights:
            rest = terms // size
            packed += wide[terms - rest * size] * weight
            terms = rest
        return packed


def merges(file: Path, runs: Sequence[Run]) -> list[Merge]:
    """The fewest merges that have room for the terms and texts of their runs; most often one."""
    if not runs:
        return []
    whole, middle = Merge(file, runs), len(runs) // 2
    return [whole] if whole.fits else [*merges(file, runs[:middle]), *merges(file, runs[middle:])]


def _bounds(grams: Sequence[Grams]) -> list[int]:
    """Between which terms there is enough to be sorted at once."""
    terms, counts = (np.concatenate(arrays) for arrays in [*zip(*grams, strict=True)][:2])
    wanted = int(counts.sum(dtype=np.int64)) // AT_ONCE
    inner: list[int] = []
    if wanted:
        order = terms.argsort()
        ends = np.cumsum(counts[order], dtype=np.int64)
        steps = np.arange(1, wanted + 1) * (int(ends[-1]) // (wanted + 1))
        inner = np.unique(terms[order[np.searchsorted(ends, steps)]]).tolist()
    return [0, *inner, 1 << BITS]


def _between(grams: Grams, start: int, end: int, bits: int) -> Packed:
    """The entries of one run's terms from one to before another."""
    terms, counts, held, texts = grams
    first, last = bisect_left(terms, start), bisect_left(terms, end)
    before = int(counts[:first].sum(dtype=np.int64))
    counts = counts[first:last]
    packed = np.repeat(terms[first:last] << np.uint64(bits), counts)
    packed += texts[held[before : before + len(packed)]]
    return packed
