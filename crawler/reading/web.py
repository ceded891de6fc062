"""What an ordinary news page says of its article, where no platform knows the site.

Only what the page states counts: a day must stand in a meta tag, in JSON-LD, on a date line or in the address, and two
that disagree are settled by what is printed; a headline is what `<title>` and a heading on the page have in common.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise, takewhile

from lxml.html import HtmlElement

from crawler.platform import ArticleView
from crawler.reading.blocks import blocks
from crawler.reading.dates import printed_day
from crawler.reading.model import Block

META_DAYS = (
    "publishdate", "pubdate", "article:published_time", "og:release_date", "datepublished", "publish-date", "dc.date",
    "dcterms.issued", "weibo: article:create_at", "firstpublishedtime", "og:published_time", "apub:time",
)  # fmt: skip
"""Names of meta tags that state the day, in lower case; PubDate is the one that China's standard for government sites
(政府网站网页标签规范) asks for."""
META_SOURCES = ("contentsource", "source", "mediaid", "og:site:source")
META_HEADLINES = ("articletitle", "og:title")

# /2025-02/25/ /202502/25/ /2025/02/25/ /2025/0225/ /20250225/ t20250225_ doc-2025-02-25
DAY_IN_ADDRESS = re.compile(r"(?<!\d)(20[0-3]\d|199\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=\D|\d{6}\D|$)")
# 2025-02-25 10:32 来源:长江网 | 时间:2025年02月25日10:32 | 发布时间:2025-02-25
# A line that holds a day and no more: 2025年2月25日 星期二 第03版
LONE_DAY = re.compile(
    r"\D{0,4}\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*[日号]?\s*(?:星期.)?\s*(?:第?\s*\w{1,3}\s*版)?"
)
DATE_LINE = re.compile(r"(?:时间|日期|发布|发表|更新|来源|稿源|刊发)\s*[:：于]|\d\s*[:：时]\s*\d{2}")
SOURCE = re.compile(r"(?:来源|來源|稿源|信息来源|文章来源)\s*[:：]\s*([^\s|丨:：）)】\]]{2,30})")
# What is glued to a source's name: 来源:澄湖日报作者:… , 来源：澄湖日报2025-02-25
_GLUED = (
    r"作者|编辑|責任|編輯|责编|来源|來源|時間|时间|發布|发布|点击|浏览|字号|字体|阅读|分享|打印|转载|选稿|评论|订阅"
    r"|第\d|【|\[|20\d\d"
)
AFTER_NAME, AFTER_BYLINE = re.compile(f"(?:記者|记者|{_GLUED}).*$"), re.compile(f"(?:责任|{_GLUED}).*$")
EDITORS = re.compile(
    r"(?:责任编辑|責任編輯|责编|責編|编辑|編輯)\s*(?:[:：]|(?=[/|丨]))\s*[/|丨]?\s*([^:：）)】\]（(【\[]{2,40})"
)
BYLINE = re.compile(r"(?:^|[\s|丨　])(?:作者|撰文|文)\s*[:：]\s*([^:：|丨）)】\]]{2,30})")
NAME_BREAK = re.compile(r"[\s、,，;；/|丨　&]+")
NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}$")
LABEL = re.compile(r"(?:责任|审核|校对|来源|作者|时间|监制|审|校|编辑|责编|终审|初审|主编).*$")
SITE_SUFFIX = re.compile(r"\s*(?:[-_|—–－]{1,2}|\s[-–—]\s)\s*")
DIGIT = re.compile(r"\d")
SERIES = 3
"""Lines alike but for their days that make a list."""
SHORT = 160
"""Characters of a block that may be a line about the article."""
LINKED = 0.5
"""Share of linked characters from which a line tells of another article."""
SITE_NAME = re.compile(r"(?:网|报|在线|首页|门户|频道|客户端|新闻|网站|政协)$")
SHORTEST_PART = 8
"""Characters of a headline behind the site's name: 云岭日报-政协…工作报告."""
LONGEST_LINE = 40
"""Characters of a line of a headline that has two."""
HEADING_TAGS = ("h1", "h2", "h3")


def article_view(tree: HtmlElement, url: str, page: Sequence[Block] | None = None) -> ArticleView:
    """The article as the page itself states it; the container is left to the body's own reading. Never raises.

    `page` is the tree's blocks where they are known already.
    """
    page = blocks(tree) if page is None else page
    lines = [block.text for block in page if len(block.text) <= SHORT and block.link_share < LINKED]
    meta = _meta(tree)
    return ArticleView(
        headline=_headline(tree, page, meta),
        byline=_first(BYLINE, lines, AFTER_BYLINE),
        source=_source(lines, meta),
        editors=_editors(lines),
        printed_day=_day(tree, lines, meta, url),
    )


def address_day(url: str) -> date | None:
    """The day that stands in an address, None where none or more than one does."""
    found = {_calendar_day(match) for match in DAY_IN_ADDRESS.finditer(url)} - {None}
    return found.pop() if len(found) == 1 else None


def _calendar_day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The page's meta tags by lower-case name, property or itemprop; of several the first that says something."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("name") or tag.get("property") or tag.get("itemprop") or ""
        content = (tag.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _day(tree: HtmlElement, lines: list[str], meta: dict[str, str], url: str) -> date | None:
    """The day that two of the page's statements share, else the printed one, else the only one."""
    printed = _printed(lines)
    tagged = next((day for name in META_DAYS if (day := printed_day(_spaced(meta.get(name))))), None)
    stated = [day for day in (printed, tagged, _linked_data_day(tree), address_day(url)) if day]
    shared = next((day for day in stated if stated.count(day) > 1), None)
    if shared:
        return shared
    if not stated:
        return _lone_day(lines)
    return stated[0] if printed or len(stated) == 1 else None


def _lone_day(lines: list[str]) -> date | None:
    """The day of the lines that hold nothing but a day, where they all name the same."""
    found = {printed_day(line) for line in lines if LONE_DAY.fullmatch(line)} - {None}
    return found.pop() if len(found) == 1 else None


def _spaced(text: str | None) -> str | None:
    """An ISO instant with a space for its T, and a run of eight digits with dashes, for the reader of printed days."""
    if text is None:
        return None
    return re.sub(r"^(\d{4})(\d{2})(\d{2})(?!\d)", r"\1-\2-\3 ", text).replace("T", " ")


def _printed(lines: list[str]) -> date | None:
    """The first day of a date line; lines of one form with many days, as under readers' remarks, are nobody's."""
    dated = [(DIGIT.sub("9", line), day) for line in lines if DATE_LINE.search(line) and (day := printed_day(line))]
    days_of_form = Counter(form for form, _ in set(dated))
    return next((day for form, day in dated if days_of_form[form] < SERIES), None)


def _linked_data_day(tree: HtmlElement) -> date | None:
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            published = next(_published(_loaded(script.text_content())), None)
            if day := printed_day(_spaced(published)):
                return day
    return None


def _loaded(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _published(data: object, depth: int = 0) -> Iterator[str]:
    if depth > 6:
        return
    match data:
        case dict():
            if isinstance(data.get("datePublished"), str):
                yield data["datePublished"]
            for value in data.values():
                yield from _published(value, depth + 1)
        case list():
            for value in data:
                yield from _published(value, depth + 1)


def _headline(tree: HtmlElement, page: Sequence[Block], meta: dict[str, str]) -> str | None:
    """The heading that the page's title begins with, or a part of it; else the title without the site's name."""
    titles = [_tidy(title.text_content()) for title in tree.iter("title")][:1]
    titles += [_tidy(meta[name]) for name in META_HEADLINES if name in meta]
    titles = [title for title in titles if title]
    parts = [part for title in titles for part in _parts(title)[1:] if len(part) >= SHORTEST_PART]
    headings = [block for block in page if 4 <= len(block.text) <= SHORT and block.link_share < 0.5]
    headings.sort(key=lambda block: block.tag not in HEADING_TAGS)
    printed = [(_solid(heading), heading) for heading in (*(block.text for block in headings), *_of_two_lines(page))]
    stated = [_solid(title) for title in (*titles, *parts)]
    agreed = [
        (_common(title, solid), heading) for title in stated for solid, heading in printed if title[0] == solid[0]
    ]
    best = max(agreed, key=lambda pair: pair[0], default=(0, ""))
    return best[1] if best[0] >= 4 else _lone_heading(tree) or _without_site(titles)


def _of_two_lines(page: Sequence[Block]) -> Iterator[str]:
    """Headlines that a `<br>` or two cells set in two lines."""
    for one, other in pairwise(page):
        if max(len(one.text), len(other.text)) <= LONGEST_LINE and max(one.link_share, other.link_share) < LINKED:
            yield one.text + other.text


def _lone_heading(tree: HtmlElement) -> str | None:
    """The page's `<h1>` where it has just one."""
    found = [_tidy("".join(block.text for block in blocks(heading))) for heading in tree.iter("h1")]
    found = [text for text in found if text]
    return found[0] if len(found) == 1 and 4 <= len(found[0]) <= SHORT else None


def _without_site(titles: list[str]) -> str | None:
    parts = _parts(titles[0]) if titles else []
    return parts[0] if parts and len(parts[0]) >= 4 and not SITE_NAME.search(parts[0]) else None


def _parts(title: str) -> list[str]:
    return [part.strip() for part in SITE_SUFFIX.split(title)]


def _common(title: str, heading: str) -> int:
    """Characters that title and heading, both without spaces, begin with alike; 0 where the heading goes on
    otherwise."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(title, heading, strict=False)))
    return same if same >= 0.9 * len(heading) else 0


def _solid(text: str) -> str:
    return "".join(text.split())


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _source(lines: list[str], meta: dict[str, str]) -> str | None:
    printed = _first(SOURCE, lines)
    if printed:
        return printed
    tagged = next((meta[name] for name in META_SOURCES if name in meta), "")
    return re.sub(r"^来源\s*[:：]\s*", "", tagged) or None


def _first(pattern: re.Pattern[str], lines: list[str], after: re.Pattern[str] = AFTER_NAME) -> str | None:
    found = (after.sub("", match[1]).strip(" 　-—") for line in lines if (match := pattern.search(line)))
    return next((name for name in found if name), None)


def _editors(lines: list[str]) -> tuple[str, ...]:
    for line in lines:
        if match := EDITORS.search(line):
            names = [name for name in NAME_BREAK.split(LABEL.sub("", match[1]).strip()) if name]
            if names and all(len(name) == 1 for name in names[:2]):  # 张 明: a name of two characters, spaced
                names = ["".join(names[:2]), *names[2:]]
            return tuple(name for name in names if NAME.match(name))
    return ()
