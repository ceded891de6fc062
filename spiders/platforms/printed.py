"""What a page shows to a reader's eye: texts of elements, and the day that its head prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.dates import printed_day as day_in

UNSEEN = frozenset(("script", "style", "head", "title", "noscript", "select", "option", "textarea", "map", "object"))
"""Elements whose text no reader sees, or whose years are a calendar's choice and not the page's."""

INLINE = frozenset(("font", "span", "b", "strong", "em", "i", "u", "small", "big", "a", "sub", "sup", "label"))
"""Elements that stand in a line; at the edges of all others a line ends."""

# 2017年7月22日, 2026年01月21日, 2025-02-25
_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|(?<![\d./-])\d{4}([-/.])\d{1,2}\1\d{1,2}(?![\d./-])")
# 2017年7月22日　星期六: the head of an edition, not a date in a text
_WEEKDAY = re.compile(r"[\s,，。|(（]*(?:星期|周)[\s\S]{0,2}[一二三四五六日天]")
# 1958年8月1日创刊; 创刊于1958年8月1日: a newspaper's birthday is not its edition's day
_BIRTHDAY_AFTER = re.compile(r"[ \t\u3000]*(?:正式)?(?:创刊|复刊|创办|试刊|成立)")
_BIRTHDAY_BEFORE = re.compile(r"(?:创刊|复刊|创办|试刊|成立)(?:于|日期|时间)?[ \t\u3000]*[:：]?[ \t\u3000]*$")


def text_of(element: HtmlElement | None) -> str | None:
    """The element's text on one line; `<br>` and every run of white space is one space. None when there is none."""
    if element is None:
        return None
    return " ".join("".join(_pieces(element)).split()) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The text that a page prints outside of what was left out: all of it, and what no link carries."""

    text: str
    unlinked: str


def outside(tree: HtmlElement, leave: frozenset[HtmlElement] = frozenset()) -> Outside:
    """The text outside the elements in `leave`, in document order; a space stands in place of whatever is left out, so
    that its neighbours stay apart."""
    texts: list[str] = []
    unlinked: list[str] = []
    links: list[HtmlElement] = []  # those that are open
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            shut = node.tag in UNSEEN or node in leave
            texts.append(" " if shut else _edge(node) + (node.text or ""))
            if not links:
                unlinked.append(" " if node.tag == "a" else texts[-1])
            if shut:
                walk.skip_subtree()
            elif node.tag == "a":
                links.append(node)
            continue
        if links and links[-1] is node:
            links.pop()
        if node is not tree:
            texts.append(_edge(node) + (node.tail or ""))
            unlinked.extend(() if links else texts[-1:])
    return Outside(text="".join(texts), unlinked="".join(unlinked))


def printed_day(shown: Outside) -> tuple[date | None, date | None]:
    """The edition's day (beside a weekday), and the first day printed outside of links; None where there is none."""
    days = list(_days(shown.unlinked))
    certain = next((day for day, weekday in days if weekday), None)
    if certain is None:
        certain = next((day for day, weekday in _days(shown.text) if weekday), None)
    return certain, next((day for day, _ in days), None)


def _days(text: str) -> Iterator[tuple[date, bool]]:
    for found in _DATE.finditer(text):
        day = day_in(found[0])
        birthday = _BIRTHDAY_AFTER.match(text, found.end()) or _BIRTHDAY_BEFORE.search(
            text, max(0, found.start() - 12), found.start()
        )
        if day is not None and not birthday:
            yield day, bool(_WEEKDAY.match(text, found.end()))


def _pieces(element: HtmlElement) -> Iterator[str]:
    """Text in document order without comments and scripts; a space for `<br>`."""
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag in ("script", "style"):
                continue
            yield " " if node.tag == "br" else ""
            yield node.text or ""
        elif node is not element:
            yield node.tail or ""


def _edge(node: HtmlElement) -> str:
    return "" if node.tag in INLINE or not isinstance(node.tag, str) else "\n"
