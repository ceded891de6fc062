"""Whose words a block uses: the log odds that it belongs to one article of the page rather than to the others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

HANZI = re.compile(r"[\u4e00-\u9fff]+")
SMOOTHING = 1500.0
AGAINST = -1.2
FOR = 0.3
PER_WORD = 0.08
COUNTED_WORDS = 40
LONG_BLOCK = 80
MUCH_USED = 12
SILENT = -1.0
"""A long block that never uses the words of a title that the page uses all the time."""


class Likeness:
    """The words of a page's blocks, as pairs of hanzi; answers are remembered, blocks are named by their index."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.words = tuple(_words(text) for text in texts)
        self.page: Counter[str] = Counter()
        for words in self.words:
            self.page.update(words)
        self.total = self.page.total()
        self._answers: dict[tuple[int, frozenset[int]], float] = {}

    def odds(self, block: int, members: frozenset[int]) -> float:
        """Log odds that the block is of the article with these members and not of the rest of the page.

        Words speak against an article louder than for it: else every block would move to the longest article.
        """
        key = (block, members)
        if key not in self._answers:
            self._answers[key] = self._odds(block, members - {block})
        return self._answers[key]

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

    def _odds(self, block: int, members: frozenset[int]) -> float:
        own = self.words[block]
        inside = self._counts(own, members)
        inside_total = sum(self.words[n].total() for n in members)
        rest_total = self.total - own.total()
        outside_total = rest_total - inside_total
        if not inside_total or not outside_total:
            return 0.0
        found = []
        for word in own:
            elsewhere = self.page[word] - own[word]
            if elsewhere:
                prior = SMOOTHING * elsewhere / rest_total
                here = (inside[word] + prior) / (inside_total + SMOOTHING)
                there = (elsewhere - inside[word] + prior) / (outside_total + SMOOTHING)
                found.append(math.log(here / there))
        if not found:
            return 0.0
        weight = PER_WORD * min(len(found), COUNTED_WORDS)
        return max(AGAINST, min(FOR, weight * sum(found) / len(found)))

    def _counts(self, words: Iterable[str], members: frozenset[int]) -> Counter[str]:
        return Counter({word: sum(self.words[n][word] for n in members) for word in words})


def pairs(text: str) -> frozenset[str]:
    """The pairs of hanzi of a text."""
    return frozenset(_words(text))


def _words(text: str) -> Counter[str]:
    return Counter(run[n : n + 2] for run in HANZI.findall(text) for n in range(len(run) - 1))
