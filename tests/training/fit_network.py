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

VECTORS, PAIRS = "vectors", "pairs"
"""The tables of characters and of pairs."""
SIZES = {VECTORS: 48, PAIRS: 40}
HIDDEN, SUMS, TURNED = 256, 128, 64
"""Sizes of a side's hidden layer, and of its two outputs."""
RAREST, RAREST_PAIR = 3, 10
"""Characters and pairs that stand in the texts less often are none of the learned ones."""
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
Codes = dict[str, Any]
"""For each table the codes of many sides, a row each."""


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
        often = Counter(pair for article in self.articles for codes in article.codes for pair in self._pairs(codes))
        self.pairs = np.array(sorted(pair for pair, count in often.items() if count >= RAREST_PAIR))

    @property
    def sizes(self) -> dict[str, int]:
        """Rows of each table."""
        return {VECTORS: self._known + len(self.characters), PAIRS: self._known + len(self.pairs)}

    @property
    def _known(self) -> int:
        return self.reserved["known"]

    def _pairs(self, codes: Any) -> list[int]:
        """Each character with the one before it, as one number."""
        return (codes[:-1] * (self._known + len(self.characters)) + codes[1:]).tolist()

    def coded(self, codes: Any) -> Codes:
        """Characters in rows as rows of each table; a place is the pair of its character and the one before."""
        before, here = codes[:, :-1], codes[:, 1:]
        pairs = before * (self._known + len(self.characters)) + here
        at = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
        found = np.where(self.pairs[at] == pairs, at + self._known, self.reserved["unknown"])
        nothing = self.reserved["nothing"]
        found = np.where((before == nothing) | (here == nothing), nothing, found)
        return {VECTORS: codes, PAIRS: np.pad(found, ((0, 0), (1, 0)), constant_values=nothing)}

    def step(self) -> tuple[Codes, Codes]:
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
        return self.coded(np.stack(heads[:TORN])), self.coded(np.stack(tails[:TORN] + starts))

    def _ahead(self, codes: Any) -> Any:
        missing = self.before - len(codes)
        if missing <= 0:
            return codes[-self.before :]
        return np.concatenate([np.full(missing - 1, self.reserved["nothing"]), [self.reserved["edge"]], codes])

    def _behind(self, codes: Any) -> Any:
        return np.concatenate([codes[: self.after], np.full(max(0, self.after - len(codes)), self.reserved["nothing"])])


def vectors(tears: Tears) -> dict[str, Floats]:
    """Characters by their neighbours at one and at two places before and behind, pairs by those at one."""
    codes = [tears.coded(one[None]) for article in tears.articles for one in article.codes]
    characters = [one[VECTORS][0] for one in codes]
    pairs = [one[PAIRS][0] for one in codes]
    of_characters = [(characters, characters, away) for away in (-2, -1, 1, 2)]
    return {
        VECTORS: _told(tears, VECTORS, of_characters),
        PAIRS: _told(tears, PAIRS, [(pairs, characters, away) for away in (-2, 1)]),
    }


def _told(tears: Tears, table: str, asked: list[tuple[list[Any], list[Any], int]]) -> Floats:
    """What rows of a table are by the characters at a distance; of each asked: the rows, the characters, how far."""
    neighbours = []
    for rows, characters, away in asked:
        of_rows = np.concatenate([one[max(0, -away) : len(one) - max(0, away)] for one in rows])
        of_others = np.concatenate([one[max(0, away) : len(one) - max(0, -away)] for one in characters])
        shape = tears.sizes[table], tears.sizes[VECTORS]
        neighbours.append(_informative(coo_matrix((np.ones(len(of_rows)), (of_rows, of_others)), shape=shape).tocsr()))
    left, strengths, _ = svds(hstack(neighbours).tocsr(), k=SIZES[table], random_state=3)
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

        self.held: dict[str, Floats] = {**vectors(tears), "sums": drawn(SUMS, 1, 0.05)[:, 0]}
        for name, length in (("head", tears.before), ("tail", tears.after)):
            for table, size in SIZES.items():
                self.held[f"{name}_{table}"] = drawn(length * size, HIDDEN, (1 / length / size) ** 0.5)
            self.held |= {
                f"{name}_bias": np.zeros(HIDDEN, np.float32),
                f"{name}_sums": drawn(HIDDEN, SUMS, (2 / HIDDEN) ** 0.5),
                f"{name}_more": np.zeros(SUMS, np.float32),
                f"{name}_turned": drawn(HIDDEN, TURNED, 0.03),
                f"{name}_alone": drawn(HIDDEN, 1, 0.02)[:, 0],
                f"{name}_least": np.full(1, -1, np.float32),
            }
        self.mean = {name: np.zeros_like(weights) for name, weights in self.held.items()}
        self.square = {name: np.zeros_like(weights) for name, weights in self.held.items()}

    def learn(self, heads: Codes, tails: Codes, done: int, steps: int) -> float:
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
        self._back("head", heads, sides["head"], (back.sum(1), wrong @ v, wrong.sum(1)), slopes)
        self._back("tail", tails, sides["tail"], (back.sum(0), wrong.T @ u, wrong.sum(0)), slopes)
        self._move(slopes, done, steps)
        return loss

    def _encoded(self, name: str, codes: Codes) -> tuple[dict[str, Floats], Floats]:
        """What is seen of each table, and the hidden layer."""
        seen = {table: self.held[table][of_table].reshape(len(of_table), -1) for table, of_table in codes.items()}
        hidden = sum(of_table @ self.held[f"{name}_{table}"] for table, of_table in seen.items())
        return seen, np.maximum(hidden + self.held[f"{name}_bias"], 0)

    def _outputs(self, name: str, hidden: Floats) -> tuple[Floats, Floats, Floats]:
        held = self.held
        return (
            hidden @ held[f"{name}_sums"] + held[f"{name}_more"],
            hidden @ held[f"{name}_turned"],
            hidden @ held[f"{name}_alone"] + held[f"{name}_least"],
        )

    def _back(self, name: str, codes: Codes, side: Any, outer: Any, slopes: dict[str, Floats]) -> None:
        """Enters the slopes of one side's weights, and adds those of the tables."""
        held, (seen, hidden), (sums, turned, alone) = self.held, side, outer
        inner = sums @ held[f"{name}_sums"].T + turned @ held[f"{name}_turned"].T
        inner = (inner + alone[:, None] * held[f"{name}_alone"]) * (hidden > 0)
        slopes |= {
            f"{name}_sums": hidden.T @ sums,
            f"{name}_more": sums.sum(0),
            f"{name}_turned": hidden.T @ turned,
            f"{name}_alone": hidden.T @ alone,
            f"{name}_least": alone.sum(keepdims=True),
            f"{name}_bias": inner.sum(0),
        }
        for table, of_table in codes.items():
            slopes[f"{name}_{table}"] = seen[table].T @ inner
            at, places = of_table.ravel(), np.arange(of_table.size)
            chosen = csr_matrix((np.ones(at.size, np.float32), (at, places)), shape=(len(held[table]), at.size))
            back = chosen @ (inner @ held[f"{name}_{table}"].T).reshape(-1, SIZES[table])
            slopes[table] = slopes[table] + back if table in slopes else back

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
    pairs = np.stack(np.divmod(tears.pairs, tears.sizes[VECTORS]), axis=1).astype(np.uint16)
    weights = {name: value.astype(np.float16) for name, value in network.held.items()}
    learned_from = np.array(asked["digest"])
    np.savez_compressed(asked["into"], characters=characters, known_pairs=pairs, learned_from=learned_from, **weights)


if __name__ == "__main__":
    main(json.load(sys.stdin))
