"""Keyword in context: a word in the middle of its line, so that its uses can be read down the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

WIDTH = 18
"""Characters on either side."""


def contexts(text: str, word: str, width: int = WIDTH) -> Iterator[tuple[str, str, str]]:
    """Each use of the word: what stands before it, the word as printed, what stands after it."""
    held, wanted = text.lower(), word.lower()
    if len(held) != len(text) or not wanted:
        held, wanted = text, word
    at = held.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        yield text[max(0, at - width) : at], text[at:end], text[end : end + width]
        at = held.find(wanted, end)


def aligned(before: str, width: int = WIDTH) -> str:
    """What stands before a word, filled up on the left so that words of many lines stand in one column."""
    return " " * (2 * width - columns(before)) + before


def columns(text: str) -> int:
    """Columns of a terminal that a text takes: two for a hanzi (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
