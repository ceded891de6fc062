"""Near-duplicates: which paragraphs have nearly the same words, found as the archive grows, never dropped.

Similarity is the Jaccard index of the sets of character 5-grams of two canonical forms. MinHash (rensa) and 16 bands of
6 rows name the candidates: a pair of similarity 0.8 is missed with a chance of (1-0.8⁶)¹⁶ = 0.8 %, one of 0.9 with
0.001 %. A sketch lets hopeless candidates go (`sketches`); each of the others is verified exactly, so no pair is ever
reported that is not one.

Memory: 16 bands × 8 bytes, a sketch of 48, key and size of 12 a paragraph: 190 MB for a million, if the caller lends a
way to read a text again (`texts`); without it the texts are kept too. An index is made again from texts by `extend`, or
ten times faster from the signatures that were kept of them by `restore`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dedupe.bands import Bands, Numbers
from dedupe.grams import grams, jaccard
from dedupe.signatures import BANDS, Signatures, signatures
from dedupe.sketches import SLACK, Sketches

BATCH: Final = 8192
"""Paragraphs that wait before they are compared; each waits with its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two keys, `a` the one that was added first, and their exact similarity, from the threshold up to 1."""

    a: int
    b: int
    similarity: float


def similarity(one: str, other: str) -> float:
    """The Jaccard index of the 5-grams of two canonical forms: 0 to 1."""
    return jaccard(grams(one), grams(other))


class NearIndex:
    """Finds, for every paragraph added, the earlier ones that are nearly the same.

    `texts` gives the canonical form of a key again; without it the index keeps every text. `most` bounds how many
    earlier ones a paragraph is compared with (the most alike by their sketches first, None for all); `uncompared`
    counts what that left out, so that a cut is seen. Add what `dedupe.significant` lets through: short lines are alike
    without meaning.
    """

    def __init__(
        self, *, threshold: float = 0.8, most: int | None = 256, texts: Callable[[int], str] | None = None
    ) -> None:
        self.threshold = threshold
        self.most = most
        self.uncompared = 0
        self._kept: dict[int, str] = {}
        self._texts = texts
        self._waiting: list[tuple[int, str]] = []
        self._found: list[Near] = []
        self._keys = np.zeros(0, dtype=np.int64)
        self._sizes = np.zeros(0, dtype=np.int32)
        self._bands = Bands(BANDS)
        self._sketches = Sketches()

    def __len__(self) -> int:
        return len(self._keys) + len(self._waiting)

    def add(self, key: int, canonical: str) -> None:
        """Adds a paragraph; an empty one is nobody's near-duplicate."""
        if not canonical:
            return
        self._waiting.append((key, canonical))
        if len(self._waiting) >= BATCH:
            self._compare()

    def extend(self, rows: Iterable[tuple[int, str]]) -> None:
        """Adds many (key, canonical form)."""
        for key, canonical in rows:
            self.add(key, canonical)

    def pairs(self) -> tuple[Near, ...]:
        """The pairs found since this was asked last, each once, in order of `b`."""
        self._compare()
        found, self._found = self._found, []
        return tuple(found)

    def restore(self, keys: Sequence[int], kept: Signatures) -> None:
        """Enters paragraphs by their signatures, compared with nothing; needs `texts`."""
        self._bands.extend(kept.bands, self._enter(keys, kept))

    def compare(self, rows: Sequence[tuple[int, str]]) -> tuple[Signatures, tuple[Near, ...]]:
        """Adds paragraphs (none empty) at once: their signatures, to be kept for `restore`, and the pairs found."""
        self._compare()
        return self._compare_rows(rows), self.pairs()

    def _enter(self, keys: Sequence[int], kept: Signatures) -> int:
        """Numbers the paragraphs and returns the first number; their bands are still to be entered."""
        first = len(self._keys)
        self._keys = np.concatenate((self._keys, np.asarray(keys, dtype=np.int64)))
        self._sizes = np.concatenate((self._sizes, kept.sizes))
        self._sketches.extend(kept.sketches)
        return first

    def _compare(self) -> None:
        if self._waiting:
            rows, self._waiting = self._waiting, []
            self._compare_rows(rows)

    def _compare_rows(self, rows: Sequence[tuple[int, str]]) -> Signatures:
        made = signatures([text for _, text in rows])
        first = self._enter([key for key, _ in rows], made)
        later, earlier = self._bands.candidates(made.bands, first)
        if self._texts is None:
            self._kept.update(rows)
        fresh = {first + at: text for at, (_, text) in enumerate(rows)}
        self._verify(*self._hopeful(later, earlier), fresh)
        return made

    def _hopeful(self, later: Numbers, earlier: Numbers) -> tuple[list[int], list[int]]:
        """The candidates that can reach the threshold, by later number, of each the most alike first."""
        one, other = self._sizes[later], self._sizes[earlier]
        fitting = np.minimum(one, other) + 2 >= self.threshold * np.maximum(one, other)  # counted short by 1 or 2
        later, earlier = later[fitting], earlier[fitting]
        alike = self._sketches.alike(later, earlier)
        close = alike >= self.threshold - SLACK
        later, earlier, alike = later[close], earlier[close], alike[close]
        order = np.lexsort((earlier, -alike, later))
        return later[order].tolist(), earlier[order].tolist()

    def _text(self, number: int) -> str:
        key = int(self._keys[number])
        return self._kept[key] if self._texts is None else self._texts(key)

    def _verify(self, later: list[int], earlier: list[int], fresh: dict[int, str]) -> None:
        known: dict[int, frozenset[str]] = {}

        def gram_set(number: int) -> frozenset[str]:
            if number not in known:
                known[number] = grams(fresh[number] if number in fresh else self._text(number))
            return known[number]

        current, compared = -1, 0
        for b, a in zip(later, earlier, strict=True):
            current, compared = (b, compared + 1) if b == current else (b, 1)
            if self.most is not None and compared > self.most:
                self.uncompared += 1
                continue
            found = jaccard(gram_set(a), gram_set(b))
            if found >= self.threshold:
                self._found.append(Near(a=int(self._keys[a]), b=int(self._keys[b]), similarity=found))
