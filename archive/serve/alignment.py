"""Two texts side by side: which paragraph of one stands opposite which of the other. Pure.

Equal paragraphs are found first; between them, those that say nearly the same are brought together so that the sum of
their likenesses is greatest and their order is kept (Needleman and Wunsch, J. Mol. Biol. 48, 1970). What stands in the
other text at another place is called moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from dedupe.difference import Piece, difference

LEAST = 0.3
"""Likeness (of character pairs, Dice) under which two paragraphs are strangers; formulae of two cities reach .2."""

LARGEST = 40_000
"""Pairs of one stretch that are compared; longer stretches, of texts with nothing in common, are not aligned."""

ISLAND = 2
"""Characters that two texts share by chance: shown as a change where they stand between changes."""

Verdict = Literal["same", "changed", "moved", "removed", "added"]
Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph to be aligned."""

    hash: str
    template_hash: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facing:
    """Two paragraphs opposite each other, or one with nothing opposite; `pieces` where they differ."""

    verdict: Verdict
    left: int | None
    right: int | None
    pieces: tuple[Piece, ...] = ()


def aligned(left: Sequence[Text], right: Sequence[Text]) -> tuple[Facing, ...]:
    """The paragraphs of both in order, each exactly once."""
    blocks = SequenceMatcher(None, [a.hash for a in left], [b.hash for b in right], autojunk=False).get_opcodes()
    pairs: list[Pair] = []
    for name, i1, i2, j1, j2 in blocks:
        if name == "equal":
            pairs += zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            pairs += _opposite(left[i1:i2], right[j1:j2], i1, j1)
    return tuple(_facing(left, right, pair) for pair in pairs)


def readable(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The same difference with islands drowned: a change that a reader can read, not a confetti of characters."""
    joined: list[Piece] = []
    for at, piece in enumerate(pieces):
        island = 0 < at < len(pieces) - 1 and len(piece.before) <= ISLAND
        if joined and joined[-1].change != "same" and (island or piece.change != "same"):
            before, after = joined[-1].before + piece.before, joined[-1].after + piece.after
            joined[-1] = Piece(change="changed", before=before, after=after)
        else:
            joined.append(piece)
    return tuple(joined)


def _facing(left: Sequence[Text], right: Sequence[Text], pair: Pair) -> Facing:
    i, j = pair
    if i is not None and j is not None:
        a, b = left[i], right[j]
        same = a.hash == b.hash
        pieces = () if a.text == b.text else readable(difference(a.text, b.text))
        return Facing(verdict="same" if same else "changed", left=i, right=j, pieces=pieces)
    alone, others = (left[i], right) if i is not None else (right[j or 0], left)
    moved = any(other.hash == alone.hash for other in others)
    return Facing(verdict="moved" if moved else "removed" if i is not None else "added", left=i, right=j)


def _opposite(left: Sequence[Text], right: Sequence[Text], i1: int, j1: int) -> Iterator[Pair]:
    """The pairs of a stretch without equal paragraphs, numbered from i1 and j1."""
    i = j = 0
    for match_i, match_j in _matched(left, right) if len(left) * len(right) <= LARGEST else ():
        yield from ((i1 + k, None) for k in range(i, match_i))
        yield from ((None, j1 + k) for k in range(j, match_j))
        yield i1 + match_i, j1 + match_j
        i, j = match_i + 1, match_j + 1
    yield from ((i1 + k, None) for k in range(i, len(left)))
    yield from ((None, j1 + k) for k in range(j, len(right)))


def _matched(left: Sequence[Text], right: Sequence[Text]) -> list[tuple[int, int]]:
    like = _likenesses(left, right)
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + like[i][j])
    pairs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if like[i][j] and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likenesses(left: Sequence[Text], right: Sequence[Text]) -> list[list[float]]:
    ours, theirs = [_doubles(a.text) for a in left], [_doubles(b.text) for b in right]
    return [
        [1.0 if a.template_hash == b.template_hash else _dice(x, y) for b, y in zip(right, theirs, strict=True)]
        for a, x in zip(left, ours, strict=True)
    ]


def _doubles(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    shared = 2 * len(one & other) / ((len(one) + len(other)) or 1)
    return shared if shared >= LEAST else 0.0
