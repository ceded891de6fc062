"""Trains the network of crawler/reading/seam_network.py, in the environment of `needs.in`: JSON in, weights out.

Sentences are torn at random places. In each step the heads of TORN tears are held against the tails of all of them and
against starts of paragraphs, and only a head's own tail goes on: log loss, by Adam with decoupled decay of weights
(Loshchilov and Hutter, 2019). Characters begin as what their neighbours tell of them: singular vectors of positive
pointwise mutual information (Levy, Goldberg and Dagan, 2015), without which ten times as many steps are wanted.

Stands alone: it is run by another Python than ours, and imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix, hstack
from scipy.sparse.linalg import svds

VECTOR, HIDDEN, SUMS, TURNED = 48, 256, 128, 64
"""Sizes of a character's vector, of a side's hidden layer, and of its two outputs."""
RAREST = 3
"""A character that stands in the texts less often is none of the learned ones."""
SHORTEST, FIRST, LAST = 40, 12, 4
"""Characters of a paragraph that is torn, and of what stands at least before and behind the tear."""
NO_TEAR_BEHIND, NO_TEAR_BEFORE = frozenset("。!?;:…”’)》」"), frozenset("。!?;:…")
FROM_EACH = 8
"""Tears of one article in a step: what is hardest to tell apart stands on one page."""
TORN, STARTS = 128, 64
STRANGER = 1 / 16
"""Weight of a pair that does not go on, of which there are nearly two hundred for each that does."""
RATE, WARM, DECAY = 3e-3, 200, 1e-2
MOMENTS = 0.9, 0.999

Floats = Any
"""Arrays of float32."""


@dataclass(frozen=True)
class Article:
    """Paragraphs as text and as codes."""

    texts: list[str]
    codes: list[Any]


class Tears:
    """Steps of torn sentences, the same ones for the same texts."""

    def __init__(
        self, articles: list[tuple[list[str], int]], before: int, after: int, reserved: dict[str, int]
    ) -> None:
        self.before, self.after, self.reserved = before, after, reserved
        counts = Counter(character for texts, _ in articles for text in texts for character in text)
        self.characters = sorted(character for character, count in counts.items() if count >= RAREST)
        known = {character: place for place, character in enumerate(self.characters, start=reserved["known"])}
        self.articles, weights = [], []
        for texts, times in articles:
            kept = [text for text in texts if len(text) >= FIRST]
            if any(len(text) >= SHORTEST for text in kept):
                codes = [np.array([known.get(one, reserved["unknown"]) for one in text]) for text in kept]
                self.articles.append(Article(kept, codes))
                weights.append(times * sum(map(len, kept)))
        self.until = np.cumsum(weights)
        self.random = np.random.default_rng(7)

    def step(self) -> tuple[Any, Any]:
        """Codes of TORN heads, and of as many tails, each at its head's place; STARTS of paragraphs behind."""
        heads: list[Any] = []
        tails: list[Any] = []
        starts: list[Any] = []
        while len(heads) < TORN or len(starts) < STARTS:
            chosen = int(np.searchsorted(self.until, self.random.random() * self.until[-1], side="right"))
            article = self.articles[chosen]
            long = [place for place, text in enumerate(article.texts) if len(text) >= SHORTEST]
            for place in self.random.permutation(long)[:FROM_EACH].tolist():
                text, codes = article.texts[place], article.codes[place]
                at = int(self.random.integers(FIRST, len(text) - LAST))
                if text[at - 1] in NO_TEAR_BEHIND or text[at] in NO_TEAR_BEFORE:
                    continue
                # A run of digits is one 0, and a tear in its midst leaves one on either side
                inside = text[at] == "0" and self.random.random() < 0.5
                heads.append(self._ahead(codes[: at + inside]))
                tails.append(self._behind(codes[at:]))
                if len(starts) < STARTS:
                    starts.append(self._behind(article.codes[int(self.random.integers(len(article.codes)))]))
        return np.stack(heads[:TORN]), np.stack(tails[:TORN] + starts)

    def _ahead(self, codes: Any) -> Any:
        missing = self.before - len(codes)
        if missing <= 0:
            return codes[-self.before :]
        return np.concatenate([np.full(missing - 1, self.reserved["nothing"]), [self.reserved["edge"]], codes])

    def _behind(self, codes: Any) -> Any:
        return np.concatenate([codes[: self.after], np.full(max(0, self.after - len(codes)), self.reserved["nothing"])])


def vectors(tears: Tears) -> Floats:
    """Characters by their neighbours at one and at two places before and behind."""
    size = tears.reserved["known"] + len(tears.characters)
    codes = [one for article in tears.articles for one in article.codes]
    tables = []
    for away in (1, 2):
        pairs = np.concatenate([one[:-away] for one in codes]), np.concatenate([one[away:] for one in codes])
        found = coo_matrix((np.ones(len(pairs[0])), pairs), shape=(size, size)).tocsr()
        tables += [_informative(found), _informative(found.T.tocsr())]
    left, strengths, _ = svds(hstack(tables).tocsr(), k=VECTOR, random_state=3)
    told = left * np.sqrt(strengths)
    return (told / told.std() * 0.3).astype(np.float32)


def _informative(counts: Any) -> Any:
    """Positive pointwise mutual information; frequencies of neighbours smoothed by a power of 0.75."""
    rows, columns = np.asarray(counts.sum(1)).ravel(), np.asarray(counts.sum(0)).ravel() ** 0.75
    held = counts.tocoo()
    chance = rows[held.row] * columns[held.col] / columns.sum()
    return coo_matrix((np.maximum(0, np.log(held.data / chance)), (held.row, held.col)), shape=held.shape)


class Network:
    """The weights by their names, and one step of learning."""

    def __init__(self, tears: Tears) -> None:
        random = np.random.default_rng(7)

        def drawn(rows: int, columns: int, scale: float) -> Floats:
            return (random.standard_normal((rows, columns)) * scale).astype(np.float32)

        self.held: dict[str, Floats] = {"vectors": vectors(tears), "sums": drawn(SUMS, 1, 0.05)[:, 0]}
        for name, length in (("head", tears.before), ("tail", tears.after)):
            self.held |= {
                f"{name}_seen": drawn(length * VECTOR, HIDDEN, (2 / length / VECTOR) ** 0.5),
                f"{name}_bias": np.zeros(HIDDEN, np.float32),
                f"{name}_sums": drawn(HIDDEN, SUMS, (2 / HIDDEN) ** 0.5),
                f"{name}_more": np.zeros(SUMS, np.float32),
                f"{name}_turned": drawn(HIDDEN, TURNED, 0.03),
                f"{name}_alone": drawn(HIDDEN, 1, 0.02)[:, 0],
                f"{name}_least": np.full(1, -1, np.float32),
            }
        self.mean = {name: np.zeros_like(weights) for name, weights in self.held.items()}
        self.square = {name: np.zeros_like(weights) for name, weights in self.held.items()}

    def learn(self, heads: Any, tails: Any, done: int, steps: int) -> float:
        """One step; the loss of a tear before it."""
        held = self.held
        sides = {"head": self._encoded("head", heads), "tail": self._encoded("tail", tails)}
        outputs = {name: self._outputs(name, hidden) for name, (_, hidden) in sides.items()}
        (a, u, x), (b, v, y) = outputs["head"], outputs["tail"]
        summed = np.maximum(a[:, None] + b[None], 0)
        said = summed @ held["sums"] + u @ v.T + x[:, None] + y[None]
        own = np.eye(*said.shape, dtype=np.float32)
        weights = np.where(own > 0, 1, STRANGER).astype(np.float32)
        sure = (1 / (1 + np.exp(-said))).astype(np.float32)
        loss = float((weights * np.logaddexp(0, np.where(own > 0, -said, said))).sum() / TORN)
        wrong = weights * (sure - own) / TORN
        back = (summed > 0) * (wrong[:, :, None] * held["sums"])
        slopes = {"sums": np.tensordot(wrong, summed, axes=2)}
        to_vectors = [
            self._back("head", heads, sides["head"], (back.sum(1), wrong @ v, wrong.sum(1)), slopes),
            self._back("tail", tails, sides["tail"], (back.sum(0), wrong.T @ u, wrong.sum(0)), slopes),
        ]
        slopes["vectors"] = sum(to_vectors)
        self._move(slopes, done, steps)
        return loss

    def _encoded(self, name: str, codes: Any) -> tuple[Floats, Floats]:
        seen = self.held["vectors"][codes].reshape(len(codes), -1)
        return seen, np.maximum(seen @ self.held[f"{name}_seen"] + self.held[f"{name}_bias"], 0)

    def _outputs(self, name: str, hidden: Floats) -> tuple[Floats, Floats, Floats]:
        held = self.held
        return (
            hidden @ held[f"{name}_sums"] + held[f"{name}_more"],
            hidden @ held[f"{name}_turned"],
            hidden @ held[f"{name}_alone"] + held[f"{name}_least"],
        )

    def _back(self, name: str, codes: Any, side: Any, outer: Any, slopes: dict[str, Floats]) -> Any:
        """Enters the slopes of one side's weights, and returns those of the vectors."""
        held, (seen, hidden), (sums, turned, alone) = self.held, side, outer
        slopes |= {
            f"{name}_sums": hidden.T @ sums,
            f"{name}_more": sums.sum(0),
            f"{name}_turned": hidden.T @ turned,
            f"{name}_alone": hidden.T @ alone,
            f"{name}_least": alone.sum(keepdims=True),
        }
        inner = sums @ held[f"{name}_sums"].T + turned @ held[f"{name}_turned"].T
        inner = (inner + alone[:, None] * held[f"{name}_alone"]) * (hidden > 0)
        slopes |= {f"{name}_seen": seen.T @ inner, f"{name}_bias": inner.sum(0)}
        at, places = codes.ravel(), np.arange(codes.size)
        chosen = csr_matrix((np.ones(codes.size, np.float32), (at, places)), shape=(len(held["vectors"]), codes.size))
        return chosen @ (inner @ held[f"{name}_seen"].T).reshape(-1, VECTOR)

    def _move(self, slopes: dict[str, Floats], done: int, steps: int) -> None:
        rate = RATE * min(1, done / WARM) * (1 + np.cos(np.pi * done / steps)) / 2
        first, second = MOMENTS
        for name, weights in self.held.items():
            slope = slopes[name]
            self.mean[name] += (1 - first) * (slope - self.mean[name])
            self.square[name] += (1 - second) * (slope**2 - self.square[name])
            mean, square = self.mean[name] / (1 - first**done), self.square[name] / (1 - second**done)
            weights -= (rate * mean / (np.sqrt(square) + 1e-8)).astype(np.float32)
            if weights.ndim == 2:
                weights *= np.float32(1 - rate * DECAY)


def main(asked: dict[str, Any]) -> None:
    """Learns from `articles` (paragraphs, and how many times they count) and writes the weights where `into` says."""
    tears = Tears(asked["articles"], asked["before"], asked["after"], asked["reserved"])
    network, steps, lost = Network(tears), asked["steps"], 0.0
    for done in range(1, steps + 1):
        lost += network.learn(*tears.step(), done, steps)
        if done % 1000 == 0:
            print(f"{done} of {steps} steps, loss {lost / 1000:.3f}", file=sys.stderr, flush=True)
            lost = 0.0
    characters = np.array(list(map(ord, tears.characters)), np.uint32)
    weights = {name: value.astype(np.float16) for name, value in network.held.items()}
    np.savez_compressed(asked["into"], characters=characters, learned_from=np.array(asked["digest"]), **weights)


if __name__ == "__main__":
    main(json.load(sys.stdin))
