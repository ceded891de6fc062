"""Independent readers of an unknown page, and what they agree on.

Each reader only chooses among the page's blocks, so that readers compare with each other, and the text that is kept is
ours whoever chose it. trafilatura's settings are those that suit Chinese: its default minimum of 250 characters fits
Latin script, comments are not the article, and with precision but without tables it finds nothing on many pages. It is
asked for its own choice alone (`fast`): what it else compares it with is readability, which has a voice here already.
Where it finds nothing so, as on pages with a few words, it may compare.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from copy import deepcopy

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.readability_lxml import Document
from trafilatura.settings import Document as Extracted
from trafilatura.settings import use_config

from crawler.reading import density, furniture, html
from crawler.reading.blocks import NAMED, Located

CHINESE_SETTINGS = use_config()
CHINESE_SETTINGS.set("DEFAULT", "MIN_EXTRACTED_SIZE", "80")
UNREAD = ("script", "style", "noscript", "iframe", "svg", "select", "button", "input", "textarea", "template")
ANCHOR = 12
"""Characters from which a block is recognised anywhere in a reader's text; a shorter one only between two of these."""
EDGE = 6
"""Short lines that may stand before an article's first sentence, or after its last."""
AGREED = 0.9
"""Agreement of two readers from which no third is asked."""

# Not a warning of ours: trafilatura logs each page that it gives up on, and another reader takes over.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def choose(
    tree: HtmlElement, page: Sequence[Located], named: frozenset[int] = frozenset()
) -> tuple[frozenset[int], float | None]:
    """The blocks that most readers would choose, and how far those readers agree (0…1); None where nothing is text.

    `named` is what stands in a container of a usual name, one voice among the others.
    """
    sizes = [len(each.block.text) for each in page]
    weighed = density.weigh(page)
    bare = _bare(tree)
    ours, theirs = density.read(page, weighed), _readability(bare, page) - weighed.asides
    agreement = overlap(ours, theirs, sizes)
    if agreement >= AGREED:
        return _with_edges(ours, page, weighed), agreement
    chosen = (ours, theirs, _trafilatura(bare, page) - weighed.asides, named - weighed.asides)
    best, nearness = _medoid([each for each in chosen if _says_something(each, page)], sizes)
    return _with_edges(best, page, weighed), nearness


def _says_something(chosen: frozenset[int], page: Sequence[Located]) -> bool:
    """Whether more was chosen than a copyright notice or a date line, which may be the longest line of a short page."""
    return None in furniture.reasons([page[i].block for i in sorted(chosen)])


def _with_edges(chosen: frozenset[int], page: Sequence[Located], weighed: density.Weighed) -> frozenset[int]:
    """The choice with the short lines that stand beside its first and last blocks, in the same element.

    Readers ask for sentences, and so miss a report's dateline, its speaker, 各位委员： and a closing byline.
    """
    if not chosen:
        return chosen

    def edge(start: int, step: int) -> Iterator[int]:
        beside = _row_of(page[start].holder)
        for i in range(start + step, start + step * (EDGE + 1), step):
            if not 0 <= i < len(page) or _row_of(page[i].holder) is not beside:
                return
            if i in weighed.asides or page[i].block.link_share > density.LINKED:
                return
            yield i

    rows = {_row_of(page[i].holder) for i in chosen}
    between = (i for i in range(min(chosen), max(chosen)) if _row_of(page[i].holder) in rows)
    inner = (i for i in between if i not in weighed.asides and page[i].block.link_share <= density.LINKED)
    return chosen | {*inner, *edge(min(chosen), -1), *edge(max(chosen), 1)}


def _row_of(holder: HtmlElement) -> HtmlElement | None:
    """The element in which a block stands beside others: a paragraph's parent, or the cell or division itself."""
    return holder.getparent() if holder.tag in NAMED - {"td", "th"} else holder


def overlap(one: frozenset[int], other: frozenset[int], sizes: Sequence[int]) -> float:
    """F1 of two choices, by characters."""
    both = sum(sizes[i] for i in one & other)
    return 2 * both / (sum(sizes[i] for i in one) + sum(sizes[i] for i in other) or 1)


def _medoid(chosen: Sequence[frozenset[int]], sizes: Sequence[int]) -> tuple[frozenset[int], float | None]:
    """The choice that is nearest to all others; the first of equals."""
    if not chosen:
        return frozenset(), None
    if len(chosen) == 1:
        return chosen[0], 0.0
    nearness = [
        sum(overlap(one, other, sizes) for j, other in enumerate(chosen) if i != j) / (len(chosen) - 1)
        for i, one in enumerate(chosen)
    ]
    best = max(range(len(chosen)), key=nearness.__getitem__)
    return chosen[best], nearness[best]


def _bare(tree: HtmlElement) -> HtmlElement:
    """A copy without what no reader reads; readers change the tree they are given."""
    bare = deepcopy(tree)
    etree.strip_elements(bare, etree.Comment, etree.ProcessingInstruction, *UNREAD, with_tail=False)
    return bare


def _trafilatura(bare: HtmlElement, page: Sequence[Located]) -> frozenset[int]:
    return _extracted(deepcopy(bare), page, alone=True) or _extracted(bare, page, alone=False)


def _extracted(bare: HtmlElement, page: Sequence[Located], *, alone: bool) -> frozenset[int]:
    document = trafilatura.bare_extraction(
        bare, include_comments=False, favor_precision=True, fast=alone, config=CHINESE_SETTINGS
    )
    return placed(document.text or "", page) if isinstance(document, Extracted) else frozenset()


def _readability(bare: HtmlElement, page: Sequence[Located]) -> frozenset[int]:
    return placed(html.visible_text(html.parse(Document(deepcopy(bare)).summary())), page)


def placed(text: str, page: Sequence[Located]) -> frozenset[int]:
    """Indices of the page's blocks that stand in a reader's text, in the text's order as far as it keeps the page's."""
    whole = _solid(text)
    blocks = [_solid(each.block.text) for each in page]
    anchors = {
        i: at for i, block in enumerate(blocks) if len(block) >= ANCHOR and (at := _find(whole, block)) is not None
    }
    order = sorted(anchors)
    short = (i for i, block in enumerate(blocks) if 0 < len(block) < ANCHOR)
    return frozenset(anchors) | {i for i in short if _stands_between(i, blocks, whole, anchors, order)}


def _find(whole: str, block: str) -> int | None:
    """Where a block starts in the text; a reader may have dropped a link or note inside it."""
    at = whole.find(block)
    if at < 0 and len(block) > 3 * ANCHOR:
        at = whole.find(block[: len(block) // 2])
        at = at if at >= 0 else whole.find(block[len(block) // 2 :])
    return at if at >= 0 else None


def _stands_between(i: int, blocks: Sequence[str], whole: str, anchors: dict[int, int], order: Sequence[int]) -> bool:
    """Whether a short block stands in the text where its neighbours on the page say it should."""
    after = bisect_left(order, i)
    start = anchors[order[after - 1]] + len(blocks[order[after - 1]]) if after else 0
    end = anchors[order[after]] if after < len(order) else len(whole)
    near = after in range(1, len(order)) or end - start < 10 * ANCHOR
    return near and whole.find(blocks[i], start, max(start, end)) >= 0


def _solid(text: str) -> str:
    return "".join(text.split())
