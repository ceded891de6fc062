"""Whose words a block uses: the log odds that it belongs to one article of the page rather than to the others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from crawler.reading.language import goes_on

HANZI = re.compile(r"[\u4e00-\u9fff]+")
SMOOTHING = 1500.0
AGAINST = -1.2
FOR = 0.3
STRANGE = -3.0
AT_HOME = 0.5
EXCESS = 0.03
"""Share of a block's words, weighed by their rarity and less what chance gives, that it has in common with its own
article: on real pages 95 of 100 blocks have more than .04 with theirs and less than .03 with any other."""
STEEPNESS = 40.0
TOO_LITTLE = 150
FULL_BLOCK = 40
PER_WORD = 0.08
COUNTED_WORDS = 40
LONG_BLOCK = 80
MUCH_USED = 12
MOST_SETS = 512
"""Sets of blocks whose words are kept: on a page of a thousand lines some 20,000 are met."""
SILENT = -1.0
"""A long block that never uses the words of a title that the page uses all the time."""


Numbers = np.ndarray[Any, np.dtype[np.float64]]
Counts = np.ndarray[Any, np.dtype[np.float32]]
Columns = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """The words of one block, or of several: how often there, anywhere and on the page, and what finding it weighs."""

    count: Numbers
    chance: Numbers
    weight: Numbers
    everywhere: Numbers
    shared: Columns
    """Which of these words stand in a second block, ..."""
    columns: Columns
    """... and the column of each of them in the table."""


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The words of a set of blocks."""

    size: float
    counts: Counts
    """How often each word of the table stands there."""


class Likeness:
    """The words of a page's blocks, as pairs of hanzi. Blocks go by their index, sets of blocks are bit masks."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.words = tuple(_words(text) for text in texts)
        self.sizes = np.array([words.total() for words in self.words], float)
        self.page: Counter[str] = Counter()
        self._blocks: dict[str, list[int]] = {}
        for n, words in enumerate(self.words):
            self.page.update(words)
            for word in words:
                self._blocks.setdefault(word, []).append(n)
        self.total = self.page.total()
        self._own: dict[int, _Own] = {}
        self._sets: dict[int, _Held] = {}
        self._odds: dict[tuple[int, int], float] = {}
        self._kinship: dict[tuple[int, int], float] = {}
        self._cohesion: dict[tuple[int, int], float] = {}

    def kinship(self, block: int, members: int) -> float:
        """Log odds that block and members are of one article, by the rare words they share; 0 for too little text."""
        key = (block, members & ~(1 << block))
        if key not in self._kinship:
            self._kinship[key] = _in_common(self._of(1 << block), self._without(block, members))
        return self._kinship[key]

    def cohesion(self, run: int, members: int) -> float:
        """The same for a run of blocks, a mask like the members: what stands under a headline is judged as one."""
        key = (run, members & ~run)
        if key not in self._cohesion:
            self._cohesion[key] = _in_common(self._of(run), self._held(key[1]))
        return self._cohesion[key]

    def odds(self, block: int, members: int) -> float:
        """Log odds that the block is of the article with these members and not of the rest of the page.

        Words speak against an article louder than for it: else every block would move to the longest article.
        """
        key = (block, members & ~(1 << block))
        if key not in self._odds:
            self._odds[key] = self._of_rest(block, self._without(block, members))
        return self._odds[key]

    def title_odds(self, block: int, title: frozenset[str], others: frozenset[str]) -> float:
        """Log odds by the words that one title has and the page's other titles have not: 提案 beside 常委会工作报告."""
        words = self.words[block]
        own, other = (sum(words[word] for word in some) for some in (title - others, others - title))
        if not own and words.total() >= LONG_BLOCK and sum(self.page[word] for word in title - others) >= MUCH_USED:
            return SILENT * min(2.0, words.total() / LONG_BLOCK / 1.5)
        if own == other:
            return 0.0
        share = (own - other) / math.sqrt(max(20, words.total()))
        return max(-1.5, min(1.0, 2.0 * share))

    @cached_property
    def _table(self) -> Counts:
        """How often each word of several blocks stands in each of them: a row for a block, a column for a word."""
        table = np.zeros((len(self.words), len(self._column_of)), np.float32)
        for word, column in self._column_of.items():
            for block in self._blocks[word]:
                table[block, column] = self.words[block][word]
        return table

    @cached_property
    def _column_of(self) -> dict[str, int]:
        several = (word for word, blocks in self._blocks.items() if len(blocks) > 1)
        return {word: column for column, word in enumerate(several)}

    def _of(self, run: int) -> _Own:
        if run not in self._own:
            counts = sum((self.words[n] for n in range(len(self.words)) if run >> n & 1), Counter[str]())
            rare = [rarity(word) for word in counts]
            shared = [n for n, word in enumerate(counts) if word in self._column_of]
            self._own[run] = _Own(
                count=np.array(list(counts.values()), float),
                chance=np.array([chance for chance, _ in rare], float),
                weight=np.array([weight for _, weight in rare], float),
                everywhere=np.array([self.page[word] for word in counts], float),
                shared=np.array(shared, np.int64),
                columns=np.array([self._column_of[word] for word in counts if word in self._column_of], np.int64),
            )
        return self._own[run]

    def _held(self, members: int) -> _Held:
        """The words of a set of blocks. An article grows block by block, so that most of it was added up before."""
        if members not in self._sets:
            if len(self._sets) == MOST_SETS:
                self._sets.clear()
            last = members.bit_length() - 1
            before = self._sets.get(members ^ 1 << last) if members else None
            self._sets[members] = (
                _Held(before.size + float(self.sizes[last]), before.counts + self._table[last])
                if before
                else self._added_up(members)
            )
        return self._sets[members]

    def _added_up(self, members: int) -> _Held:
        bits = np.frombuffer(members.to_bytes(len(self.words) // 8 + 1, "little"), np.uint8)
        chosen = np.unpackbits(bits, count=len(self.words), bitorder="little")
        return _Held(float(self.sizes @ chosen), chosen.astype(np.float32) @ self._table)

    def _without(self, block: int, members: int) -> _Held:
        held = self._held(members)
        if not members >> block & 1:
            return held
        return _Held(held.size - float(self.sizes[block]), held.counts - self._table[block])

    def _of_rest(self, block: int, held: _Held) -> float:
        own = self._of(1 << block)
        rest_total = self.total - float(self.sizes[block])
        outside_total = rest_total - held.size
        if not held.size or not outside_total or not len(own.columns):
            return 0.0
        inside = held.counts[own.columns].astype(float)
        elsewhere = own.everywhere[own.shared] - own.count[own.shared]
        prior = SMOOTHING * elsewhere / rest_total
        here = (inside + prior) / (held.size + SMOOTHING)
        there = (elsewhere - inside + prior) / (outside_total + SMOOTHING)
        weight = PER_WORD * min(len(own.columns), COUNTED_WORDS)
        return float(max(AGAINST, min(FOR, weight * np.log(here / there).mean())))


def _in_common(own: _Own, held: _Held) -> float:
    if held.size < TOO_LITTLE or not len(own.count):
        return 0.0
    found = held.counts[own.columns] > 0
    shared = own.weight[own.shared] @ found - own.weight @ np.minimum(1.0, held.size * own.chance)
    odds = STEEPNESS * (shared / own.weight.sum() - EXCESS) * min(1.0, len(own.count) / FULL_BLOCK)
    return float(max(STRANGE, min(AT_HOME, odds)))


@lru_cache(maxsize=1 << 16)
def rarity(word: str) -> tuple[float, float]:
    """How likely a pair of hanzi is in any text, by the language's table, and the weight of finding it twice."""
    odds = max(-18.0, goes_on("", word))
    return math.exp(odds), min(14.0, -odds)


def pairs(text: str) -> frozenset[str]:
    """The pairs of hanzi of a text."""
    return frozenset(_words(text))


def _words(text: str) -> Counter[str]:
    return Counter(run[n : n + 2] for run in HANZI.findall(text) for n in range(len(run) - 1))
