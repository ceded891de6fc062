"""The web portals: dated articles behind list pages, on the people-cms and vsb platforms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from random import Random

from spiders.press.addresses import document
from spiders.press.agenda import printed_report, said
from spiders.press.cast import newspapers
from spiders.press.model import Leaf, Newspaper, Story
from spiders.press.news import kinds, story
from spiders.press.phrasing import Voice, phrases
from spiders.press.session import long_date, session
from spiders.press.sheet import body, chrome, encoded, meta, sheets
from spiders.press.traditional import traditional, traditional_leaf

A_LIST = 12
"""Articles on a list page."""
PARTS = 3
"""Into how many parts a portal that cuts (`parts` among its features) prints the first of its reports."""
RELATED = ("session-opens", "committee-meeting", "member-proposal", "proposal-reply", "government", "essay")
VSB_LIST = "zxzc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An article on a portal: `story` as it was written, `leaf` as this channel prints it, in `parts` parts."""

    number: int
    day: date
    clock: str
    source: str
    story: Story
    leaf: Leaf
    parts: int = 1


@lru_cache(maxsize=16)
def posted(seed: int, newspaper: Newspaper) -> tuple[Posted, ...]:
    """All articles of a portal, the newest first. A traditional channel holds the same ones under the same numbers."""
    found = list(_posted(seed, newspaper))
    return tuple(sorted(found, key=lambda post: (post.day, post.number), reverse=True))


def _posted(seed: int, newspaper: Newspaper) -> Iterator[Posted]:
    number = 0
    for place, year, letters in newspaper.reprints:
        held = session(seed, place, year)
        source = next((n.title for n in newspapers() if n.place.id == place), newspaper.title)
        for letter in letters:
            day = (held.opens if letter in "SP" else held.closes) + timedelta(days=2)
            yield _post(newspaper, number := number + 1, day, source, printed_report(seed, held, letter))
        for name in (*RELATED, *Random(f"{seed}/{place}/{year}").sample(list(kinds("news")), 5)):
            day = held.opens + timedelta(days=number % 6)
            book = "near" if name in RELATED else "news"
            text = story(book, name, f"{seed}/portal/{place}/{year}", said(held, day))
            yield _post(newspaper, number := number + 1, day, source, text)


def _post(newspaper: Newspaper, number: int, day: date, source: str, text: Story) -> Posted:
    leaf = Leaf(
        number=number,
        page=0,
        title=text.headline,
        kicker=text.kicker,
        headline=text.headline,
        byline=text.byline,
        lines=text.opening + text.lines,
        stories=(text,),
    )
    if "traditional" in newspaper.features:
        leaf, source = traditional_leaf(leaf), traditional(source)
    clock = f"{8 + number % 10:02d}:{number * 7 % 60:02d}"
    parts = PARTS if "parts" in newspaper.features and number == 1 else 1
    return Posted(number=number, day=day, clock=clock, source=source, story=text, leaf=leaf, parts=parts)


def post_path(newspaper: Newspaper, post: Posted, part: int = 1) -> str:
    """The canonical path of an article, or of one of its parts; GB and BIG5 twins differ in the channel's name only."""
    number = document(newspaper, date(2018, 1, 1), post.number)
    later = f"-{part}" if part > 1 else ""
    return f"{newspaper.root}/{number}{later}.{'html' if newspaper.layout == 'people-cms' else 'htm'}"


def list_path(newspaper: Newspaper, index: int, count: int) -> str:
    """The path of a list page; vsb counts its older pages downwards."""
    if newspaper.layout == "people-cms":
        return f"{newspaper.root}/index{index + 1 if index else ''}.html"
    return f"/{VSB_LIST}/{count - index}.htm" if index else f"/{VSB_LIST}.htm"


def addresses(seed: int, newspaper: Newspaper) -> dict[str, Callable[[], bytes]]:
    """Every path of the portal with what renders it."""
    posts = posted(seed, newspaper)
    count = -(-len(posts) // A_LIST)
    found: dict[str, Callable[[], bytes]] = {}
    for index in range(count):
        found[list_path(newspaper, index, count)] = _list_render(newspaper, posts, index, count)
    if newspaper.layout == "people-cms":
        found[f"{newspaper.root}/index1.html"] = found[list_path(newspaper, 0, count)]
    for at, post in enumerate(posts):
        for part in range(1, post.parts + 1):
            found[post_path(newspaper, post, part)] = _post_render(newspaper, posts, at, part)
    return found


def _list_render(newspaper: Newspaper, posts: tuple[Posted, ...], index: int, count: int) -> Callable[[], bytes]:
    return lambda: _bytes(newspaper, _list(newspaper, posts, index, count))


def _post_render(newspaper: Newspaper, posts: tuple[Posted, ...], at: int, part: int) -> Callable[[], bytes]:
    return lambda: _bytes(newspaper, _article(newspaper, posts, at, part))


def _bytes(newspaper: Newspaper, page: str) -> bytes:
    return encoded(newspaper, traditional(page) if "traditional" in newspaper.features else page)


def _list(newspaper: Newspaper, posts: tuple[Posted, ...], index: int, count: int) -> str:
    sheet = sheets(newspaper.layout)
    shown = posts[index * A_LIST : (index + 1) * A_LIST]
    turns = [] if index == 0 else [("上一页", index - 1)]
    turns += [] if index + 1 == count else [("下一页", index + 1)]
    words = {"label": "", "href": ""}
    links = [words | {"label": label, "href": list_path(newspaper, to, count)} for label, to in turns]
    rows = "".join(sheet["article_row"].fill(_row(newspaper, post)) for post in shown)
    return sheet["list"].fill(
        _site_words(newspaper) | {"articles": rows, "turn": " ".join(map(sheet["turn"].fill, links))}
    )


def _article(newspaper: Newspaper, posts: tuple[Posted, ...], at: int, part: int) -> str:
    sheet, post, leaf = sheets(newspaper.layout), posts[at], posts[at].leaf
    share = -(-len(leaf.lines) // post.parts)
    shown = replace(leaf, lines=leaf.lines[(part - 1) * share : part * share])
    editors = Voice(f"{post.number}/{post.day}", {}).say("{surname}{given}、{surname}{given}")
    others = [*posts[:at], *posts[at + 1 :]][at % 7 : at % 7 + 4]
    words = _site_words(newspaper) | {
        "id": str(document(newspaper, date(2018, 1, 1), post.number)),
        "kicker": escape(leaf.kicker or ""),
        "headline": escape(leaf.headline or ""),
        "byline": escape(leaf.byline or ""),
        "day_iso": post.day.isoformat(),
        "day_full": f"{post.day.year}年{post.day.month:02d}月{post.day.day:02d}日",
        "clock": post.clock,
        "clock_cn": post.clock.replace(":", "时") + "分",
        "source": post.source,
        "editors": editors,
        "body": body("p", shown),
        "parts": _turns(newspaper, post, part) if post.parts > 1 else "",
        "twin": _twin(newspaper, post),
        "articles": "".join(sheet["article_row"].fill(_row(newspaper, other)) for other in others),
    }
    return sheet["article"].fill(words)


def _turns(newspaper: Newspaper, post: Posted, part: int) -> str:
    """【1】【2】【3】, and on all but the last part a picture that leads to the next one."""
    sheet = sheets(newspaper.layout)
    paths = [post_path(newspaper, post, number) for number in range(1, post.parts + 1)]
    links = "".join(sheet["part"].fill({"href": path, "label": f"【{n}】"}) for n, path in enumerate(paths, start=1))
    following = sheet["next_part"].fill({"href": paths[part]}) if part < post.parts else ""
    return sheet["parts"].fill({"links": links, "next": following})


def _twin(newspaper: Newspaper, post: Posted) -> str:
    if newspaper.layout != "people-cms":
        return ""
    path = post_path(newspaper, post)
    other = path.replace("/BIG5/", "/GB/") if "/BIG5/" in path else path.replace("/GB/", "/BIG5/")
    return f'<div class="twin"><a href="{other}">{"简体" if "/BIG5/" in path else "繁體"}</a></div>'


def _row(newspaper: Newspaper, post: Posted) -> dict[str, str]:
    return {
        "href": post_path(newspaper, post),
        "id": str(post.number),
        "title": escape(post.leaf.title),
        "day_cn": long_date(post.day),
        "day_iso": post.day.isoformat(),
    }


def _site_words(newspaper: Newspaper) -> dict[str, str]:
    words = phrases("furniture")["furniture"]
    return {
        "meta": meta(newspaper),
        "chrome": chrome(),
        "paper": newspaper.title,
        "advert": "/gg/tuiguang.html",
        "copyright": words["copyright"],
        "share": words["share"],
        "related": words["related"],
    }
