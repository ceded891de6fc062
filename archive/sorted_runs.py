"""The terms of more texts than are sorted at once: sorted runs in a file, merged in the end, one range after the other.

An external merge sort (Knuth, The Art of Computer Programming, vol. 3, 5.4). Each run numbers its characters and texts
in its own way, so that a term and a text fit in 64 bits; all runs together number them anew, which a range of terms by
its first characters leaves room for. FTS5 would merge segments instead, at the price of 35 ns for each text of a term.
"""

from __future__ import annotations

import fcntl
import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from archive.alphabet import Alphabet, Codes, Numbers, Packed, Rowids, rowids
from archive.fts5_segment import Segment, segment
from archive.longer_terms import MOST, LongerTerms
from archive.ngrams import LONGEST
from archive.plain_characters import known_characters
from archive.postings import Entries, Gathered, gather

BITS: Final = 64
"""Bits of a packed term with its text."""

AT_ONCE: Final = 1 << 20
"""Entries that are merged at once, some 60 MB."""

Row = tuple[int, str]

Short = npt.NDArray[np.uint16]
"""Numbers of a run's characters or texts, or of how many texts hold a term."""

LONGER: Final = np.dtype((np.uint16, (MOST,)))
"""A longer term in the file."""

Taken = tuple[Any, Short, Short]
"""Terms of one run, how many texts hold each, and the numbers of these."""

Grams = tuple[Packed, Short, Short, npt.NDArray[np.uint32]]
"""Terms packed in the alphabet of all runs, how many texts hold each, their numbers in the run, and those in all runs
by those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where terms stand in the file: they themselves, how many texts hold each, and those texts."""

    at: int
    terms: Numbers
    """For the number of each first character, and for the one behind the last, where its terms begin."""
    texts: Numbers
    """The same of their texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The sorted terms of some texts."""

    codes: Codes
    """The characters, in order."""
    ids: Rowids
    """Rowids of the texts, ascending."""
    sizes: list[tuple[int, int]]
    """Rowids of those that are indexed, each with the number of its tokens."""
    sample: tuple[str, int] | None
    """A term and the rowid of a text that holds it, if there is a term."""
    grams: Place
    longer: Place


def sort(file: Path, rows: Sequence[Row]) -> tuple[list[Run], list[Row]]:
    """Appends the runs of at most 2 ** 13 rows, by ascending ids, to a file; with the rows that only FTS5 can index.

    Raises OSError.
    """
    found = gather([text for _, text in rows], known_characters()) if rows else None
    if found is None and len(rows) > 1:
        middle = len(rows) // 2
        (first, left), (second, more) = sort(file, rows[:middle]), sort(file, rows[middle:])
        return first + second, left + more
    if found is None:
        return [], [*rows]
    left = [rows[number] for number in sorted(found.odd)]
    return [_written(file, found, [key for key, _ in rows])] if len(left) < len(rows) else [], left


def _written(file: Path, found: Gathered, ids: Sequence[int]) -> Run:
    entries, longer = found.entries, found.entries.longer
    heads = np.arange(entries.alphabet.size + 1, dtype=np.uint64) * np.uint64(entries.alphabet.size ** (LONGEST - 1))
    pieces = [*entries.pieces()]
    terms = np.concatenate([*(piece.terms for piece in pieces), np.zeros(0, dtype=np.uint64)])
    counts = [np.diff(piece.firsts, append=len(piece.texts)) for piece in pieces]
    texts = [piece.texts for piece in pieces]
    with _appending(file) as into:
        grams = _place(into, np.searchsorted(terms, heads), terms, counts, texts)
        numbers = longer.numbers.astype(np.uint16)
        more = _place(into, np.searchsorted(longer.heads, heads), numbers, [np.diff(longer.firsts)], [longer.texts])
    sizes = enumerate(zip(ids, found.tokens.tolist(), strict=True))
    term, number = entries.sample if len(entries.packed) else ("", 0)
    return Run(
        codes=entries.alphabet.codes,
        ids=rowids(ids),
        sizes=[size for place, size in sizes if place not in found.odd],
        sample=(term, ids[number]) if term else None,
        grams=grams,
        longer=more,
    )


@contextmanager
def _appending(file: Path) -> Iterator[BinaryIO]:
    """The file at its end, for one process at a time."""
    with file.open("ab") as into:
        fcntl.flock(into, fcntl.LOCK_EX)
        into.seek(0, os.SEEK_END)
        yield into


def _place(
    into: BinaryIO, heads: Numbers, terms: Packed | Short, counts: Sequence[Numbers], texts: Sequence[Numbers]
) -> Place:
    at, of_each = into.tell(), np.concatenate([*counts, np.zeros(0, dtype=np.int64)])
    into.write(terms.tobytes())
    for array in (of_each, *texts):
        into.write(array.astype(np.uint16).tobytes())
    return Place(at=at, terms=heads, texts=np.concatenate(([0], np.cumsum(of_each)))[heads])


def _taken(file: int, place: Place, term: npt.DTypeLike, first: int, last: int) -> Taken:
    """The terms whose first characters are those from one to before another, by their numbers in the run."""
    start, end, terms = place.terms[[first, last, -1]].tolist()
    from_text, to_text = place.texts[[first, last]].tolist()
    size = np.dtype(term).itemsize
    counts_at = place.at + terms * size
    texts_at = counts_at + 2 * (terms + from_text)
    return (
        np.frombuffer(os.pread(file, (end - start) * size, place.at + start * size), term),
        np.frombuffer(os.pread(file, 2 * (end - start), counts_at + 2 * start), np.uint16),
        np.frombuffer(os.pread(file, 2 * (to_text - from_text), texts_at), np.uint16),
    )


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
        """Whether the bits that there are have room for the terms of one first character."""
        return self._most > 0

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
        with _appending(self._file) as into:
            at = into.tell()
            into.write(b"".join(part.pages))
        return Written(at=at, ends=[*accumulate(map(len, part.pages))], rest=replace(part, pages=[]))

    def read(self, written: Written) -> Segment:
        """A part that was written. Raises OSError."""
        with self._file.open("rb") as file:
            pages = os.pread(file.fileno(), written.ends[-1], written.at)
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
                terms, counts, held = _taken(number, run.grams, np.uint64, first, last)
                grams.append((self._packed(terms, numbers) - np.uint64(base), counts, held, texts))
                terms, counts, held = _taken(number, run.longer, LONGER, first, last)
                longer.append((numbers.astype(np.uint32)[terms], counts, texts[held]))
        of_longer = LongerTerms.of(self._alphabet, *(np.concatenate(arrays) for arrays in zip(*longer, strict=True)))
        for start, end in pairwise(_bounds(grams)):
            parts = [_between(taken, start, end, self._bits) for taken in grams]
            packed = np.concatenate(parts)
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
