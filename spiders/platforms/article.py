"""An article page: kicker, headline, subtitle, byline, source, editors, day, and the body alone in its container."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.platform import ArticleView
from crawler.reading.dates import printed_day as day_in
from spiders.platforms.enpproperty import Stamp, between_marks, stamp, without_stamp
from spiders.platforms.family import Family
from spiders.platforms.labels import page_number
from spiders.platforms.printed import outside, printed_day, text_of
from spiders.platforms.skins import Skin, sought

# □ 本报记者 王某; 本报通讯员…; 作者：…; 文/图 …; 新华社记者
BYLINE = re.compile(
    r"^[\s□■○●◎◇◆▲△★☆（(\[【]*"
    r"(?:本报|本刊|本网|特约)?(?:全媒体|融媒体|首席|见习|实习)?(?:记者|通讯员|评论员|作者|编译|撰稿|整理|撰文|摄影|文[/／图、:：]|图[/／文:：])"
    r"|^[\s□■○●◎◇◆]*(?:本报|本刊|本网)(?:讯|特约|综合)|^\s*[□■○●◎]"
)
# 来源：山西日报 | 稿源: 潞川新闻网
_SOURCE = re.compile(r"(?:来源|稿源|出处|來源|稿件来源|信息来源)\s*[:：]\s*([^\s|｜()（）<>]{2,40})")
# (责编：李琳、褚嘉琳) | 责任编辑: 张三 | [编辑:张三]
_EDITORS = re.compile(
    r"(?:责任?编辑?|責任?編輯?|编辑|責編)\s*[:：]\s*([^\s)）\]】|｜]+(?:[ 　、，,]+[^\s)）\]】|｜:：]{2,4})*)"
)
_NAMES = re.compile(r"[\s、，,;；/]+")
# 女儿出嫁--文化--人民网 | 潞川要闻-潞川日报 | 标题_潞川新闻网
_SITE_SUFFIX = re.compile(r"\s*(?:--|[-_|｜—–])\s*[^-_|｜—–]*$")
_UNREAD = ("script", "style", "noscript", "iframe", "object", "select", "button", "form[name='form1']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the head of the page gives beside the headline's own cells."""

    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None


def read_article(tree: HtmlElement, url: str, family: Family) -> ArticleView:
    """The article as the family's skins show it. Never raises on any tree."""
    facts = stamp(tree)
    skin, body = _container(tree, family)
    ordered = _ordered(family.skins, skin)
    head = _headline(tree, ordered, body)
    around = _facts_around(tree, ordered, head, body)
    headline = text_of(head) or facts.title or _from_title(tree)
    leave = frozenset(element for element in (body, head) if element is not None)
    day, source, editors = _dateline(tree, ordered, facts, leave)
    return ArticleView(
        kicker=_field(tree, ordered, "kicker", body) or around.kicker or facts.kicker,
        headline=headline,
        subtitle=_field(tree, ordered, "subtitle", body) or around.subtitle or facts.subtitle,
        byline=_field(tree, ordered, "byline", body) or around.byline or facts.author,
        source=source,
        editors=editors,
        printed_day=day,
        page_no=page_number(facts.page_no),
        container=_clean(tree, body, skin),
        missing=_missing(family, headline, body if body is not None else between_marks(tree)),
    )


def first(tree: HtmlElement, selectors: Iterable[CSSSelector], within: HtmlElement | None) -> HtmlElement | None:
    """The first element with text that the selectors find outside of the body."""
    for selector in selectors:
        for element in selector(tree):
            if text_of(element) and not _inside(element, within):
                return element
    return None


def _container(tree: HtmlElement, family: Family) -> tuple[Skin | None, HtmlElement | None]:
    """The skin and the element that hold the body: the first selector with text in it, then the first at all."""
    empty: tuple[Skin | None, HtmlElement | None] = (None, None)
    for skin in family.skins:
        for selector in skin.container:
            found = max(selector(tree), key=_length, default=None)
            if found is not None and _length(found):
                return skin, found
            if found is not None and empty[1] is None:
                empty = skin, found
    return empty


def _length(element: HtmlElement) -> int:
    return len(text_of(element) or "")


def _ordered(skins: tuple[Skin, ...], worn: Skin | None) -> tuple[Skin, ...]:
    return skins if worn is None else (worn, *(skin for skin in skins if skin is not worn))


def _headline(tree: HtmlElement, skins: tuple[Skin, ...], body: HtmlElement | None) -> HtmlElement | None:
    found = (first(tree, skin.headline, body) for skin in skins)
    return next((element for element in found if element is not None), None)


def _field(tree: HtmlElement, skins: tuple[Skin, ...], name: str, body: HtmlElement | None) -> str | None:
    found = (first(tree, getattr(skin, name), body) for skin in skins)
    return next((text_of(element) for element in found if element is not None), None)


def _facts_around(
    tree: HtmlElement, skins: tuple[Skin, ...], head: HtmlElement | None, body: HtmlElement | None
) -> Facts:
    """Kicker, subtitle and byline from cells of one class round the headline, by their order on the page."""
    cells = next((found for skin in skins if (found := _cells(tree, skin, head, body))), [])
    if not cells or head is None:
        return Facts()
    place = {element: number for number, element in enumerate(tree.iter())}
    before = [text for cell in cells if place[cell] < place[head] and (text := text_of(cell))]
    after = [text for cell in cells if place[cell] > place[head] and (text := text_of(cell))]
    bylines = [text for text in after if BYLINE.match(text)]
    subtitles = [text for text in after if text not in bylines]
    return Facts(kicker=_joined(before), subtitle=_joined(subtitles), byline=_joined(bylines))


def _cells(tree: HtmlElement, skin: Skin, head: HtmlElement | None, body: HtmlElement | None) -> list[HtmlElement]:
    found = [element for selector in skin.around for element in selector(tree)]
    return [cell for cell in found if not _inside(cell, body) and not _inside(head, cell) and not _inside(body, cell)]


def _joined(texts: list[str]) -> str | None:
    return " ".join(texts) or None


def _inside(element: HtmlElement | None, outer: HtmlElement | None) -> bool:
    return element is not None and outer is not None and (element is outer or outer in element.iterancestors())


def _dateline(
    tree: HtmlElement, skins: tuple[Skin, ...], facts: Stamp, leave: frozenset[HtmlElement]
) -> tuple[date | None, str | None, tuple[str, ...]]:
    """Day, source and editors: of the lines that a skin names for them, else of all that stands outside the body."""
    lines = " ".join(_lines(tree, skins))
    around = outside(tree, leave=leave, links=True)
    certain, likely = printed_day(tree, leave)
    day = day_in(lines) or certain or facts.day or likely
    source = _SOURCE.search(lines) or _SOURCE.search(around)
    named = " ".join(text_of(element) or "" for skin in skins for s in skin.editors for element in s(tree))
    editors = _EDITORS.search(named) or _EDITORS.search(around)
    names = tuple(name for name in _NAMES.split(editors[1]) if name) if editors else ()
    return day, source[1] if source else None, names


def _lines(tree: HtmlElement, skins: tuple[Skin, ...]) -> Iterator[str]:
    for skin in skins:
        found = [text for selector in skin.dateline for element in selector(tree) if (text := text_of(element))]
        if found:
            yield from found
            return


def _from_title(tree: HtmlElement) -> str | None:
    title = text_of(next(tree.iter("title"), None))
    return _SITE_SUFFIX.sub("", title).strip() or title if title else None


def _clean(tree: HtmlElement, body: HtmlElement | None, skin: Skin | None) -> HtmlElement | None:
    """A copy of the body without comments, scripts, and what the skin says does not belong to it."""
    if body is None:
        body = between_marks(tree)
    if body is None:
        return None
    copied = without_stamp(body)
    for selector in (*_UNREAD_SELECTORS, *(skin.remove if skin else ())):
        for element in selector(copied):
            if element is not copied:
                element.drop_tree()
    return copied


_UNREAD_SELECTORS = tuple(CSSSelector(source, translator="html") for source in _UNREAD)


def _missing(family: Family, headline: str | None, body: HtmlElement | None) -> tuple[str, ...]:
    wanted = (
        (headline, "headline", [s for skin in family.skins for s in skin.headline]),
        (body if body is None else "found", "body", [s for skin in family.skins for s in skin.container]),
    )
    return tuple(f"{family.name}: no {what} ({sought(selectors)})" for found, what, selectors in wanted if not found)
