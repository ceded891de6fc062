"""Markup into a tree that has lost nothing. Total: any text gives a tree.

The parser (libxml2 2.14) reads tags as the HTML Standard says, but drops whatever follows the first `</html>`, stops at
a depth of 256, and lets an unclosed `<title>` or comment swallow the page; damaged pages do all three.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.reading.blocks import TAGS, Located, blocks, is_inline, located, visible_text

__all__ = ["Located", "blocks", "located", "parse", "visible_text"]

EMPTY = b"<html><head></head><body></body></html>"
# <text id="…" encoding="utf8"> … </text>: the wrapper that corpora and some e-paper exports put round a page.
TEXT_OPENS, TEXT_CLOSES = re.compile(r"^\s*<text\b[^>]*>", re.I), re.compile(r"</text>\s*$", re.I)
XML_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,400}\?>", re.I)
# The parser drops whatever follows the first </html>, and pages that were glued from includes have several.
PAGE_END = re.compile(r"</(?:html|body)\s*>", re.I)
DOCTYPE = re.compile(r"<!doctype\b[^>]*>", re.I)
BODY_TAG = re.compile(r"<body\b", re.I)
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# &#11; &#x1F; &#xFFFE;: lxml reads them into the tree, but raises when such a text is moved
UNREADABLE_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF]))(?![0-9a-fA-F]);?"
)
# Openings that swallow the page to its end when they are never closed.
SWALLOWERS = ("title", "style", "script", "textarea", "noscript", "select", "svg", "iframe")
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
BREAKS = re.compile(r"<br>(?:\s*<br>)+")
DEEPEST = 200
"""Nesting beyond this is layout gone wrong, and costs readers more than it tells them."""
BOOKMARKS = etree.XPath("//a[@name and not(@href)]")
HANZI = re.compile(r"[\u4e00-\u9fff]")


def parse(text: str) -> HtmlElement:
    """The page as a tree whose root is `html`. Never raises; comments are kept, since platforms read them."""
    trimmed = _trim(text)
    tree = _parse(trimmed)
    if _is_swallowed(tree, trimmed):
        closed = _parse(_without_unclosed(trimmed))
        tree = closed if _hanzi(closed) > _hanzi(tree) else tree
    _unmark(tree)
    return tree


def _unmark(tree: HtmlElement) -> None:
    """Takes out the bookmarks that Word sets, with their text left where it stands: every reader takes an `<a>` for a
    link, and one that is never closed makes a link of the whole article."""
    for mark in BOOKMARKS(tree):
        mark.drop_tag()


def _trim(text: str) -> str:
    text = UNREADABLE_REFERENCE.sub("", UNREADABLE.sub("", text))
    text = XML_PROLOGUE.sub("", TEXT_CLOSES.sub("", TEXT_OPENS.sub("", text)))
    text = PAGE_END.sub("<br>", DOCTYPE.sub("", text))
    first = BODY_TAG.search(text)
    return text[: first.end()] + BODY_TAG.sub("<div", text[first.end() :]) if first else text


def _parse(text: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=False)  # which gives up at a depth of 256
    tree = _tree(text, parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return _tree(_flattened(text), HTMLParser(encoding="utf-8", huge_tree=True))
    return tree


def _tree(text: str, parser: HTMLParser) -> HtmlElement:
    try:
        return document_fromstring(text.encode() or EMPTY, parser=parser)
    except etree.ParserError:  # lxml: "Document is empty", for white space and lone comments
        return document_fromstring(EMPTY, parser=HTMLParser(encoding="utf-8"))


def _flattened(text: str) -> str:
    """The markup without the tags that stand deeper than any layout means to; the text stays."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        closing, name, rest = tag[1], tag[2].lower(), tag[3]
        if name in TAGS["unnested"] or rest.endswith("/"):
            return tag[0]
        within = depth < DEEPEST + bool(closing)
        depth = max(0, depth - 1) if closing else depth + 1
        return tag[0] if within else "" if is_inline(name) else "<br>"

    return BREAKS.sub("<br>", TAG.sub(keep, text))


def _is_swallowed(tree: HtmlElement, text: str) -> bool:
    """Whether an unclosed tag has eaten the page: few of its tags became elements, and few of its hanzi show."""
    if tree.xpath("count(//*)") * 3 > text.count("<"):
        return False
    return _hanzi(tree) * 4 < len(HANZI.findall(text))


def _without_unclosed(text: str) -> str:
    """The markup without the last opening of each swallower that nothing closes."""
    lowered = text.lower()
    for name in SWALLOWERS:
        opening = lowered.rfind(f"<{name}")
        if opening >= 0 and f"</{name}" not in lowered[opening:]:
            end = lowered.find(">", opening) + 1 or len(text)
            text, lowered = text[:opening] + text[end:], lowered[:opening] + lowered[end:]
    opening = text.rfind("<!--")
    return text[:opening] + text[opening + 4 :] if opening >= 0 and "-->" not in text[opening:] else text


def _hanzi(tree: HtmlElement) -> int:
    return len(HANZI.findall(visible_text(tree)))
