"""How well a block continues a torn end: the log of the odds, from the characters on both sides of the tear.

The weights come from a logistic regression on 1,150 paragraphs of real pages, each torn at random and offered its own
continuation, another paragraph's start and another paragraph's middle (area under the curve .93 against starts, .90
against middles).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from crawler.reading.numbering import inner

PAIRS = {"“": "”", "‘": "’", "《": "》", "(": ")", "「": "」", "『": "』", "【": "】"}
CLOSERS = frozenset(PAIRS.values())
# Marks that no sentence and no paragraph opens with
NO_OPENER = frozenset(",。、;:?!,;:?!.%‰") | CLOSERS
# Marks after which a sentence must go on
NO_END = frozenset(",、,(《“‘「『【+-/") | frozenset("的")
# 2148|人, 25|0件, 开展|19期: what stands right after a number; and a paragraph seldom opens with a count
MEASURES = frozenset(
    "件人次条个项名篇份家场期万亿千百%‰元户天年月日多余倍位种类批起所座只台辆处公米吨亩岁对届宗册部门级"
)
# 2024年, 3月1日, 1.: numbers that paragraphs open with
PARAGRAPH_NUMBER = re.compile(r"\d{4}年|\d{1,2}月\d|\d{1,2}[、.] ?\D")
FULL_STOP = re.compile(r"[。!?;]")
_RUNS = ((re.compile(r"[A-Za-z]+"), "A"), (re.compile(r"[0-9.]+"), "0"))

CERTAIN = 6.0
SHORTEST_SENTENCE = 2
"""Characters: no paragraph opens with a sentence as short as that."""
UNSEEN = -4.0
SAME_START = 2.5
"""Another block opens with the same two characters: 突出协商办理。 beside 突出跟踪问效。"""
OPENER = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The table of `neighbours.tsv`: frequency in a million, log odds of opening a paragraph, bands of followers."""

    frequency: Mapping[str, int]
    opens: Mapping[str, int]
    bands: Mapping[str, int]
    """Two characters → rounded log of how much oftener the pair stands than by chance."""


@cache
def neighbours() -> Neighbours:
    """The table, read once."""
    lines = files("crawler.reading").joinpath("neighbours.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    bands = {row[0] + other: band for row in rows for band, others in _bands(row[3:]) for other in others}
    return Neighbours(
        frequency={row[0]: int(row[1]) for row in rows}, opens={row[0]: int(row[2]) for row in rows}, bands=bands
    )


def _bands(cells: Iterable[str]) -> Iterator[tuple[int, str]]:
    for cell in filter(None, cells):
        band, _, followers = cell.partition(":")
        yield int(band), followers


@cache
def openers() -> frozenset[str]:
    """Words of two characters that paragraphs open with, from `openers.tsv`."""
    lines = files("crawler.reading").joinpath("openers.tsv").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split("\t")[0].split())


def squeezed(text: str) -> str:
    """The text as the table counts it: a run of digits is 0, of Latin letters A, no spaces."""
    for pattern, stands_for in _RUNS:
        text = pattern.sub(stands_for, text)
    return "".join(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCounts:
    """How often two characters stand together on this page, and each alone: the page's own words."""

    pairs: Mapping[str, int]
    triples: Mapping[str, int]
    starts: Mapping[str, int]
    """How many blocks open with these two characters."""
    singles: Mapping[str, int]
    total: int


def page_counts(texts: Iterable[str]) -> PageCounts:
    """The counts over the blocks of a page."""
    pairs: Counter[str] = Counter()
    triples: Counter[str] = Counter()
    starts: Counter[str] = Counter()
    singles: Counter[str] = Counter()
    for text in texts:
        plain = squeezed(text)
        pairs.update(map("".join, pairwise(plain)))
        triples.update(plain[n : n + 3] for n in range(len(plain) - 2))
        starts[plain[:2]] += 1
        singles.update(plain)
    return PageCounts(pairs=pairs, triples=triples, starts=starts, singles=singles, total=max(1, singles.total()))


def fit(head: str, tail: str, page: PageCounts) -> float:
    """Log odds that `tail` goes on where `head` was torn, when another paragraph's start is the alternative.

    Above 2 hardly any stranger, below -2 hardly any continuation; ±6 is certain.
    """
    left, right = squeezed(head[-80:]), squeezed(tail[:80])
    if not left or not right:
        return UNSEEN
    if right[0] in NO_OPENER and not (right[0] in CLOSERS and not _awaits(head, right[0])):
        return CERTAIN
    if left[-1] in NO_END and left[-1] not in "+-/的":
        return 0.3 + _balance(head, tail) + _ordinals(head, tail) + 0.5 * _opening(right) - _known_start(right, page)
    if left[-1] == "0" and (right[0] == "0" or right[0] in MEASURES):
        return (
            _number(left[-1:] + right, tail) + _balance(head, tail) + _ordinals(head, tail) - _known_start(right, page)
        )
    odds = 0.38 * _band(left[-1], right[0]) + 1.1 * _local(left[-1], right[0], page) + 0.5 * _opening(right)
    odds += _phrases(left, right, page) - _known_start(right, page)
    odds += 2.5 * (right[0] == "0" and right[1:2] in MEASURES and not PARAGRAPH_NUMBER.match(tail))
    odds += (
        2.5 * (_first_stop(right) <= SHORTEST_SENTENCE)
        + 0.5 * (_first_stop(right) <= 8)
        + 0.5 * (_first_comma(right) <= 1)
    )
    return max(-CERTAIN, min(CERTAIN, odds + _balance(head, tail) + _ordinals(head, tail) - 0.3))


def word_of_its_own(tail: str) -> float:
    """How strongly the first two characters hold together, from 0: 合 of 合作社 goes with 作, not with 结 before it."""
    right = squeezed(tail[:20])
    return max(0.0, neighbours().bands.get(right[:2], 0) - 1.0)


def _number(across: str, tail: str) -> float:
    """A number goes on with its digits or its measure; a paragraph may open with a year, a day, or 项目."""
    if PARAGRAPH_NUMBER.match(tail):
        return -2.0
    return 4.0 if across[1] == "0" or neighbours().bands.get(across[1:3], 0) < 3 else 0.5


def _awaits(head: str, closer: str) -> bool:
    opener = next(o for o, c in PAIRS.items() if c == closer)
    return head.count(opener) > head.count(closer)


def _band(left: str, right: str) -> float:
    table = neighbours()
    if (left + right) in table.bands:
        return table.bands[left + right]
    expected = table.frequency.get(left, 5) * 1.8 * table.frequency.get(right, 5) / 1e6
    return max(UNSEEN, -math.log1p(expected / 1.2))


def _local(left: str, right: str, page: PageCounts) -> float:
    """How much oftener than chance the two stand together elsewhere on this page."""
    together = page.pairs.get(left + right, 0)
    expected = page.singles.get(left, 0) * page.singles.get(right, 0) / page.total
    return math.log((together + 0.3) / (expected + 0.3))


def _known_start(right: str, page: PageCounts) -> float:
    """Whether another block of the page, or paragraphs in general, open with these words."""
    return SAME_START * (page.starts.get(right[:2], 0) > 1) + OPENER * (right[:2] in openers())


def _phrases(left: str, right: str, page: PageCounts) -> float:
    """Whether three characters across the tear stand together elsewhere on the page."""
    across = (left[-2:] + right[:1], left[-1:] + right[:2])
    return 1.3 * sum(len(triple) == 3 and page.triples.get(triple, 0) > 0 for triple in across)


def _opening(right: str) -> float:
    """Negative where these characters like to open a paragraph."""
    return -float(max(-2, min(3, neighbours().opens.get(right[0], 0))))


def _first_stop(right: str) -> int:
    found = FULL_STOP.search(right)
    return found.start() if found else 99


def _first_comma(right: str) -> int:
    return min((n for n in (right.find(","), right.find("、"), right.find(",")) if n >= 0), default=99)


def _balance(head: str, tail: str) -> float:
    """Quotes and brackets that are open at the tear must close after it, and none may close that were not open."""
    total = 0.0
    for opener, closer in PAIRS.items():
        is_open = head.count(opener) > head.count(closer)
        opens, closes = tail.find(opener), tail.find(closer)
        closes_first = closes >= 0 and (opens < 0 or closes < opens)
        if is_open:
            total += 3.0 if closes_first else -3.0
        elif closes_first:
            total -= 3.0
    return total


def _ordinals(head: str, tail: str) -> float:
    """一是…二是 in the head and 三是 in the tail belong together."""
    before, after = inner(head), inner(tail)
    if not after:
        return 0.0
    expected = before[-1] + 1 if before else 1
    if after[0] == expected and before:
        return 2.5
    return 0.0 if after[0] == expected else -1.0
