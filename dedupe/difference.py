"""What differs between two nearly equal paragraphs, for a reader's eye: whole figures and words, not characters.

437件 beside 412件 is shown as 437 → 412, never as 3 → 1 and 7 → 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

# 437  1,234.5  95.3%  -3.5  APP  政
_TOKEN: Final = re.compile(r"[-−]?\d+(?:[.,，．]\d+)*[%％‰]?|[A-Za-z]+|\s+|.", re.DOTALL)

Change = Literal["same", "changed", "added", "removed"]
_CHANGES: Final[dict[str, Change]] = {"equal": "same", "replace": "changed", "insert": "added", "delete": "removed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of both texts: `before` of the first, `after` of the second; one is empty where the other has more."""

    change: Change
    before: str
    after: str


def difference(a: str, b: str) -> tuple[Piece, ...]:
    """The two texts in pieces, in order: their `before` joined is `a`, their `after` joined is `b`."""
    one, other = _TOKEN.findall(a), _TOKEN.findall(b)
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    between = slice(head, len(one) - tail), slice(head, len(other) - tail)
    matched = SequenceMatcher(None, one[between[0]], other[between[1]], autojunk=False)
    pieces = (
        Piece(
            change=_CHANGES[name],
            before="".join(one[head + i1 : head + i2]),
            after="".join(other[head + j1 : head + j2]),
        )
        for name, i1, i2, j1, j2 in matched.get_opcodes()
    )
    start, end = "".join(one[:head]), "".join(one[len(one) - tail :])
    return (*_same(start), *pieces, *_same(end))


def _common(one: list[str], other: list[str]) -> int:
    """How many tokens both begin with: most of two near paragraphs, and far quicker found than matched."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _same(text: str) -> tuple[Piece, ...]:
    return (Piece(change="same", before=text, after=text),) if text else ()


def brief(a: str, b: str) -> str:
    """The changes in one line: `437→412；＋有关；－进一步`. An empty line says that nothing differs."""
    return "；".join(_shown(piece) for piece in difference(a, b) if piece.change != "same")


def _shown(piece: Piece) -> str:
    match piece.change:
        case "added":
            return f"＋{piece.after}"
        case "removed":
            return f"－{piece.before}"
        case _:
            return f"{piece.before}→{piece.after}"
