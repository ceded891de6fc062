"""Our own reader of unknown pages: the element whose blocks, taken together, are most like an article.

Every block is worth its characters where it reads as sentences, and costs where it is a link or a label. The article is
the element with the greatest sum, and within it the run of blocks with the greatest sum (maximum subsequence
segmentation, Pasternack and Roth, WWW 2009). Chinese needs no words for this: its punctuation is full-width.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
MOSTLY_LINKED, ALL_LINKED = 0.6, 0.9
NEAR = 3
"""Elements, counted from a block's holder upwards, that tie a teaser to its title."""
SHORTEST_TITLE = 6
LINK_COST, LABEL_COST, SHORT = 6, 6, 30
PUNCTUATED = 12
"""Characters that one mark of punctuation vouches for; a block without sentences is worth little, however long."""
WHOLE_PAGE = 0.4
"""Share of the page's worth from which an element is the article's, whatever it is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A page's blocks with what each is worth, and which of them are no article's by their place."""

    worths: tuple[float, ...]
    asides: frozenset[int]
    chains: tuple[tuple[HtmlElement, ...], ...]


def weigh(page: Sequence[Located]) -> Weighed:
    """What each block is worth. Blocks in comments, related lists and teasers are worth nothing, and named."""
    chains = tuple((each.holder, *each.holder.iterancestors()) for each in page)
    worths = [_worth(each.block) for each in page]
    asides = _named_asides(worths, chains) | _teasers(page, worths, chains)
    charged = (min(worth, -2.0) if i in asides else worth for i, worth in enumerate(worths))
    return Weighed(worths=tuple(charged), asides=asides, chains=chains)


def read(page: Sequence[Located], weighed: Weighed | None = None) -> frozenset[int]:
    """Indices of the blocks that are the article, empty where nothing on the page reads as one."""
    weighed = weighed or weigh(page)
    best = _best_element(weighed.worths, weighed.chains)
    if best is None:
        return frozenset()
    first, last = _best_run(weighed.worths, *best)
    return frozenset(
        i for i in range(first, last + 1) if weighed.worths[i] > 0 or page[i].block.link_share < MOSTLY_LINKED
    )


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


def _named_asides(worths: Sequence[float], chains: Sequence[tuple[HtmlElement, ...]]) -> frozenset[int]:
    """Blocks inside elements that are named as no article, unless most of the page's text is."""
    held: defaultdict[HtmlElement, float] = defaultdict(float)
    for worth, chain in zip(worths, chains, strict=True):
        for element in chain:
            held[element] += max(0.0, worth)
    most = WHOLE_PAGE * sum(worth for worth in worths if worth > 0)
    asides = {element for element, worth in held.items() if worth <= most and _is_aside(element)}
    return frozenset(i for i, chain in enumerate(chains) if not asides.isdisjoint(chain))


def _teasers(
    page: Sequence[Located], worths: Sequence[float], chains: Sequence[tuple[HtmlElement, ...]]
) -> frozenset[int]:
    """Summaries that each stand right below a linked title, at least three of one make on the page."""
    below: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for i, (above, each) in enumerate(pairwise(page), 1):
        if worths[i] > 0 and above.block.link_share >= ALL_LINKED:
            near = any(element in chains[i][:NEAR] for element in chains[i - 1][:NEAR])
            if near and inked(above.block.text) > SHORTEST_TITLE:
                below[str(each.holder.tag), each.holder.get("class", "")].append(i)
    return frozenset(i for alike in below.values() if len(alike) >= 3 for i in alike)


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
