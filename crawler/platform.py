"""What a platform module knows of its pages: the contract between the crawl and `spiders/platforms/<family>.py`.

A platform is a module with the functions of `Platform`; it is found by name, so that the crawl imports no site
knowledge. All of them are pure: a parsed page and its address in, frozen values out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Literal, Protocol, cast

from lxml.html import HtmlElement

from archive.errors import DeclarationError

AddressKind = Literal["front", "page", "article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link to a page (版) of the same edition. `pdf` is the address of its PDF where the page list names one."""

    url: str
    page_no: str | None = None
    page_name: str | None = None
    pdf: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLink:
    """A link to an article: canonical address and the printed title (None where only the image map links it)."""

    url: str
    title: str | None = None
    day: date | None = None
    """The day that the address or the list states; lists of a news site are limited by it."""
    elsewhere: bool = False
    """Linked from here but printed on another page (导读, 今日关注): no area of this page's image map is its."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A front or a page as its platform reads it.

    `shell_target` is where a META-REFRESH or script shell leads (then nothing else is set). `editors_lines` are links
    that were left out because they name editors or advertising. `missing` says what was looked for and not found; a
    page with `missing` and no links becomes a problem.
    """

    printed_day: date | None = None
    page_no: str | None = None
    page_name: str | None = None
    alias_of: str | None = None
    """Under which other address the page list names this very page: node_1.htm is node_143890.htm."""
    shell_target: str | None = None
    pages: tuple[PageLink, ...] = ()
    articles: tuple[ArticleLink, ...] = ()
    editors_lines: tuple[ArticleLink, ...] = ()
    next_url: str | None = None
    """The next page of a list (platform `web`, `people-cms` lists)."""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article page as its platform reads it. `container` holds the body and nothing of the page around it."""

    kicker: str | None = None
    headline: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    source: str | None = None
    editors: tuple[str, ...] = ()
    printed_day: date | None = None
    page_no: str | None = None
    page_name: str | None = None
    container: HtmlElement | None = None
    """A copy, free of comments, scripts and of what `editors` says; the tree that was read stays as it was."""
    next_url: str | None = None
    """The next part of an article that is cut over several addresses (【1】【2】 of `people-cms`)."""
    missing: tuple[str, ...] = ()


class Platform(Protocol):
    """The functions of a platform module."""

    NAME: str

    def address_kind(self, url: str) -> AddressKind | None:
        """What the address names on this platform, None for an address of another shape."""
        ...

    def canonical(self, url: str) -> str:
        """The one address of a page or article: without `?div=`, `?v=`, `/pad/`; scheme and host as declared."""
        ...

    def address_day(self, url: str) -> date | None:
        """The day that the address states."""
        ...

    def page(self, tree: HtmlElement, url: str) -> PageView:
        """Reads a front or a page. Never raises on any tree."""
        ...

    def article(self, tree: HtmlElement, url: str) -> ArticleView:
        """Reads an article page. Never raises on any tree."""
        ...


DATED_PLATFORMS = ("founder", "founder-pc", "shtml")
"""A front is one edition's: its template has a hole for the day."""
LIST_PLATFORMS = ("people-cms", "vsb")
"""A front is a list of articles: its template has a hole for the page, or none."""
PLATFORMS = DATED_PLATFORMS + LIST_PLATFORMS
"""Names as they stand in declarations; `founder-pc` is the module `spiders.platforms.founder_pc`."""


def platform(name: str) -> Platform:
    """The platform module of that name.

    Raises DeclarationError for a name that is not in PLATFORMS.
    """
    if name not in PLATFORMS:
        raise DeclarationError(f"platform: {name!r} is none of {', '.join(PLATFORMS)}")
    return cast(Platform, import_module(f"spiders.platforms.{name.replace('-', '_')}"))
