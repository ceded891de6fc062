"""Whose words a block uses: the log odds that it belongs to one article of the page rather than to the others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, cached_property

from crawler.reading.fit import neighbours

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
SILENT = -1.0
"""A long block that never uses the words of a title that the page uses all the time."""


class Likeness:
    """The words of a page's blocks, as pairs of hanzi. Blocks go by their index, sets of blocks are bit masks."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.words = tuple(_words(text) for text in texts)
        self.sizes = tuple(words.total() for words in self.words)
        self.page: Counter[str] = Counter()
        self.blocks: dict[str, int] = {}
        """Word → mask of the blocks that have it."""
        for n, words in enumerate(self.words):
            self.page.update(words)
            for word in words:
                self.blocks[word] = self.blocks.get(word, 0) | 1 << n
        self.total = self.page.total()
        self._odds: dict[tuple[int, int], float] = {}
        self._kinship: dict[tuple[int, int], float] = {}
        self._cohesion: dict[tuple[int, int], float] = {}

    def kinship(self, block: int, members: int) -> float:
        """Log odds that block and members are of one article, by the rare words they share; 0 for too little text."""
        key = (block, members & ~(1 << block))
        if key not in self._kinship:
            self._kinship[key] = self._in_common(self._weighed[block], key[1])
        return self._kinship[key]

    def cohesion(self, run: int, members: int) -> float:
        """The same for a run of blocks, a mask like the members: what stands under a headline is judged as one."""
        key = (run, members & ~run)
        if key not in self._cohesion:
            # In the order of print, so that the sums are the same in every process
            words = dict.fromkeys(word for n in range(len(self.words)) if run >> n & 1 for word in self.words[n])
            self._cohesion[key] = self._in_common([self._rare(word) for word in words], key[1])
        return self._cohesion[key]

    def odds(self, block: int, members: int) -> float:
        """Log odds that the block is of the article with these members and not of the rest of the page.

        Words speak against an article louder than for it: else every block would move to the longest article.
        """
        key = (block, members & ~(1 << block))
        if key not in self._odds:
            self._odds[key] = self._of_rest(*key)
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

    def _size(self, members: int) -> int:
        return sum(size for n, size in enumerate(self.sizes) if members >> n & 1)

    def _rare(self, word: str) -> tuple[float, float, int]:
        """How likely the word is in any text, what it weighs, and the blocks that have it."""
        return (*rarity(word), self.blocks[word])

    @cached_property
    def _weighed(self) -> tuple[list[tuple[float, float, int]], ...]:
        return tuple([self._rare(word) for word in words] for words in self.words)

    def _in_common(self, words: Sequence[tuple[float, float, int]], members: int) -> float:
        size = self._size(members)
        if size < TOO_LITTLE or not words:
            return 0.0
        shared = total = 0.0
        for chance, weight, blocks in words:
            total += weight
            shared += weight * ((blocks & members != 0) - min(1.0, size * chance))
        odds = STEEPNESS * (shared / total - EXCESS) * min(1.0, len(words) / FULL_BLOCK)
        return max(STRANGE, min(AT_HOME, odds))

    def _of_rest(self, block: int, members: int) -> float:
        own = self.words[block]
        inside_total = self._size(members)
        rest_total = self.total - self.sizes[block]
        outside_total = rest_total - inside_total
        if not inside_total or not outside_total:
            return 0.0
        found = []
        for word in own:
            elsewhere = self.page[word] - own[word]
            if elsewhere:
                inside = self._count(word, self.blocks[word] & members)
                prior = SMOOTHING * elsewhere / rest_total
                here = (inside + prior) / (inside_total + SMOOTHING)
                there = (elsewhere - inside + prior) / (outside_total + SMOOTHING)
                found.append(math.log(here / there))
        if not found:
            return 0.0
        weight = PER_WORD * min(len(found), COUNTED_WORDS)
        return max(AGAINST, min(FOR, weight * sum(found) / len(found)))

    def _count(self, word: str, among: int) -> int:
        """How often the word stands in these blocks."""
        count = 0
        while among:
            lowest = among & -among
            count += self.words[lowest.bit_length() - 1][word]
            among ^= lowest
        return count


@cache
def rarity(word: str) -> tuple[float, float]:
    """How likely a pair of hanzi is in any text, by the table of neighbours, and the weight of finding it twice."""
    table = neighbours()
    first, second = (table.frequency.get(character, 3) / 1e6 for character in word)
    chance = max(1e-8, 1.3 * first * second * math.exp(table.bands.get(word, -2)))
    return chance, min(14.0, -math.log(chance))


def pairs(text: str) -> frozenset[str]:
    """The pairs of hanzi of a text."""
    return frozenset(_words(text))


def _words(text: str) -> Counter[str]:
    return Counter(run[n : n + 2] for run in HANZI.findall(text) for n in range(len(run) - 1))
