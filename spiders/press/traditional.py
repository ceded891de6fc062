"""The traditional channel: the same articles in traditional characters."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from opencc import OpenCC

from spiders.press.model import Leaf


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in traditional characters."""
    converted: str = _converter().convert(text)
    return converted


def traditional_leaf(leaf: Leaf) -> Leaf:
    """The article in traditional characters, line by line."""
    lines = tuple(replace(line, text=traditional(line.text)) for line in leaf.lines)
    return replace(
        leaf,
        title=traditional(leaf.title),
        kicker=traditional(leaf.kicker) if leaf.kicker else None,
        headline=traditional(leaf.headline) if leaf.headline else None,
        byline=traditional(leaf.byline) if leaf.byline else None,
        lines=lines,
    )
