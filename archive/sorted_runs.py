"""The terms of more texts than are sorted at once: sorted runs in a file, the first half of an external merge sort
(Knuth, The Art of Computer Programming, vol. 3, 5.4). archive/merged_runs.py is the other half.

Each run numbers its characters and texts in its own way, so that a term and a text fit in 64 bits.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from archive.alphabet import Codes, Numbers, Packed, Rowids, rowids
from archive.longer_terms import MOST
from archive.ngrams import LONGEST
from archive.plain_characters import known_characters
from archive.postings import Gathered, gather

Row = tuple[int, str]

Short = npt.NDArray[np.uint16]
"""Numbers of a run's characters or texts, or of how many texts hold a term."""

LONGER: Final = np.dtype((np.uint16, (MOST,)))
"""A longer term in the file."""

Taken = tuple[Any, Short, Short]
"""Terms of one run, how many texts hold each, and the numbers of these."""


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
    with appending(file) as into:
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
def appending(file: Path) -> Iterator[BinaryIO]:
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


def taken(file: int, place: Place, term: npt.DTypeLike, first: int, last: int) -> Taken:
    """Of a file's descriptor the terms whose first characters are those from one to before another, by their numbers
    in the run. Raises OSError."""
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
