"""The `enpproperty` comment in which Founder's systems leave a page's facts, and the marks round a body.

    <!--enpproperty <founder-date>2017-07-22 23:59:59</founder-date><founder-type>2</founder-type> /enpproperty-->
    <!--enpproperty <articleid>1</articleid><date>2016-10-31 09:28:27.0</date><title><p>…</p></title>… /enpproperty-->
    <!--enpcontent--> … <!--/enpcontent-->   (sometimes doubled)

A value that holds `-->` ends the comment early, and the rest of the facts then stands on the page as text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, tostring

from crawler.reading.dates import printed_day as day_in

# <founder-pagenum>A01</founder-pagenum>, <introtitle><p>…</p></introtitle>
_FIELD = re.compile(r"<(?:founder-)?([a-z]+)>(.*?)</(?:founder-)?\1>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# the whole comment, or what is left of one that ended early; `>` is escaped in text
_LEAK = re.compile(r"(?:<!--\s*enpproperty[\s\S]*?|(?<=>)[^<>]*)/enpproperty\s*--(?:>|&gt;)", re.IGNORECASE)
_MARK = re.compile(r"\s*(/?)\s*enpcontent\b")
_OPENS = re.compile(r"\s*enpproperty\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The facts of the comments on a page; None where they say nothing."""

    day: date | None = None
    page_no: str | None = None
    title: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    author: str | None = None
    source: str | None = None


def stamp(tree: HtmlElement) -> Stamp:
    """The facts of all `enpproperty` comments of the page; of two values the first that is not empty."""
    fields: dict[str, str] = {}
    for comment in tree.iter(etree.Comment):
        if _OPENS.match(comment.text or ""):
            for name, value in _FIELD.findall(comment.text or ""):
                fields.setdefault(name.lower(), _plain(value))
    known = {name: value for name, value in fields.items() if value}
    return Stamp(
        day=day_in(known.get("date")),
        page_no=known.get("pagenum"),
        title=known.get("title"),
        kicker=known.get("introtitle"),
        subtitle=known.get("subtitle"),
        author=known.get("author"),
        source=known.get("source") or known.get("papername"),
    )


def without_stamp(container: HtmlElement) -> HtmlElement:
    """A copy of the container, free of comments and of all that leaked out of an `enpproperty` comment."""
    copied = deepcopy(container)
    copied.tail = None
    if _leaks(copied):
        copied = _without_leak(copied)
    etree.strip_tags(copied, etree.Comment, etree.ProcessingInstruction)
    return copied


def between_marks(tree: HtmlElement) -> HtmlElement | None:
    """What stands between `<!--enpcontent-->` and `<!--/enpcontent-->` as one element; None without such marks."""
    for comment in tree.iter(etree.Comment):
        mark = _MARK.match(comment.text or "")
        parent = comment.getparent()
        if mark and not mark[1] and parent is not None:
            return _cut(deepcopy(parent))
    return None


def _cut(parent: HtmlElement) -> HtmlElement:
    """The element with only what is between its first opening and its last closing mark."""
    marks = [(node, match[1]) for node in parent.iterchildren(etree.Comment) if (match := _MARK.match(node.text or ""))]
    opening = next(node for node, closing in marks if not closing)
    last = next((node for node, closing in reversed(marks) if closing), None)
    for node in list(opening.itersiblings(preceding=True)):
        parent.remove(node)
    if last is not None:
        for node in list(last.itersiblings()):
            parent.remove(node)
        last.tail = None
    parent.text, parent.tail = None, None
    return parent


def _leaks(copied: HtmlElement) -> bool:
    """Whether a comment ended before its own end mark, or the mark stands in the text."""
    if "/enpproperty" in "".join(copied.itertext(with_tail=False)):
        return True
    return any(
        _OPENS.match(node.text or "") and "/enpproperty" not in (node.text or "") for node in copied.iter(etree.Comment)
    )


def _without_leak(copied: HtmlElement) -> HtmlElement:
    markup = _LEAK.sub("", tostring(copied, encoding="unicode"))
    return fragment_fromstring(markup, create_parent="div")


def _plain(value: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", value)).split())
