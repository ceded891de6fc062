"""List marks at the start of a block, and what may follow what: 一、 (一) 一是 1. (1) ① and bullets."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_STYLES = (
    # 第一部分 / 第二章
    ("part", re.compile(r"第([一二三四五六七八九十]{1,3})(?:部分|章|篇)")),
    # 一、2023年工作回顾
    ("chapter", re.compile(r"([一二三四五六七八九十]{1,3})(?:、|[,.．]\s*(?=\S))")),
    # (一)注重在高举旗帜上聚焦发力
    ("section", re.compile(r"[((]\s*([一二三四五六七八九十]{1,3})\s*[))]")),
    # 一是找准着力点
    ("item", re.compile(r"([一二三四五六七八九十])(?:是|要|则)")),
    # 1.推进, 2、完善, 3 践行为民理念 – but not 1.5亿元, 2024年, 12月
    ("digit", re.compile(r"(\d{1,2})(?:[、.．](?!\d)|[ \u3000]+(?=[\u4e00-\u9fff“]))")),
    # (1)组织委员
    ("small", re.compile(r"[((]\s*(\d{1,2})\s*[))]")),
    ("circled", re.compile(f"([{CIRCLED}])")),
)
BULLET = re.compile(r"[-–●■◆▲△○◎★☆·•*※□](?=\s*[\u4e00-\u9fff“])(?!\s*本报|\s*记者|\s*通讯员|\s*文)")
# 一是…二是…三是 inside a paragraph; not 这一是, 统一是
INNER = re.compile(r"(?:^|[。;:,!?])(?:第)?([一二三四五六七八九十])(?:是|要)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A list mark: its style and its ordinal; `length` counts the characters of the mark itself."""

    style: str
    ordinal: int
    length: int


# Every section may have its own 一是…二是 and 1. 2. without a heading between them
RECURRING = frozenset({"item", "digit", "small", "circled"})

# Which level stands above which, in the usual order of official documents
RANK = {"part": 0, "chapter": 1, "section": 2, "digit": 3, "small": 4, "circled": 5, "item": 6, "bullet": 7}
SEQUEL = 2.0
"""What the next number is worth."""

State = tuple[tuple[str, int], ...]
"""The open levels of an article's numbering, outermost first: (("chapter", 2), ("section", 3))."""


def ordinal(text: str) -> int:
    """The value of 三, 十二, 二十一, 12 or ③; 0 for anything else."""
    if text.isdigit() and text.isascii():
        return int(text)
    if text in CIRCLED:
        return CIRCLED.index(text) + 1
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return DIGITS.find(text) + 1
    return (DIGITS.find(tens) + 1 if tens else 1) * 10 + (DIGITS.find(ones) + 1 if ones else 0)


def mark(text: str) -> Mark | None:
    """The list mark that the text opens with; a bullet has ordinal 0."""
    for style, pattern in _STYLES:
        if found := pattern.match(text):
            return Mark(style=style, ordinal=ordinal(found[1]), length=found.end())
    found = BULLET.match(text)
    return Mark(style="bullet", ordinal=0, length=found.end()) if found else None


def step(state: State, found: Mark | None) -> tuple[State, float]:
    """The numbering after a block with this mark, and how well it follows: from +2 (the next number) to −5."""
    if found is None:
        return state, 0.0
    if found.style == "bullet":
        return _listed(state)
    styles = [style for style, _ in state]
    if found.style in styles:
        level = styles.index(found.style)
        sequel = _sequel(state[level][1], found.ordinal)
        if found.style in RECURRING:
            sequel = max(sequel, -0.3 if found.ordinal == 1 else -2.0)
        return (*state[:level], (found.style, found.ordinal)), sequel
    above = tuple(level for level in state if RANK[level[0]] < RANK[found.style])
    opened = (*above, (found.style, found.ordinal))
    return opened, 0.5 if found.ordinal == 1 else _missing(state, above)


def _listed(state: State) -> tuple[State, float]:
    """A bullet after a bullet goes on with a list; one that opens an article has lost the list's beginning."""
    if state and state[-1][0] == "bullet":
        return state, 1.0
    return (*state, ("bullet", 0)), 0.0 if state else -1.0


def _sequel(last: int, ordinal_now: int) -> float:
    if ordinal_now == last + 1:
        return SEQUEL
    if ordinal_now > last:
        return -1.5
    return -6.0 if ordinal_now == 1 else -4.0


def _missing(state: State, above: State) -> float:
    """A level that opens with another number than one: its beginning is not on the page, or it is not this article.

    二、 after (二) is no wonder where the page begins in the middle of 一、.
    """
    if not state:
        return -1.0
    return -0.5 if len(above) < len(state) else -2.5


def inner(text: str) -> tuple[int, ...]:
    """The ordinals of 一是…二是 inside a text, in their order."""
    return tuple(ordinal(found) for found in INNER.findall(text))
