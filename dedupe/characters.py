"""The classes of characters that the canonical form speaks of (CANONICAL.md §2), read from `classes.tsv`.

The classes are a published list and not the running Python's Unicode tables: a later Python must not move a hash.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final


def _ranges() -> tuple[tuple[str, int, int], ...]:
    rows = files("dedupe").joinpath("classes.tsv").read_text("utf-8").splitlines()[1:]
    cells = [row.split("\t") for row in rows]
    return tuple((kind, int(first, 16), int(last, 16)) for first, last, kind, _reason in cells)


RANGES: Final = _ranges()


def within(*kinds: str, last: int = 0x10FFFF) -> str:
    """The inside of a regex class that holds every character of these classes, up to the code point `last`."""
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for kind, low, high in RANGES if kind in kinds and high <= last)


NUMERALS: Final = "零〇一二三四五六七八九十百千万亿兆两廿卅壹贰叁肆伍陆柒捌玖拾佰仟" + "億兩叄萬貳陸韆"
"""Chinese numerals; the last seven become numerals when they are simplified, so they are numerals before it."""

MAGNITUDES: Final = "百千万亿兆佰仟億萬韆"
"""Numerals that go on a number of digits: 5万, 3千."""

HYPHENS: Final = "-‐‑−－﹣"
"""Marks that stand for a minus sign as well as for a range."""

WIDE_DASHES: Final = "‒–—―─━~～〜∼"
"""Marks that stand for a range or for a dash in the sentence."""

DASHES: Final = HYPHENS + WIDE_DASHES

POINTS: Final = {
    ".": ".",
    "．": ".",
    ",": ",",
    "，": ",",
    ":": ":",
    "：": ":",
    "∶": ":",
    "/": "/",
    "／": "/",
    "⁄": "/",
    "∕": "/",
    "^": "^",
}
"""Marks that stay between two figures when they stand alone, and the form in which they stay."""

UNITS: Final = "%‰‱°"
"""Signs after a figure; a figure goes on behind them: 5%-10%."""

CURRENCY: Final = "$¥€£"

HAN: Final = "\u4e00-\u9fff"
"""The hanzi that Unicode normalisation leaves alone; the rest of them take the long way."""

RINGED: Final = {
    chr(first + offset): str(number + offset)
    for first, number, many in ((0x24EB, 11, 10), (0x24F5, 1, 10), (0x24FF, 0, 1), (0x2776, 1, 10), (0x2780, 1, 10))
    for offset in range(many)
} | {chr(0x278A + offset): str(1 + offset) for offset in range(10)}
"""Ringed numbers that Unicode does not map to their digits: ❶ ➀ ⓫."""
