"""Says things in many ways: patterns with holes, filled from word lists so that an article never repeats itself.

`{name}` takes the context's value or the next word of that list, `{5~20}` a number, `{1.2~4.9}` a decimal.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

HOLE = re.compile(r"\{([a-z_]+|[\d.]+~[\d.]+)\}")
"""A hole of a pattern: {river}, {12~40}, {1.1~4.9}."""


@cache
def phrases(name: str) -> dict[str, Any]:
    """The phrase file `phrases/<name>.toml`."""
    text = files("spiders.press").joinpath("phrases", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


class Voice:
    """One article's way of saying things; the same seed says the same. `stated` collects the figures it spoke of."""

    def __init__(self, seed: str, context: Mapping[str, str]) -> None:
        self.random = Random(seed)
        self._context = context
        self._words: dict[str, list[str]] = phrases("slots")["slots"]
        self._bags: dict[str, list[str]] = {}
        self.stated: set[str] = set()

    def say(self, pattern: str) -> str:
        """The pattern with its holes filled."""
        return HOLE.sub(self._fill, pattern)

    def one(self, patterns: Sequence[str]) -> str:
        """One of the patterns, filled; the others follow before it comes again."""
        return self.say(self._draw("\n".join(patterns), patterns))

    def some(self, patterns: Sequence[str], count: int) -> list[str]:
        """`count` of the patterns (no more than there are), filled, in an order of their own."""
        return [self.say(pattern) for pattern in self.random.sample(list(patterns), min(count, len(patterns)))]

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def _fill(self, hole: re.Match[str]) -> str:
        name = hole[1]
        if "~" in name:
            return self._number(*name.split("~"))
        if name in self._context:
            self.stated.add(name)
            return self._context[name]
        return self.say(self._draw(name, self._words[name]))

    def _number(self, low: str, high: str) -> str:
        if "." in low:
            return f"{self.random.uniform(float(low), float(high)):.1f}"
        return str(self.random.randint(int(low), int(high)))

    def _draw(self, name: str, choices: Sequence[str]) -> str:
        bag = self._bags.get(name)
        if not bag:
            bag = self._bags[name] = self.random.sample(list(choices), len(choices))
        return bag.pop()
