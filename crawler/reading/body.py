"""The main text of a page as blocks, and why everything else was left out.

With a container, from the platform or by the name of a known system: its blocks less the furniture. Without one:
what independent readers agree on, less the furniture. No visible character is lost: it is kept, or dropped with a
reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, islice, takewhile

from lxml.html import HtmlElement

from archive.records import Dropped
from crawler.reading import containers, density, furniture, html, readers
from crawler.reading.blocks import STYLE_HIDDEN, Located
from crawler.reading.lines import Kind, line
from crawler.reading.model import Block, Body
from crawler.reading.numbering import mark
from crawler.reading.signs import narrow
from dedupe import script

OUTSIDE = "outside the body"
BELIEVED = 0.3
"""Agreement with our own reader from which a container is believed for its name."""


OPENING, SHORTEST_HEADLINE = 5, 6
"""Blocks among which the headline may stand, and characters that it has at least."""
SHORTEST_SENTENCE = 30
HEAD_LINES = 8
"""Blocks above the text among which its dateline may stand."""
HIDES_FROM = 4
"""Elements above a block whose style is asked; what hides a container or a whole page is a script's first state."""
# 展开全文, 点击阅读全文, 展开剩余60%: a button that shows the rest of a text; 查看更多 stands under any list
UNFOLDS = re.compile(r"(?:点击)?(?:(?:展开|阅读|查看|显示)(?:全文|剩余|余下)|展开(?:更多|全部)?).{0,10}")


def read_body(tree: HtmlElement, container: HtmlElement | None, page: Sequence[Located] | None = None) -> Body:
    """The body of a page. `container` is the element that a platform found, `page` the tree's blocks where they are
    known already.

    `quality` is the agreement of independent readers, 0…1, by characters; None where there is no text at all.
    """
    if container is not None:
        return _within(container)
    page = html.located(tree) if page is None else page
    title = tree.findtext(".//title") or ""
    found = containers.find(tree)
    held = found[0] if found else frozenset()
    inside = _inside(page, held)
    removed = containers.removed(*found) if found else frozenset()
    if found and not found[1].usual:
        agreement = readers.overlap(inside, density.read(page), _sizes(page))
        if agreement >= BELIEVED:
            chosen = _with_rest(page, _with_head(page, inside))
            return _body(page, chosen, agreement, container=held, removed=removed, title=title)
    chosen, agreed = readers.choose(tree, page, inside)
    return _body(page, _with_head(page, chosen), agreed, container=held, removed=removed, title=title)


def _with_head(page: Sequence[Located], chosen: frozenset[int]) -> frozenset[int]:
    """With a report's dateline and speaker, which many sites print under the title and outside of the container."""
    start = min(chosen, default=0)
    kinds: dict[int, Kind] = {}
    for i in range(start - 1, max(-1, start - 1 - HEAD_LINES), -1):
        block = page[i].block
        kinds[i] = line(block, script.simplified(block.text)).kind
        if kinds[i] == "dateline":
            return chosen | {n for n, kind in kinds.items() if kind in ("dateline", "name", "salutation")}
        if kinds[i] not in ("name", "salutation", "stamp", "furniture", "editors", "short", "title"):
            break
    return chosen


def _with_rest(page: Sequence[Located], chosen: frozenset[int]) -> frozenset[int]:
    """With the paragraphs that run on right behind the text: a stray `</div>` in it closes its container early.

    Behind an editors' line or a notice nothing runs on.
    """
    last = max(chosen, default=len(page))
    if last >= len(page) or furniture.reasons((page[last].block,))[0]:
        return chosen
    return chosen | frozenset(takewhile(lambda i: runs_on(page[i].block), range(last + 1, len(page))))


def runs_on(block: Block) -> bool:
    """Whether a block behind a text belongs to it: a sentence that leads nowhere else, or a numbered heading."""
    if block.link_share > 0 or furniture.reasons((block,))[0]:
        return False
    whole = len(block.text) >= SHORTEST_SENTENCE and furniture.SENTENCE_END.search(block.text) is not None
    return whole or mark(narrow(block.text)) is not None


def _within(container: HtmlElement) -> Body:
    page = html.located(container)
    every = frozenset(range(len(page)))
    return _body(
        page, every, readers.overlap(every, density.read(page), _sizes(page)), container=frozenset({container})
    )


def _inside(page: Sequence[Located], elements: frozenset[HtmlElement]) -> frozenset[int]:
    return frozenset(i for i, each in enumerate(page) if _stands_in(each, elements))


def _sizes(page: Sequence[Located]) -> list[int]:
    return [len(each.block.text) for each in page]


def _body(
    page: Sequence[Located],
    chosen: frozenset[int],
    quality: float | None,
    *,
    container: frozenset[HtmlElement] = frozenset(),
    removed: frozenset[HtmlElement] = frozenset(),
    title: str = "",
) -> Body:
    """The chosen blocks less the furniture; neighbours that are dropped for one reason are one row."""
    order = sorted(chosen)
    why = dict(zip(order, furniture.reasons([page[i].block for i in order]), strict=True))
    why |= {i: "headline" for i in order[:OPENING] if _is_headline(page[i].block.text, title)}
    why |= {i: why[i] or "named as no text" for i in order if _stands_in(page[i], removed)}
    why |= dict.fromkeys(_hidden(page, order, container), "hidden")
    outcomes = [(i, why.get(i, OUTSIDE)) for i in range(len(page))]
    dropped = (
        Dropped(text="\n".join(page[i].block.text for i, _ in group), reason=reason)
        for reason, group in groupby(outcomes, key=lambda outcome: outcome[1])
        if reason is not None
    )
    kept = tuple(page[i].block for i, reason in outcomes if reason is None)
    agreed = round(quality, 3) if kept and quality is not None else None
    return Body(blocks=kept, dropped=tuple(dropped), quality=agreed)


def _is_headline(text: str, title: str) -> bool:
    """Whether a block is what the page's `<title>` begins with; the page's view tells it as the headline."""
    solid = "".join(text.split())
    return len(solid) >= SHORTEST_HEADLINE and "".join(title.split()).startswith(solid)


def _stands_in(each: Located, elements: frozenset[HtmlElement]) -> bool:
    return bool(elements) and (each.holder in elements or not elements.isdisjoint(each.holder.iterancestors()))


def _hidden(page: Sequence[Located], order: Sequence[int], container: frozenset[HtmlElement]) -> list[int]:
    """Blocks that a style hides inside their container, unless a script shows them: it unfolds what is most of the
    text, or what runs on above its button (展开全文)."""
    hidden = [i for i in order if _is_hidden(page[i].holder, container)]
    for last in [i for i in hidden if i + 1 < len(page) and UNFOLDS.fullmatch(page[i + 1].block.text)]:
        above = takewhile(frozenset(hidden).__contains__, range(last, -1, -1))
        tail = [i for i in above if not furniture.reasons((page[i].block,))[0]]
        if 2 * _length(page, [i for i in tail if runs_on(page[i].block)]) > _length(page, tail):
            hidden = [i for i in hidden if i not in tail]
    return hidden if 2 * _length(page, hidden) < _length(page, order) else []


def _length(page: Sequence[Located], order: Sequence[int]) -> int:
    return sum(len(page[i].block.text) for i in order)


def _is_hidden(holder: HtmlElement, container: frozenset[HtmlElement]) -> bool:
    above = (holder, *islice(holder.iterancestors(), HIDES_FROM))
    return any(map(_hides, takewhile(lambda element: element not in container, above)))


def _hides(element: HtmlElement) -> bool:
    return STYLE_HIDDEN.search(element.get("style", "")) is not None
