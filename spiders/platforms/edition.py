"""A front or a page of an edition: its day, its number, the other pages, the articles.

Article links are the union of the image map's areas and of all links whose address is an article's, in the order of the
list; the page list is what the skins name, and never the steps to the next and previous page while there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from lxml.html import HtmlElement

from crawler.platform import ArticleLink, PageLink, PageView
from spiders.platforms import addresses
from spiders.platforms.editors_lines import is_editors_line
from spiders.platforms.enpproperty import stamp
from spiders.platforms.family import Family, Link, title_of
from spiders.platforms.labels import is_step, number_in, page_label, page_number
from spiders.platforms.printed import outside, printed_day, text_of
from spiders.platforms.shell import shell_target
from spiders.platforms.skins import find, sought

# [详细], 阅读全文, 更多: link texts that are no title
_NO_TITLE = frozenset(
    ("详细", "[详细]", "阅读全文", "全文", "更多", "查看", "阅读", "下载", "放大", "正文", "查看原图")
)
_LISTS = ("ul", "ol", "dl", "table")


def read_page(tree: HtmlElement, url: str, family: Family) -> PageView:
    """The page as the family's skins and addresses show it. Never raises on any tree."""
    links = [link for link in family.links(tree, url) if addresses.same_host(link.url, url)]
    links = _without_twins(links, url, family)
    # where nothing is of the day that was asked for, another edition answers, and its links say which
    of_edition = [link for link in links if _is_of_edition(link, url, family)] or links
    articles, editors_lines = _articles(of_edition, family)
    pages = _pages(tree, of_edition, family)
    if not articles and not pages and (target := shell_target(tree, url, family)):
        return PageView(shell_target=target)
    view = _head(tree, url, family, pages)
    missing = _missing(pages, articles, family)
    return replace(view, pages=pages, articles=articles, editors_lines=editors_lines, missing=missing)


def _without_twins(links: list[Link], url: str, family: Family) -> list[Link]:
    """Without the links to tablet twins, unless the page is such a twin itself."""
    is_twin = family.canonical(url) != addresses.plain(url)
    return links if is_twin else [link for link in links if not link.pad]


def _is_of_edition(link: Link, url: str, family: Family) -> bool:
    """Whether the link is a page or an article of the edition: of no day, or of the day in the page's address."""
    if link.kind not in ("article", "page"):
        return False
    day, own = family.address_day(link.url), family.address_day(url)
    return day is None or own is None or day == own


def _articles(links: Iterable[Link], family: Family) -> tuple[tuple[ArticleLink, ...], tuple[ArticleLink, ...]]:
    """The articles in the order of the list (those only on the image map last), and the editors' lines."""
    titles: dict[str, str | None] = {}
    ordered = sorted((link for link in links if link.kind == "article"), key=lambda link: link.is_area)
    for link in ordered:
        title = title_of(link.element)
        if title in _NO_TITLE:
            title = None
        titles[link.url] = titles.get(link.url) or title
    away = _elsewhere(ordered)
    found = [
        ArticleLink(url=url, title=title, day=family.address_day(url), elsewhere=url in away)
        for url, title in titles.items()
    ]
    lines = tuple(link for link in found if is_editors_line(link.title))
    return tuple(link for link in found if link not in lines), lines


def _elsewhere(links: list[Link]) -> set[str]:
    """Articles that are only listed apart from all that the image map shows: those of other pages (今日关注)."""
    on_map = {link.url for link in links if link.is_area}
    lists: dict[HtmlElement, set[str]] = {}
    for link in links:
        if on_map and not link.is_area and (around := next(link.element.iterancestors(*_LISTS), None)) is not None:
            lists.setdefault(around, set()).add(link.url)
    away = set().union(*(urls for urls in lists.values() if not urls & on_map))
    return away - on_map - set().union(*(urls for urls in lists.values() if urls & on_map))


def _pages(tree: HtmlElement, links: list[Link], family: Family) -> tuple[PageLink, ...]:
    """The page list; without a known one, every link to a page of the edition, the steps included."""
    by_element = {link.element: link for link in links if link.kind == "page" and not link.is_area}
    for skin in family.skins:
        listed = [by_element[element] for element in find(tree, skin.pages) if element in by_element]
        if listed:
            return _page_links(listed)
    loose = [link for link in by_element.values() if not is_step(text_of(link.element))]
    return _page_links(loose or list(by_element.values()))


def _page_links(listed: list[Link]) -> tuple[PageLink, ...]:
    elements = {link.element for link in listed}
    found: dict[str, PageLink] = {}
    for link in listed:
        shown = title_of(link.element)
        number, name = page_label(None if is_step(shown) else shown)
        before = found.get(link.url)
        pdf = _pdf(link, elements)
        found[link.url] = PageLink(
            url=link.url,
            page_no=(before and before.page_no) or number,
            page_name=(before and before.page_name) or name,
            pdf=(before and before.pdf) or pdf,
        )
    return tuple(found.values())


def _pdf(link: Link, others: set[HtmlElement]) -> str | None:
    """The PDF beside a page's link: in the nearest element round it, as long as that holds no other page's link."""
    element = link.element
    for _ in range(3):
        parent = element.getparent()
        if parent is None or any(other in others for other in parent.iter("a") if other is not link.element):
            return None
        element = parent
        target = next(_pdf_addresses(element, link.url), None)
        if target:
            return target
    return None


def _pdf_addresses(element: HtmlElement, base: str) -> Iterator[str]:
    for node in element.iter("a", "input"):
        value = node.get("href") or node.get("value") or ""
        target = addresses.absolute(value, base) if ".pdf" in value.lower() else None
        if target:
            yield addresses.plain(target)


def _head(tree: HtmlElement, url: str, family: Family, pages: tuple[PageLink, ...]) -> PageView:
    """Day, number and name of the page itself."""
    own = family.canonical(url)
    facts = stamp(tree)
    listed = next((page for page in pages if page.url == own), None)
    if listed is not None:
        return PageView(printed_day=_day(tree, facts.day), page_no=listed.page_no, page_name=listed.page_name)
    printed = page_number(facts.page_no) or number_in(outside(tree).unlinked)
    twin = next((page for page in pages if printed and page.page_no == printed), None)
    return PageView(
        printed_day=_day(tree, facts.day),
        page_no=printed or _number_of_address(own, family),
        page_name=twin.page_name if twin else None,
        alias_of=twin.url if twin else None,
    )


def _day(tree: HtmlElement, stamped: date | None) -> date | None:
    certain, likely = printed_day(outside(tree))
    return certain or stamped or likely


def _number_of_address(url: str, family: Family) -> str | None:
    """A page number in the address: node_A01, node_01; a bare number such as node_3 names a node, not a page."""
    match = family.page.search(url)
    number = match.groupdict().get("pg") if match else None
    return page_number(number) if number and (number[0] == "0" or not number.isdigit()) else None


def _missing(pages: tuple[PageLink, ...], articles: tuple[ArticleLink, ...], family: Family) -> tuple[str, ...]:
    selectors = [selector for skin in family.skins for selector in skin.pages]
    wanted = (
        (pages, f"page list ({sought(selectors)})"),
        (articles, f"article links ({family.looks_like})"),
    )
    return tuple(f"{family.name}: no {what}" for found, what in wanted if not found)
