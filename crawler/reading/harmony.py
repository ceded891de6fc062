"""Whether a block speaks with the voice of an article: a report of 政协, news about it, or anybody else.

A report's paragraphs sound like a report, each alone, and those of 政府工作报告, news and party documents do not: the
voices that `wording.py` knows tell a page's articles apart where their words do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from operator import add, sub

from crawler.reading.signs import narrow
from crawler.reading.wording import VOICES, together, wording

SHARPNESS = 0.8
"""Log odds of a point: what one paragraph says is less sure than what an article says."""
LOUDEST = 3.0
"""Log odds at most by which a block denies a voice."""
FULL = 40
"""Characters from which a block is heard in full; below, in proportion."""
SURE = 5.0
"""Log odds at most by which an article denies a voice."""
TITLE_SAYS = 3.0
"""Log odds by which a title denies the voices that are not its own."""
# What stands in the title of each kind of report
_TITLED = (("提案", "proposals"), ("决议", "resolution"), ("政协", "work"), ("常委", "work"))
_SAYS = {own: tuple(-TITLE_SAYS * (voice != own) for voice in VOICES) for own in VOICES}

Said = tuple[float, ...]
"""Log of the odds of each of VOICES, 0 for the likeliest."""
UNKNOWN: Said = (0.0,) * len(VOICES)
OTHERS = 0.6
"""Share of a page's articles that are none of ours; the other voices are equally frequent."""
USUAL: Said = tuple(math.log(OTHERS if voice == "other" else (1 - OTHERS) / (len(VOICES) - 1)) for voice in VOICES)


class Harmony:
    """How the blocks of a page sound. Blocks go by their index, sets of blocks are bit masks."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)
        self._found: dict[tuple[int, int, Said], float] = {}
        self._together: dict[int, Said] = {0: UNKNOWN}

    def odds(self, block: int, members: int, title: frozenset[str]) -> float:
        """Log odds that the block is of the article of these members and not of one of which nothing is known.

        `title` is the article's title as pairs of hanzi, empty where there is none.
        """
        key = (block, members & ~(1 << block), _of_title(title))
        if key not in self._found:
            said = self._said[block]
            spoken = self._spoken(members)
            others = _less(spoken, said) if members >> block & 1 else spoken
            article = _bounded(_plus(others, key[2]), SURE)
            alone, expected = _plus(said, USUAL), _plus(article, USUAL)
            self._found[key] = together(_plus(said, expected)) - together(expected) - together(alone)
        return self._found[key]

    def _spoken(self, members: int) -> Said:
        """What the members say together. An article grows block by block, so that most of it was added up before."""
        known, rest = members, []
        while known not in self._together:
            rest.append(known)
            known ^= 1 << known.bit_length() - 1
        for more in reversed(rest):
            self._together[more] = _plus(self._together[known], self._said[more.bit_length() - 1])
            known = more
        return self._together[members]

    @cached_property
    def _said(self) -> tuple[Said, ...]:
        return tuple(_heard(text) for text in self._texts)


def _heard(text: str) -> Said:
    loudness = SHARPNESS * min(1.0, len(text) / FULL)
    return _bounded((loudness * point for point in wording("", narrow(text)).points), LOUDEST)


def _bounded(odds: Iterable[float], most: float) -> Said:
    """The same with 0 for the likeliest and no other further below than `most`."""
    said = tuple(odds)
    return tuple(max(-most, point - max(said)) for point in said)


def _plus(first: Said, second: Said) -> Said:
    return tuple(map(add, first, second))


def _less(first: Said, second: Said) -> Said:
    return tuple(map(sub, first, second))


@lru_cache(maxsize=256)
def _of_title(title: frozenset[str]) -> Said:
    return next((_SAYS[voice] for word, voice in _TITLED if word in title), UNKNOWN)
