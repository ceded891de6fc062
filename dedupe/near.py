"""Near-duplicates: which paragraphs have nearly the same words, found as the archive grows, never dropped.

Similarity is the Jaccard index of the sets of character 5-grams of two canonical forms. MinHash (rensa) and 16 bands of
6 rows name the candidates: a pair of similarity 0.8 is missed with a chance of (1-0.8⁶)¹⁶ = 0.8 %, one of 0.9 with
0.001 %. A sketch lets hopeless candidates go (`sketches`); each of the others is verified exactly, so no pair is ever
reported that is not one.

Memory: 16 bands × 8 bytes, a sketch of 48, key and size of 12 a paragraph: 190 MB for a million, if the caller lends a
way to read a text again (`texts`); without it the texts are kept too. Nothing here is stored: `extend` over the
paragraphs of an archive makes the same index again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from dedupe.bands import Bands, Numbers
from dedupe.grams import Hashed, grams, hashed, jaccard
from dedupe.sketches import SLACK, Sketches

BANDS: Final = 16
ROWS: Final = 6
SEED: Final = 1
BATCH: Final = 8192
"""Paragraphs that wait before they are compared; each waits with its text."""

_MIXER: Final = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two keys, `a` the one that was added first, and their exact similarity, from the threshold up to 1."""

    a: int
    b: int
    similarity: float


def similarity(one: str, other: str) -> float:
    """The Jaccard index of the 5-grams of two canonical forms: 0 to 1."""
    return jaccard(grams(one), grams(other))


def _digests(grams_of: Hashed) -> npt.NDArray[np.uint64]:
    """The MinHash of each text, a row of 96."""
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(grams_of.tokens, grams_of.offsets, BANDS * ROWS, SEED)
    return np.array(matrix.to_rows(), dtype=np.uint64)


def _band_keys(digests: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """One row a text, one column a band: texts that agree in a column are candidates."""
    keys = np.zeros((len(digests), BANDS), dtype=np.uint64)
    for row in range(ROWS):
        keys = (keys ^ digests[:, row::ROWS]) * _MIXER
        keys ^= keys >> np.uint64(29)
    return (keys >> np.uint64(32)).astype(np.uint32)


class NearIndex:
    """Finds, for every paragraph added, the earlier ones that are nearly the same.

    `texts` gives the canonical form of a key again; without it the index keeps every text. `most` bounds how many
    earlier ones a paragraph is compared with (the most alike by their sketches first); `uncompared` counts what that
    left out, so that a cut is seen. Add what `dedupe.significant` lets through: short lines are alike without meaning.
    """

    def __init__(self, *, threshold: float = 0.8, most: int = 256, texts: Callable[[int], str] | None = None) -> None:
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

    def _compare(self) -> None:
        if not self._waiting:
            return
        rows, self._waiting = self._waiting, []
        first = len(self._keys)
        grams_of = hashed([text for _, text in rows])
        self._keys = np.concatenate((self._keys, np.fromiter((key for key, _ in rows), np.int64, len(rows))))
        self._sizes = np.concatenate((self._sizes, grams_of.distinct()))
        if self._texts is None:
            self._kept.update(rows)
        digests = _digests(grams_of)
        self._sketches.extend(digests)
        later, earlier = self._bands.candidates(_band_keys(digests), first)
        fresh = {first + at: text for at, (_, text) in enumerate(rows)}
        self._verify(*self._hopeful(later, earlier), fresh)

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
            if compared > self.most:
                self.uncompared += 1
                continue
            found = jaccard(gram_set(a), gram_set(b))
            if found >= self.threshold:
                self._found.append(Near(a=int(self._keys[a]), b=int(self._keys[b]), similarity=found))
