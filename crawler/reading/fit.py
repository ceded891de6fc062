"""How well a block goes on where another one is torn: log odds, from the characters on both sides.

What is seen of the two (FEATURES) is weighed by `fit.tsv`: a logistic regression on torn pages made of invented
articles, fitted by `make weights`. Most of it is how much likelier the tail's first characters are behind the head than
at the start of a paragraph (`language.py`), what a network says that looks further (`seam_network.py`), and whether the
two look like an end and a rest at all (`standing.py`); quotes, ordinals and figures that are cut in two say the rest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from operator import add, mul

from crawler.reading import seam_network
from crawler.reading.language import START, goes_on, squeezed
from crawler.reading.numbering import inner
from crawler.reading.standing import standing

PAIRS = {"“": "”", "‘": "’", "《": "》", "(": ")", "「": "」", "『": "』", "【": "】"}
CLOSERS = frozenset(PAIRS.values())
# Marks that no sentence and no paragraph opens with
NO_OPENER = frozenset(",。、;:?!,;:?!.%‰") | CLOSERS
# Marks after which a sentence must go on
NO_END = frozenset(",、,(《“‘「『【")
# 2148|人, 25|0件: what stands right after a number; and a paragraph seldom opens with a count
MEASURES = frozenset(
    "件人次条个项名篇份家场期万亿千百%‰元户天年月日多余倍位种类批起所座只台辆处公米吨亩岁对届宗册部门级"
)
# 2024年, 3月1日, 1.: numbers that paragraphs open with
PARAGRAPH_NUMBER = re.compile(r"\d{4}年|\d{1,2}月\d|\d{1,2}[、.] ?\D")
FULL_STOP = re.compile(r"[。!?;]")
COMMA = re.compile("[,、]")

LOOKED_AT = 80
"""Characters on each side of the tear."""
FIRST = 3
"""Characters of the tail whose likelihood is asked."""
MOST_LIKELY = 10.0
CERTAIN = 8.0
"""Log odds at most, for and against."""
OF_HEAD = ("after_mark", "after_de", "cut")
OF_TAIL = (
    "opens", "known_start", "start_of_page", "stop_soon", "stop_early", "comma_at_once", "paragraph_number", "quoted",
    "short", "rest",
)  # fmt: skip
OF_BOTH = (
    "goes_on", "pair_here", "triples_here", "closes_open", "leaves_open", "closes_unopened", "next_ordinal",
    "other_ordinal", "mark_of_nothing", "mark", "digits", "measure", "network",
)  # fmt: skip
FEATURES = (*OF_HEAD, *OF_TAIL, *OF_BOTH)
"""What is seen of head and tail, in the order of `seen`; the names of the rows of `fit.tsv`."""


@cache
def openers() -> frozenset[str]:
    """Words of two characters that paragraphs open with, from `openers.tsv`."""
    lines = files("crawler.reading").joinpath("openers.tsv").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split("\t")[0].split())


class Seams:
    """The blocks of a page as heads and tails of torn sentences. Blocks go by their index."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)
        self._heads: dict[int, _Head] = {}
        self._tails: dict[int, _Tail] = {}
        self._odds: dict[tuple[int, int], float] = {}

    def fit(self, head: int, tail: int) -> float:
        """Log odds that block `tail` goes on where `head` is torn, before it is asked how near it stands.

        Above 2 hardly any stranger, below -2 hardly any continuation. Every reading that is tried asks again.
        """
        if (head, tail) not in self._odds:
            bias, weights = _weights()
            said = bias + sum(map(mul, self.seen(head, tail), weights))
            self._odds[head, tail] = max(-CERTAIN, min(CERTAIN, said))
        return self._odds[head, tail]

    def seen(self, head: int, tail: int) -> tuple[float, ...]:
        """FEATURES of the two; all 0 where one has no text."""
        left, right = self._head(head), self._tail(tail)
        if not left.text or not right.text:
            return (0.0,) * len(FEATURES)
        return (*left.seen, *right.seen, *_across(left, right, self.counts))

    def _head(self, block: int) -> _Head:
        if block not in self._heads:
            self._heads[block] = _head(self._texts[block])
        return self._heads[block]

    def _tail(self, block: int) -> _Tail:
        if block not in self._tails:
            self._tails[block] = _tail(self._texts[block], self.counts)
        return self._tails[block]

    @cached_property
    def counts(self) -> _Counts:
        """How often characters stand together on this page: its own words."""
        return _counts(self._texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    text: str
    """Its end, squeezed."""
    open: tuple[bool, ...]
    """Of each of PAIRS, whether it is open at the end."""
    ordinal: int | None
    side: seam_network.Side
    seen: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tail:
    text: str
    """Its start, squeezed."""
    closes: tuple[bool, ...]
    """Of each of PAIRS, whether it is closed before it is opened."""
    ordinal: int | None
    usual: float
    """The log of how likely its first characters are anywhere."""
    numbered: bool
    side: seam_network.Side
    seen: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    pairs: Counter[str]
    triples: frozenset[str]
    starts: Counter[str]
    """How many blocks open with these two characters."""
    singles: Counter[str]
    total: int


def _counts(texts: Iterable[str]) -> _Counts:
    plain = [squeezed(text) for text in texts]
    singles = Counter(chain.from_iterable(plain))
    pairs = [list(map(add, text, text[1:])) for text in plain]
    triples = (map(add, of_text, text[2:]) for of_text, text in zip(pairs, plain, strict=True))
    return _Counts(
        pairs=Counter(chain.from_iterable(pairs)),
        triples=frozenset(chain.from_iterable(triples)),
        starts=Counter(text[:2] for text in plain),
        singles=singles,
        total=max(1, singles.total()),
    )


def _head(text: str) -> _Head:
    end = squeezed(text[-LOOKED_AT:])
    ordinals = inner(text)
    return _Head(
        text=end,
        open=tuple(text.count(opener) > text.count(closer) for opener, closer in PAIRS.items()),
        ordinal=ordinals[-1] if ordinals else None,
        side=seam_network.head(end),
        seen=(float(end[-1:] in NO_END), float(end[-1:] == "的"), standing(text).cut),
    )


def _tail(text: str, counts: _Counts) -> _Tail:
    start = squeezed(text[:LOOKED_AT])
    first, ordinals = start[:FIRST], inner(text)
    usual = goes_on("", first)
    stop, comma = FULL_STOP.search(start), COMMA.search(start)
    numbered = PARAGRAPH_NUMBER.match(text) is not None
    return _Tail(
        text=start,
        closes=tuple(_closes(text, opener, closer) for opener, closer in PAIRS.items()),
        ordinal=ordinals[0] if ordinals else None,
        usual=usual,
        numbered=numbered,
        side=seam_network.tail(start),
        seen=(
            _bounded(goes_on(START, first) - usual),
            float(start[:2] in openers()),
            float(counts.starts[start[:2]] > 1),
            float(stop is not None and stop.start() <= 2),
            float(stop is not None and stop.start() <= 8),
            float(comma is not None and comma.start() <= 1),
            float(numbered),
            float(start.startswith(("“", "("))),
            float(len(text) < 20),
            standing(text).rest,
        ),
    )


def _closes(text: str, opener: str, closer: str) -> bool:
    opens, closes = text.find(opener), text.find(closer)
    return closes >= 0 and (opens < 0 or closes < opens)


def _across(head: _Head, tail: _Tail, counts: _Counts) -> tuple[float, ...]:
    left, right = head.text, tail.text
    together = counts.pairs[left[-1] + right[0]]
    expected = counts.singles[left[-1]] * counts.singles[right[0]] / counts.total
    triples = (left[-2:] + right[:1], left[-1:] + right[:2])
    expected_ordinal = 1 if head.ordinal is None else head.ordinal + 1
    of_pairs = tuple(zip(head.open, tail.closes, strict=True))
    unopened = right[0] in CLOSERS and not any(is_open for is_open, closes in of_pairs if closes)
    after_number = left[-1] == "0" and not tail.numbered
    return (
        _bounded(goes_on(left, right[:FIRST]) - tail.usual),
        math.log((together + 0.3) / (expected + 0.3)),
        float(sum(triple in counts.triples for triple in triples)),
        float(sum(is_open and closes for is_open, closes in of_pairs)),
        float(sum(is_open and not closes for is_open, closes in of_pairs)),
        float(sum(closes and not is_open for is_open, closes in of_pairs)),
        float(tail.ordinal == expected_ordinal and head.ordinal is not None),
        float(tail.ordinal is not None and tail.ordinal != expected_ordinal),
        float(unopened),
        float(right[0] in NO_OPENER and not unopened),
        float(after_number and right[0] == "0"),
        float(after_number and right[0] in MEASURES),
        _bounded(seam_network.odds(head.side, tail.side)),
    )


def _bounded(odds: float) -> float:
    return max(-MOST_LIKELY, min(MOST_LIKELY, odds))


@cache
def _weights() -> tuple[float, tuple[float, ...]]:
    """The bias and the weight of each of FEATURES."""
    text = files("crawler.reading").joinpath("fit.tsv").read_text("utf-8")
    rows = dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return float(rows["bias"]), tuple(float(rows[name]) for name in FEATURES)
