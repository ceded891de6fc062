"""Renders the pages and articles of an e-paper edition in its newspaper's layout."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import escape
from posixpath import dirname, relpath
from random import Random

from spiders.press.addresses import article_path, document, front, layout_on, page_path
from spiders.press.model import Edition, Leaf, Newspaper, Page
from spiders.press.phrasing import phrases
from spiders.press.session import long_date
from spiders.press.sheet import body, chrome, encoded, meta, sheets

Render = Callable[[], bytes]
WEEKDAYS = "一二三四五六日"
LONG_HEADLINE = 26
"""Characters from which a headline is broken over two lines."""
UNKNOWN = (
    "<html><head><title>维护</title></head><body><canvas id=x></canvas><div data-r='{0}'>系统升级中</div></body></html>"
)


def addresses(newspaper: Newspaper, edition: Edition) -> dict[str, Render]:
    """Every canonical path of the edition with what renders it."""
    found: dict[str, Render] = {}
    for page in edition.pages:
        found[page_path(newspaper, edition.day, page.index)] = _page_render(newspaper, edition, page)
        for leaf in page.leaves:
            found[article_path(newspaper, edition.day, leaf)] = _leaf_render(newspaper, edition, page, leaf)
    return found


def pads(newspaper: Newspaper, edition: Edition) -> dict[str, Render]:
    """The /pad/ twins of the edition's pages and articles, where the layout has them."""
    found: dict[str, Render] = {}
    if "pad" in sheets(layout_on(newspaper, edition.day)):
        for page in edition.pages:
            path = page_path(newspaper, edition.day, page.index)
            found[_pad(path)] = _pad_page_render(newspaper, edition, page)
            for leaf in page.leaves:
                found[_pad(article_path(newspaper, edition.day, leaf))] = _pad_render(newspaper, edition, leaf)
    return found


def _pad(path: str) -> str:
    return path.replace("/pc/", "/pad/")


def _pad_page_render(newspaper: Newspaper, edition: Edition, page: Page) -> Render:
    sheet = sheets(layout_on(newspaper, edition.day))["pad_page"]
    own = page_path(newspaper, edition.day, page.index)
    return lambda: encoded(newspaper, sheet.fill(_common(newspaper, edition, page, own)))


def _page_render(newspaper: Newspaper, edition: Edition, page: Page) -> Render:
    return lambda: encoded(newspaper, render_page(newspaper, edition, page))


def _leaf_render(newspaper: Newspaper, edition: Edition, page: Page, leaf: Leaf) -> Render:
    return lambda: _cut(leaf, encoded(newspaper, render_article(newspaper, edition, page, leaf)))


def _pad_render(newspaper: Newspaper, edition: Edition, leaf: Leaf) -> Render:
    sheet = sheets(layout_on(newspaper, edition.day))["pad"]
    words = {"meta": meta(newspaper), "headline": leaf.headline or "", "body": body("p", leaf)}
    return lambda: encoded(newspaper, sheet.fill(words))


def _cut(leaf: Leaf, page: bytes) -> bytes:
    """A truncated file ends inside a character in the middle of the body."""
    if not leaf.truncated:
        return page
    half = page.index(b"founder-content>") + 400
    while page[half] < 0x80:
        half += 1
    return page[: half + 1]


def render_page(newspaper: Newspaper, edition: Edition, page: Page) -> str:
    """The page's HTML."""
    if page.unknown:
        return UNKNOWN.format(page.index)
    sheet = sheets(layout_on(newspaper, edition.day))
    own = page_path(newspaper, edition.day, page.index)
    return sheet["page"].fill(_common(newspaper, edition, page, own))


def render_article(newspaper: Newspaper, edition: Edition, page: Page, leaf: Leaf) -> str:
    """The article's HTML, with the page's lists around it where the layout repeats them."""
    own = article_path(newspaper, edition.day, leaf)
    words = _common(newspaper, edition, page, own) | {
        "id": str(document(newspaper, edition.day, leaf.number)),
        "page_href": _href(own, page_path(newspaper, edition.day, page.index)),
        "pad": _href(own, _pad(own)),
        "kicker": _said(leaf.kicker),
        "headline": _said(leaf.headline),
        "headline_br": _broken_headline(leaf.headline or ""),
        "subtitle": _said(leaf.subtitle),
        "byline": _said(leaf.byline),
        "picture_row": _picture(leaf),
        "body": body(newspaper.body, leaf),
    }
    return sheets(layout_on(newspaper, edition.day))["article"].fill(words)


def _said(text: str | None) -> str:
    return escape(text, quote=False) if text else ""


def _broken_headline(text: str) -> str:
    cut = text.find("委员会", 8) + 3
    if len(text) < LONG_HEADLINE or cut < 4:
        return _said(text)
    return f"{_said(text[:cut])}<br>{_said(text[cut:])}"


def _picture(leaf: Leaf) -> str:
    if leaf.number % 5:
        return ""
    return '<tr><td align="center"><img src="../../../images/pic.jpg" border="0"></td></tr>'


def _common(newspaper: Newspaper, edition: Edition, page: Page, own: str) -> dict[str, str]:
    """What page and article sheets share: the edition's facts, its lists, and furniture."""
    words = phrases("furniture")["furniture"]
    day = edition.day
    return {
        "meta": meta(newspaper),
        "chrome": chrome(),
        "paper": newspaper.title,
        "day_cn": long_date(day),
        "day_iso": day.isoformat(),
        "weekday": WEEKDAYS[day.weekday()],
        "page_no": newspaper.page_no(page.index),
        "page_name": page.name,
        "previous": _href(own, front(newspaper, day - timedelta(days=1))),
        "advert": "/gg/tuiguang.html",
        "picture": _file(day, page, "brief.jpg"),
        "pdf": _file(day, page, "page.pdf"),
        "pad": _href(own, _pad(own)),
        **{name: words[name] for name in ("copyright", "share", "related", "app")},
        **_lists(newspaper, edition, page, own),
    }


def _file(day: date, page: Page, name: str) -> str:
    return f"../../../images/{day:%Y-%m/%d}/{page.index + 1}/{name}"


def _lists(newspaper: Newspaper, edition: Edition, page: Page, own: str) -> dict[str, str]:
    day = edition.day
    sheet = sheets(layout_on(newspaper, day))
    listed = [*page.leaves, *_guided(edition, page)]
    following = edition.pages[page.index + 1 :]
    turn = {"href": _href(own, page_path(newspaper, day, following[0].index))} if following else None
    return {
        "areas": "".join(_area(newspaper, day, own, leaf) for leaf in page.leaves if leaf.kind != "editors"),
        "articles": "".join(sheet["article_row"].fill(_row(newspaper, day, own, leaf)) for leaf in listed),
        "pages": "".join(sheet["page_row"].fill(_page_words(newspaper, day, own, p)) for p in edition.pages),
        "turn": sheet["turn"].fill(turn) if turn else "",
    }


def _guided(edition: Edition, page: Page) -> list[Leaf]:
    """Articles of other pages that this page's 导读 lists."""
    return [leaf for other in edition.pages for leaf in other.leaves if leaf.also_on == page.index]


def _area(newspaper: Newspaper, day: date, own: str, leaf: Leaf) -> str:
    random = Random(leaf.number)
    points = random.choice((4, 4, 6, 8))
    coords = ",".join(str(random.randint(2, 540)) for _ in range(points * 2))
    words = _row(newspaper, day, own, leaf) | {"coords": coords}
    return sheets(layout_on(newspaper, day))["area"].fill(words)


def _row(newspaper: Newspaper, day: date, own: str, leaf: Leaf) -> dict[str, str]:
    return {
        "href": _href(own, article_path(newspaper, day, leaf)),
        "id": str(document(newspaper, day, leaf.number)),
        "title": _said(leaf.title),
    }


def _page_words(newspaper: Newspaper, day: date, own: str, page: Page) -> dict[str, str]:
    href = _href(own, page_path(newspaper, day, page.index))
    return {
        "href": f"./{href}" if page.index == 0 and "/" not in href else href,
        "page_no": newspaper.page_no(page.index),
        "page_name": page.name,
        "pdf": _file(day, page, "page.pdf"),
    }


def _href(own: str, target: str) -> str:
    """The address as it stands in the page: relative to the page's own folder."""
    return relpath(target, dirname(own))
