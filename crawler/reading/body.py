"""The main text of a page as blocks, and why everything else was left out.

With a container, from the platform or by the name of a known system: its blocks less the furniture. Without one:
what independent readers agree on, less the furniture. No visible character is lost: it is kept, or dropped with a
reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lxml.html import HtmlElement

from archive.records import Dropped
from crawler.reading import charset, containers, density, furniture, html, readers
from crawler.reading.blocks import STYLE_HIDDEN, Located
from crawler.reading.model import Body

OUTSIDE = "outside the body"
BELIEVED = 0.3
"""Agreement with our own reader from which a container is believed for its name."""


def read_body(tree: HtmlElement, container: HtmlElement | None, url: str | None = None) -> Body:
    """The body of a page. `container` is the element that a platform found; `url` is not looked at yet.

    `quality` is the agreement of independent readers, 0…1, by characters; None where there is no text at all.
    """
    if container is not None:
        return _within(container)
    page = html.located(tree)
    found = containers.find(tree)
    inside = _inside(page, found[0]) if found else frozenset()
    removed = containers.removed(*found) if found else frozenset()
    if found and not found[1].usual:
        agreement = readers.overlap(inside, density.read(page), _sizes(page))
        if agreement >= BELIEVED:
            return _body(page, inside, removed, agreement)
    chosen, agreed = readers.choose(tree, page, inside)
    return _body(page, chosen, removed, agreed)


def main_text(content: bytes, url: str | None = None) -> str:
    """The main text of a saved page, a block a line; for whoever wants a text and no articles."""
    body = read_body(html.parse(charset.decode(content).text), None, url)
    return "\n".join(block.text for block in body.blocks)


def _within(container: HtmlElement) -> Body:
    page = html.located(container)
    every = frozenset(range(len(page)))
    return _body(page, every, frozenset(), readers.overlap(every, density.read(page), _sizes(page)))


def _inside(page: Sequence[Located], element: HtmlElement) -> frozenset[int]:
    only = frozenset((element,))
    return frozenset(i for i, each in enumerate(page) if _stands_in(each, only))


def _sizes(page: Sequence[Located]) -> list[int]:
    return [len(each.block.text) for each in page]


def _body(
    page: Sequence[Located], chosen: frozenset[int], removed: frozenset[HtmlElement], quality: float | None
) -> Body:
    """The chosen blocks less the furniture; neighbours that are dropped for one reason are one row."""
    order = sorted(chosen)
    why = dict(zip(order, furniture.reasons([page[i].block for i in order]), strict=True))
    why |= {i: "not the article's, by its container" for i in order if _stands_in(page[i], removed)}
    why |= {i: "hidden" for i in order if _is_hidden(page[i])}
    outcomes = [(i, why.get(i, OUTSIDE)) for i in range(len(page))]
    dropped = (
        Dropped(text="\n".join(page[i].block.text for i, _ in group), reason=reason)
        for reason, group in groupby(outcomes, key=lambda outcome: outcome[1])
        if reason is not None
    )
    kept = tuple(page[i].block for i, reason in outcomes if reason is None)
    return Body(
        blocks=kept, dropped=tuple(dropped), quality=round(quality, 3) if kept and quality is not None else None
    )


def _stands_in(each: Located, elements: frozenset[HtmlElement]) -> bool:
    return bool(elements) and (each.holder in elements or not elements.isdisjoint(each.holder.iterancestors()))


def _is_hidden(each: Located) -> bool:
    return bool(STYLE_HIDDEN.search(each.holder.get("style") or ""))
