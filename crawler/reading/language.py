"""How likely a character is after those before it, in Chinese newspaper text: a model of up to four characters.

The table (`language.tsv`) was counted by `make weights` from invented articles and from newspaper text of 1998. Where
it does not know four characters together it asks for the last three, and so on (discounted counts with backing off).
A row has the three characters before, filled up with spaces; how much is lost by asking for fewer of them; then each
character that may follow, with how likely it is: letters of BANDS, each STEP further down. The rows are in the order
of their first three characters, so that one is found without a dictionary of them all, which takes ten times the room.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import numpy as np

LONGEST = 4
"""Characters of the longest piece that is counted."""
START = "^"
"""Stands before a paragraph's first character."""
BANDS = ascii_lowercase + ascii_uppercase[1:]
"""No squeezed text has them: `A` stands for any Latin letters."""
STEP = 0.3
"""Of the natural logarithm."""
UNKNOWN = -15.0
"""A character that the table does not have."""

_BEFORE = LONGEST - 1
_LOGS = {band: -STEP * n for n, band in enumerate(BANDS)}
_RUNS = ((re.compile(r"[A-Za-z]+"), "A"), (re.compile(r"[0-9.]+"), "0"))


def squeezed(text: str) -> str:
    """The text as it was counted: a run of digits is 0, of Latin letters A, no spaces."""
    for pattern, stands_for in _RUNS:
        text = pattern.sub(stands_for, text)
    return "".join(text.split())


def goes_on(before: str, after: str) -> float:
    """The log of how likely `after` is behind `before`, both squeezed."""
    text = before[-_BEFORE:] + after
    first = len(text) - len(after)
    return sum(_log(text[max(0, at - _BEFORE) : at], text[at]) for at in range(first, len(text)))


@lru_cache(maxsize=1 << 16)
def _log(before: str, character: str) -> float:
    lost = 0.0
    for cut in range(len(before) + 1):
        row = _row(before[cut:])
        if row is None:
            continue
        found = _follower(row, character)
        if found is not None:
            return lost + found
        lost += _said(row[0])
    return UNKNOWN


@lru_cache(maxsize=1 << 14)
def _row(before: str) -> str | None:
    """What follows these characters: how much is lost by asking for fewer, then characters and bands by turns."""
    table = _table()
    key = _key(*map(ord, before.rjust(_BEFORE)))
    at = int(table.keys.searchsorted(np.uint64(key)))
    if at == len(table.keys) or table.keys[at] != key:
        return None
    return table.text[table.starts[at] + _BEFORE : table.starts[at + 1] - 1]


def _follower(row: str, character: str) -> float | None:
    at = row.find(character, 1)
    # A character may also be found where another one's band stands
    while at >= 0 and at % 2 == 0:
        at = row.find(character, at + 1)
    return _said(row[at + 1]) if at >= 0 else None


def _said(band: str) -> float:
    return _LOGS[band]


def _key(first: Any, second: Any, third: Any) -> Any:
    return first << 42 | second << 21 | third


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    text: str
    keys: np.ndarray[Any, np.dtype[np.uint64]]
    starts: np.ndarray[Any, np.dtype[np.int64]]
    """Where each row begins, and where the last one ends."""


@cache
def _table() -> _Table:
    text = files("crawler.reading").joinpath("language.tsv").read_text("utf-8")
    while text.startswith("#"):
        text = text[text.index("\n") + 1 :]
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    starts = np.concatenate([[0], np.flatnonzero(codes == ord("\n")) + 1])
    keys = _key(*(codes[starts[:-1] + place] for place in range(_BEFORE)))
    return _Table(text=text, keys=keys, starts=starts)
