"""Bands of MinHash rows as sorted runs of (key, number): compact, growing by merging runs of like size.

A hash table of Python lists costs some 60 bytes an entry; a run costs 8, and is searched for a whole batch at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Keys in ascending order, and beside each the number of its paragraph."""

    keys: Numbers
    numbers: Numbers

    @staticmethod
    def of(keys: Numbers, numbers: Numbers) -> _Run:
        order = np.argsort(keys, kind="stable")
        return _Run(keys=keys[order], numbers=numbers[order])

    def merged(self, later: _Run) -> _Run:
        return _Run.of(np.concatenate((self.keys, later.keys)), np.concatenate((self.numbers, later.numbers)))

    def matches(self, asked: _Run) -> tuple[Numbers, Numbers]:
        """Every (asked number, number here) with the same key."""
        start = np.searchsorted(self.keys, asked.keys, "left")
        many = np.searchsorted(self.keys, asked.keys, "right") - start
        hit = many > 0
        start, many = start[hit], many[hit]
        offsets = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(asked.numbers[hit], many), self.numbers[np.repeat(start, many) + offsets]


class Bands:
    """Numbers of paragraphs by their band keys."""

    def __init__(self, count: int) -> None:
        self._runs: list[list[_Run]] = [[] for _ in range(count)]

    def extend(self, keys: Numbers, first: int) -> None:
        """Adds rows numbered from `first` on."""
        numbers = np.arange(first, first + len(keys), dtype=np.uint32)
        for runs, column in zip(self._runs, keys.T, strict=True):
            _grow(runs, _Run.of(np.ascontiguousarray(column), numbers))

    def candidates(self, keys: Numbers, first: int) -> tuple[Numbers, Numbers]:
        """Adds rows numbered from `first` on; returns (later, earlier) for every pair that shares a band."""
        numbers = np.arange(first, first + len(keys), dtype=np.uint32)
        pairs = [np.zeros(0, dtype=np.uint64)]
        for runs, column in zip(self._runs, keys.T, strict=True):
            fresh = _Run.of(np.ascontiguousarray(column), numbers)
            _grow(runs, fresh)
            pairs.extend(_earlier(run, fresh) for run in runs)
        found = np.sort(np.concatenate(pairs))
        found = found[np.concatenate(([True], found[1:] != found[:-1]))] if len(found) else found
        return (found >> np.uint64(32)).astype(np.uint32), (found & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def _earlier(run: _Run, fresh: _Run) -> npt.NDArray[np.uint64]:
    """The pairs of a fresh number with an earlier one, both in one integer."""
    later, earlier = run.matches(fresh)
    before = earlier < later
    return np.asarray((later[before].astype(np.uint64) << np.uint64(32)) | earlier[before])


def _grow(runs: list[_Run], fresh: _Run) -> None:
    """Appends a run; as long as the one before is less than twice as long, the two become one."""
    runs.append(fresh)
    while len(runs) > 1 and len(runs[-2].keys) < 2 * len(runs[-1].keys):
        last = runs.pop()
        runs[-1] = runs[-1].merged(last)
