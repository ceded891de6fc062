"""Finds the paragraphs of a draft by their hashes, for which it has no index until it is full.

Hashes come in no order: each new one goes to another page of an index, so a commit writes most of its pages anew, and
no cache of a processor holds those that are looked into. With a million paragraphs that was a quarter of storing them.
Here each takes 16 bytes: the first 64 bits of its hash, sorted, and its id. What is found is looked up in the table, so
what was removed or rolled back does no harm.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from archive.connection import Connection

NEW: Final = 1 << 16
"""Hashes that are not sorted yet at most."""

HELD: Final = "SELECT hash, id FROM paragraphs"
FOUND: Final = "SELECT p.hash, p.id, p.text FROM json_each(?) j CROSS JOIN paragraphs p ON p.id = j.value"


class LateHashes:
    """The hashes of one draft's paragraphs."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._new: dict[str, tuple[int, ...]] = {}
        self._starts = np.zeros(0, dtype=np.uint64)
        self._ids = np.zeros(0, dtype=np.int64)
        for found, key in db.execute(HELD):
            self.add(found, key)

    def add(self, stored: str, key: int) -> None:
        """Notes the hash of a paragraph that has been stored."""
        self._new[stored] = (*self._new.get(stored, ()), key)  # a rollback may bring back an older one
        if len(self._new) >= NEW:
            self._sort()

    def find(self, hashes: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Id and text of those that are stored."""
        rows = self._db.execute(FOUND, (json.dumps([*self._candidates(hashes)]),)).fetchall()
        wanted = {*hashes}  # two may begin alike, and an id may have come to another paragraph
        return {found: (key, text) for found, key, text in rows if found in wanted}

    def _candidates(self, hashes: Sequence[str]) -> Iterator[int]:
        yield from (key for one in hashes for key in self._new.get(one, ()))
        starts = _starts(hashes)
        begins, ends = self._starts.searchsorted(starts), self._starts.searchsorted(starts, side="right")
        for place in np.flatnonzero(ends > begins):
            yield from self._ids[begins[place] : ends[place]].tolist()

    def _sort(self) -> None:
        new = [(stored, key) for stored, keys in self._new.items() for key in keys]
        starts = np.concatenate([self._starts, _starts([stored for stored, _ in new])])
        ids = np.concatenate([self._ids, np.array([key for _, key in new], dtype=np.int64)])
        order = np.argsort(starts, kind="stable")
        self._starts, self._ids = starts[order], ids[order]
        self._new.clear()


def _starts(hashes: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.array([int(one[:16], 16) for one in hashes], dtype=np.uint64)
