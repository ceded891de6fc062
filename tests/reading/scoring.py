"""Compares what was read of a mixture with what is true of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from crawler.reading import arrange
from crawler.reading.flat import blocks
from crawler.reading.model import Hints
from tests.reading.mixtures import Mixture


@dataclass(slots=True)
class Score:
    """Lines with their right owner, tears joined rightly, joins made, and joins of strangers."""

    lines: int = 0
    right: int = 0
    tears: int = 0
    mended: int = 0
    joins: int = 0
    wrong: int = 0

    def __str__(self) -> str:
        return (
            f"lines {self.right}/{self.lines}, tears {self.mended}/{self.tears}, "
            f"wrong joins {self.wrong} of {self.joins}"
        )

    def add(self, mixture: Mixture, owner: dict[int, int], joins: set[tuple[int, int]]) -> None:
        """Counts one page: `owner` is line number → article, `joins` pairs of line numbers that were made one."""
        best = _articles(mixture, owner)
        texts = {mixture.number(n): line.text for n, line in enumerate(mixture.lines)}
        often = Counter(line.text for line in mixture.lines)
        for n, line in enumerate(mixture.lines):
            left_out = mixture.number(n) not in owner and often[line.text] > 1
            self.lines += 1
            self.right += left_out or owner.get(mixture.number(n)) == best.get(line.owner)
        truth = {(texts[a], texts[b]) for a, b in mixture.tears()}
        made = [(texts[a], texts[b]) for a, b in joins]
        self.tears += len(truth)
        self.mended += len(truth & set(made))
        self.joins += len(made)
        self.wrong += sum(join not in truth for join in made)


def _articles(mixture: Mixture, owner: dict[int, int]) -> dict[str, int]:
    """Which read article is which true one: the largest shares first, no article twice."""
    votes: dict[tuple[str, int], int] = defaultdict(int)
    for n, line in enumerate(mixture.lines):
        if mixture.number(n) in owner:
            votes[line.owner, owner[mixture.number(n)]] += len(line.text)
    best: dict[str, int] = {}
    for (name, article), _ in sorted(votes.items(), key=lambda item: -item[1]):
        if name not in best and article not in best.values():
            best[name] = article
    return best


def score_of_text(score: Score, mixture: Mixture) -> None:
    """Reads the mixture as a flat text and counts it."""
    found = arrange.drafts(blocks(mixture.text), Hints())
    owner = {n: k for k, draft in enumerate(found.drafts) for p in draft.paragraphs for n in p.lines}
    joins = {
        pair for draft in found.drafts for p in draft.paragraphs for pair in zip(p.lines, p.lines[1:], strict=False)
    }
    score.add(mixture, owner, joins)
