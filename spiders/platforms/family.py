"""What the platforms have in common: a family's addresses, and the functions that a platform module exposes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from crawler.platform import AddressKind
from spiders.platforms import addresses
from spiders.platforms.printed import text_of
from spiders.platforms.skins import Skin, skins


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a page: its canonical address, its kind, and the element that carries it."""

    url: str
    kind: AddressKind | None
    element: HtmlElement
    pad: bool = False

    @property
    def is_area(self) -> bool:
        """Whether it is an area of the image map."""
        return bool(self.element.tag == "area")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A platform's addresses. The patterns search in a canonical address; `y`, `m`, `d` (or `ym`, `ymd`) are its day.

    `rewrite` turns the address of a twin (`/pad/`, `/BIG5/`) into that of the page it repeats.
    """

    name: str
    article: re.Pattern[str]
    page: re.Pattern[str]
    front: re.Pattern[str]
    looks_like: str
    """How an article's address looks, for a problem's row."""
    rewrite: Callable[[str], str] = str

    @property
    def skins(self) -> tuple[Skin, ...]:
        """The family's layouts."""
        return skins(self.name.replace("-", "_"))

    def canonical(self, url: str) -> str:
        """The one address of a page or article; scheme and host as given, host in lower case."""
        return self.rewrite(addresses.plain(url))

    def address_kind(self, url: str) -> AddressKind | None:
        """What the address names on this platform."""
        canonical = self.canonical(url)
        if self.article.search(canonical):
            return "article"
        if self.page.search(canonical):
            return "page"
        return "front" if self.front.search(canonical) else None

    def address_day(self, url: str) -> date | None:
        """The day that the address states."""
        canonical = self.canonical(url)
        match = self.article.search(canonical) or self.page.search(canonical) or self.front.search(canonical)
        parts = match.groupdict() if match else {}
        digits = (
            parts.get("ymd") or f"{parts.get('ym') or parts.get('y') or ''}{parts.get('m') or ''}{parts.get('d') or ''}"
        )
        return addresses.day_of(digits[:4], digits[4:6], digits[6:]) if len(digits) == 8 else None

    def links(self, tree: HtmlElement, url: str) -> Iterator[Link]:
        """Every link to a web page, in document order, image map included; `pad` marks the twin for tablets."""
        base = addresses.base_of(tree, url)
        for element in tree.iter("a", "area"):
            target = addresses.absolute(element.get("href"), base)
            if target is not None:
                canonical = self.canonical(target)
                twin = canonical != addresses.plain(target)
                yield Link(url=canonical, kind=self.address_kind(canonical), element=element, pad=twin)


def title_of(element: HtmlElement) -> str | None:
    """The printed title of a link: its heading where it has one, else its text, else `title` or `alt`.

    A text that the list cut short (…) gives way to the whole `title`.
    """
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5"), None)
    shown = text_of(heading) or text_of(element)
    whole = next((value for name in ("title", "alt", "data-title") if (value := _one_line(element.get(name)))), None)
    if shown is None:
        return whole
    stem = shown.rstrip("….。 ")
    return whole if whole and stem != shown and whole.startswith(stem) else shown


def _one_line(value: str | None) -> str | None:
    return " ".join((value or "").split()) or None
