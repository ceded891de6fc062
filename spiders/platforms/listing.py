"""A list of articles on an ordinary news site: its links with the day that stands beside each, and its next page."""

from __future__ import annotations

import re
from datetime import date

from lxml.html import HtmlElement

from crawler.platform import AddressKind, ArticleLink, PageView
from crawler.reading.dates import printed_day as day_in
from spiders.platforms import addresses
from spiders.platforms.editors_lines import is_editors_line
from spiders.platforms.family import Family, Link, title_of
from spiders.platforms.printed import text_of
from spiders.platforms.shell import shell_target
from spiders.platforms.skins import find, sought

# 下一页, 下页, 后一页 >, [下一页]
_NEXT = re.compile(r"[\s\[【<]*(?:下一?页|后一?页|下一頁)[\s\]】>»›]*")
_ROWS = ("li", "tr", "dd", "p")


def read_list(tree: HtmlElement, url: str, family: Family) -> PageView:
    """The list as the family's skins and addresses show it. Never raises on any tree."""
    links = [link for link in family.links(tree, url) if addresses.same_host(link.url, url)]
    articles = [link for link in links if link.kind == "article"]
    found = _listed(_of_list(tree, articles, family), family)
    if not found and (target := shell_target(tree, url, family)):
        return PageView(shell_target=target)
    lines = tuple(link for link in found if is_editors_line(link.title))
    return PageView(
        articles=tuple(link for link in found if link not in lines),
        editors_lines=lines,
        next_url=next_link(tree, url, family, kind="page"),
        missing=() if found else (f"{family.name}: no article links ({_wanted(family)})",),
    )


def next_link(tree: HtmlElement, url: str, family: Family, *, kind: AddressKind) -> str | None:
    """Where 下一页 leads: to another address of that kind on the same host."""
    here = family.canonical(url)
    for link in family.links(tree, url):
        shown = text_of(link.element) or ""
        if link.kind == kind and link.url != here and _NEXT.fullmatch(shown) and addresses.same_host(link.url, url):
            return link.url
    return None


def _of_list(tree: HtmlElement, links: list[Link], family: Family) -> list[Link]:
    """The links in the list that a skin knows; without such a list, all of them."""
    for skin in family.skins:
        rows = find(tree, skin.articles)
        inside = {link for row in rows for link in row.iter("a")}
        listed = [link for link in links if link.element in inside]
        if listed:
            return listed
    return links


def _listed(links: list[Link], family: Family) -> tuple[ArticleLink, ...]:
    titles: dict[str, str | None] = {}
    days: dict[str, date | None] = {}
    for link in links:
        titles[link.url] = titles.get(link.url) or title_of(link.element)
        days[link.url] = days.get(link.url) or family.address_day(link.url) or _day_beside(link.element)
    return tuple(ArticleLink(url=url, title=title, day=days[url]) for url, title in titles.items())


def _day_beside(element: HtmlElement) -> date | None:
    """The day in the row of the link, outside of its title."""
    row = next(element.iterancestors(*_ROWS), None)
    return None if row is None else day_in((text_of(row) or "").replace(text_of(element) or "\0", " "))


def _wanted(family: Family) -> str:
    rows = sought([selector for skin in family.skins for selector in skin.articles])
    return f"{family.looks_like} in {rows}" if rows else family.looks_like
