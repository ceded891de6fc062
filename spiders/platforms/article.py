"""An article page: kicker, headline, subtitle, byline, source, editors, day, and the body alone in its container."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.platform import ArticleView
from crawler.reading.dates import printed_day as day_in
from spiders.platforms.container import EDITORS, bare, find_container, names
from spiders.platforms.enpproperty import stamp
from spiders.platforms.family import Family
from spiders.platforms.labels import page_number
from spiders.platforms.printed import Outside, outside, printed_day, text_of
from spiders.platforms.skins import Skin, find, sought

# □ 本报记者 王某; 本报通讯员…; 作者：…; 文/图 …; 新华社记者
BYLINE = re.compile(
    r"^[\s□■○●◎◇◆▲△★☆（(\[【]*(?:本报|本刊|本网|特约|新华社|中新社)?(?:全媒体|融媒体|首席|见习|实习)?"
    r"(?:记者|通讯员|评论员|作者|编译|撰稿|整理|撰文|摄影|文[/／图、:：]|图[/／文:：])"
    r"|^[\s□■○●◎◇◆]*(?:本报|本刊|本网)(?:讯|特约|综合)|^\s*[□■○●◎]"
)
# 来源：山西日报 | 稿源: 潞川新闻网
_SOURCE = re.compile(
    r"(?:来源|稿源|出处|來源)\s*[:：]\s*([^\s|｜()（）<>:：]{2,40}?)(?=[\s|｜()（）<>]|\d{4}[年./-]|$)"
)
# 2026年01月21日 11时09分 忻州日报: a house named in the dateline without a label
_HOUSE = re.compile(r"(?:^|\s)([\u4e00-\u9fff]{2,15}(?:报|报社|网|台|融媒体中心|客户端))(?=\s|$)")
# 女儿出嫁--文化--人民网 | 潞川要闻-潞川日报 | 标题_潞川新闻网
_SITE_SUFFIX = re.compile(r"\s*--.*$|\s*(?<![-—])[-_|｜–](?![-—])[^-_|｜–]{2,16}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The element of the headline, and the texts round it."""

    element: HtmlElement | None = None
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """When, where from and by whom a page says that the article is."""

    day: date | None = None
    source: str | None = None
    editors: tuple[str, ...] = ()


def read_article(tree: HtmlElement, url: str, family: Family) -> ArticleView:
    """The article as the family's skins show it. Never raises on any tree."""
    facts = stamp(tree)
    skin, body = find_container(tree, family)
    skins = family.skins if skin is None else (skin, *(other for other in family.skins if other is not skin))
    head = _head(tree, skins, body)
    container, closing = (None, ()) if body is None else bare(body, skin, _cells_inside(skins, head.element, body))
    around = outside(tree, _not_none(body, head.element))
    line = _dateline(tree, skins, around)
    likely = None if family.address_day(url) else printed_day(around)[1]
    headline = text_of(head.element) or facts.title or _from_title(tree)
    return ArticleView(
        kicker=head.kicker or facts.kicker,
        headline=headline,
        subtitle=head.subtitle or facts.subtitle,
        byline=head.byline or facts.author,
        source=line.source,
        editors=line.editors or closing,
        printed_day=line.day or facts.day or likely,
        page_no=page_number(facts.page_no),
        container=container,
        missing=_missing(family, headline, container),
    )


def _not_none(*elements: HtmlElement | None) -> frozenset[HtmlElement]:
    return frozenset(element for element in elements if element is not None)


def _head(tree: HtmlElement, skins: tuple[Skin, ...], body: HtmlElement | None) -> Head:
    """Each field from the first skin that shows it; what no skin names, from the cells round the headline."""
    found: dict[str, HtmlElement] = {}
    for skin in skins:
        for name in ("kicker", "headline", "subtitle", "byline"):
            if name in found:
                continue
            element = next(_shown(tree, getattr(skin, name), None if skin.certain else body), None)
            if element is not None:
                found[name] = element
    head = found.get("headline")
    round_it = _around(tree, skins, head, _not_none(body, *found.values()))
    subtitle = text_of(found.get("subtitle")) or round_it.subtitle
    byline = text_of(found.get("byline")) or round_it.byline
    if byline is None and subtitle and BYLINE.match(subtitle):  # a skin's one line under the headline serves both
        subtitle, byline = None, subtitle
    return Head(
        element=head,
        kicker=text_of(found.get("kicker")) or round_it.kicker,
        subtitle=subtitle,
        byline=byline,
    )


def _shown(tree: HtmlElement, selectors: tuple[CSSSelector, ...], body: HtmlElement | None) -> Iterator[HtmlElement]:
    """Elements with text; those in the body only where the skin is certain of its selectors."""
    for selector in selectors:
        yield from (element for element in selector(tree) if not _inside(element, body) and text_of(element))


def _cells_inside(skins: tuple[Skin, ...], head: HtmlElement | None, body: HtmlElement) -> tuple[CSSSelector, ...]:
    """The selectors of the head's fields, where the headline stands in the body's own element."""
    if head is None or not _inside(head, body):
        return ()
    fields = ("kicker", "headline", "subtitle", "byline")
    return tuple(selector for skin in skins if skin.certain for name in fields for selector in getattr(skin, name))


def _around(
    tree: HtmlElement, skins: tuple[Skin, ...], head: HtmlElement | None, known: frozenset[HtmlElement]
) -> Head:
    """Kicker, subtitle and byline from cells of one class round the headline, or from lesser headings beside it.

    Their order on the page tells which is which; cells that hold a field that is known already are left out.
    """
    if head is None:
        return Head()
    beside = [node for before in (True, False) for node in head.itersiblings("h3", "h4", "h5", preceding=before)]
    cells = next((found for skin in skins if (found := find(tree, skin.around))), beside)
    cells = [cell for cell in cells if not any(_inside(cell, each) or _inside(each, cell) for each in known)]
    if not cells:
        return Head()
    place = {element: number for number, element in enumerate(tree.iter())}
    before = [text for cell in cells if place[cell] < place[head] and (text := text_of(cell))]
    after = [text for cell in cells if place[cell] > place[head] and (text := text_of(cell))]
    bylines = [text for text in after if BYLINE.match(text)]
    subtitles = [text for text in after if text not in bylines]
    return Head(kicker=_joined(before), subtitle=_joined(subtitles), byline=_joined(bylines))


def _joined(texts: list[str]) -> str | None:
    return " ".join(texts) or None


def _inside(element: HtmlElement | None, outer: HtmlElement | None) -> bool:
    return element is not None and outer is not None and (element is outer or outer in element.iterancestors())


def _dateline(tree: HtmlElement, skins: tuple[Skin, ...], around: Outside) -> Dateline:
    """Day, source and editors: of the lines that a skin names for them, else of all that stands outside the body."""
    lines = _all_of(tree, [selector for skin in skins for selector in skin.dateline])
    credits = _all_of(tree, [selector for skin in skins for selector in skin.editors])
    source = _SOURCE.search(lines) or _HOUSE.search(lines) or _SOURCE.search(around.text)
    return Dateline(
        day=day_in(lines) or printed_day(around)[0],
        source=source[1] if source else None,
        editors=names(EDITORS.search(credits) or EDITORS.search(around.text)),
    )


def _all_of(tree: HtmlElement, selectors: list[CSSSelector]) -> str:
    found = dict.fromkeys(element for selector in selectors for element in selector(tree))
    return " ".join(text for element in found if (text := text_of(element)))


def _from_title(tree: HtmlElement) -> str | None:
    title = text_of(next(tree.iter("title"), None))
    return _SITE_SUFFIX.sub("", title).strip() or title if title else None


def _missing(family: Family, headline: str | None, container: HtmlElement | None) -> tuple[str, ...]:
    wanted = (
        (headline is not None, "headline", [selector for skin in family.skins for selector in skin.headline]),
        (container is not None, "body", [selector for skin in family.skins for selector in skin.container]),
    )
    return tuple(f"{family.name}: no {what} ({sought(selectors)})" for found, what, selectors in wanted if not found)
