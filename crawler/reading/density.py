"""Our own reader of unknown pages: the element whose blocks, taken together, are most like an article.

Every block is worth its characters where it reads as sentences, and costs where it is a link or a label. The article is
the element with the greatest sum, and within it the run of blocks with the greatest sum (maximum subsequence
segmentation, Pasternack and Roth, WWW 2009). Chinese needs no words for this: its punctuation is full-width.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.reading.blocks import Located, inked
from crawler.reading.model import Block

PUNCTUATION = re.compile(r"[，。；？！、：“”]|[,.;?!](?=\s|$)")
# What builders of sites name that is not the article, whole words of a class or id: "comment-list", "share_box".
ASIDE_NAME = re.compile(
    r"(?:^|[-_ ])(?:comments?|reply|replies|related?|recommend(?:ed|s)?|foot(?:er)?|copyright|share|sidebar|aside|nav|"
    r"menu|hot|rank|banner|ads?|crumbs?|breadcrumbs?|login|search|tags|pinglun|tuijian|xiangguan)(?:$|[-_ \d])",
    re.I,
)
ASIDE_TAGS = frozenset(("nav", "aside", "footer"))
LINKED = 0.4
"""Share of linked characters from which a block leads elsewhere."""
LINK_COST, LABEL_COST, SHORT = 6, 6, 30
PUNCTUATED = 12
"""Characters that one mark of punctuation vouches for; a block without sentences is worth little, however long."""
WHOLE_PAGE = 0.4
"""Share of the page's worth from which an element is the article's, whatever it is named."""


def read(page: Sequence[Located]) -> frozenset[int]:
    """Indices of the blocks that are the article, empty where nothing on the page reads as one."""
    chains = [_ancestors(each.holder) for each in page]
    worths = _without_asides([_worth(each.block) for each in page], chains)
    best = _best_element(worths, chains)
    if best is None:
        return frozenset()
    first, last = _best_run(worths, *best)
    return frozenset(i for i in range(first, last + 1) if worths[i] > 0 or page[i].block.link_share < 0.6)


def _worth(block: Block) -> float:
    size = inked(block.text)
    if block.link_share > LINKED:
        return -LINK_COST - size
    marks = len(PUNCTUATION.findall(block.text))
    if not marks:
        return -LABEL_COST if size < SHORT else 2
    if marks == 1 and size <= 25:
        return -2
    return min(size * (1 - 1.5 * block.link_share), 30 + marks * PUNCTUATED)


def _ancestors(element: HtmlElement) -> tuple[HtmlElement, ...]:
    return (element, *element.iterancestors())


def _without_asides(worths: list[float], chains: Sequence[tuple[HtmlElement, ...]]) -> list[float]:
    """The worths, with those of blocks in comments, related lists and the like taken away."""
    held: defaultdict[HtmlElement, float] = defaultdict(float)
    for worth, chain in zip(worths, chains, strict=True):
        for element in chain:
            held[element] += max(0.0, worth)
    most = WHOLE_PAGE * sum(worth for worth in worths if worth > 0)
    asides = {element for element, worth in held.items() if worth < most and _is_aside(element)}
    return [
        -2.0 if worth > 0 and not asides.isdisjoint(chain) else worth
        for worth, chain in zip(worths, chains, strict=True)
    ]


def _is_aside(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in ASIDE_TAGS or ASIDE_NAME.search(names) is not None


def _best_element(worths: Sequence[float], chains: Sequence[tuple[HtmlElement, ...]]) -> tuple[int, int] | None:
    """First and last block of the element of the greatest sum; the smaller one of equals."""
    sums: defaultdict[HtmlElement, float] = defaultdict(float)
    spans: dict[HtmlElement, tuple[int, int]] = {}
    for i, (worth, chain) in enumerate(zip(worths, chains, strict=True)):
        for element in chain:
            sums[element] += worth
            spans[element] = (spans.get(element, (i, i))[0], i)
    best = max(sums, key=lambda element: (sums[element], spans[element][0] - spans[element][1]), default=None)
    return None if best is None or sums[best] <= 0 else spans[best]


def _best_run(worths: Sequence[float], first: int, last: int) -> tuple[int, int]:
    """The run within first…last of the greatest sum (Kadane's algorithm)."""
    total, start, best, run = 0.0, first, 0.0, (first, last)
    for i in range(first, last + 1):
        if total <= 0:
            total, start = 0.0, i
        total += worths[i]
        if total > best:
            best, run = total, (start, i)
    return run
