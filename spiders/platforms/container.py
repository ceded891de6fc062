"""The element that holds an article's body, and a bare copy of it: no comments, scripts, headline cells, credits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import chain, takewhile

from lxml.cssselect import CSSSelector
from lxml.etree import XPath
from lxml.html import Element, HtmlElement

from crawler.reading.blocks import blocks, is_inline
from crawler.reading.body import runs_on
from crawler.reading.furniture import OURS
from crawler.reading.model import Block
from spiders.platforms.enpproperty import between_marks, without_stamp
from spiders.platforms.family import Family
from spiders.platforms.printed import text_of
from spiders.platforms.skins import Skin

# (责编：李琳、褚嘉琳) | 责任编辑: 张三 | [编辑:张三]
EDITORS = re.compile(
    r"(?:责任编辑|责编|编辑|責任編輯|責編|編輯)\s*[:：]\s*([^\s)）\]】|｜]+(?:[ \u3000、，,]+[^\s)）\]】|｜:：]{2,4})*)"
)
_CREDIT = re.compile(rf"[\s(（\[【]*{EDITORS.pattern}[\s)）\]】]*")
# 网友“云岭人”：…, 编后：…: what stands behind an article and speaks of it
_OTHERS = re.compile("(?:网友|读者|编后|编者|核心提示|相关链接|新闻链接|记者手记)")
_NAMES = re.compile(r"[\s、，,;；/]+")
_UNREAD = tuple(
    CSSSelector(source, translator="html")
    for source in ("script", "style", "noscript", "iframe", "object", "select", "button")
)
_LENGTH = XPath("string-length(normalize-space(translate(string(), '\u00a0\u3000', '  ')))")
LAST_LINES = 3
"""How many lines from the end of a body may be credits."""


def find_container(tree: HtmlElement, family: Family) -> tuple[Skin | None, HtmlElement | None]:
    """The skin and the element that hold the body: the first selector with text in it, else what stands between the
    body marks of the page's comments, else the first selector that finds an element at all."""
    empty: tuple[Skin | None, HtmlElement | None] = (None, None)
    for skin in family.skins:
        for selector in skin.container:
            found = max(selector(tree), key=_length, default=None)
            if found is not None and _length(found):
                return skin, found
            if found is not None and empty[1] is None:
                empty = skin, found
    marked = between_marks(tree)
    return (None, marked) if marked is not None and _length(marked) else empty


def bare(body: HtmlElement, skin: Skin | None, inside: tuple[CSSSelector, ...]) -> tuple[HtmlElement, tuple[str, ...]]:
    """A copy of the body without what does not belong to it, and the editors whom its last lines name.

    `inside` selects headline cells that stand in the body's own element. What runs on right behind the body is taken
    into it: a stray `</div>` in the text closes its element early.
    """
    copied = without_stamp(body)
    for element in _running_on(body):
        copied.append(element)
    for selector in (*_UNREAD, *(skin.remove if skin else ()), *inside):
        for element in selector(copied):
            if element is not copied and element.getparent() is not None:
                element.drop_tree()
    return copied, _take_credits(copied)


def _running_on(body: HtmlElement) -> list[HtmlElement]:
    """Copies of the elements behind the body that hold its text, up to the last that speaks of 政协's work: comments,
    notices and advertisements stand behind bodies too, and of other articles nobody asks for the rest."""
    for inner in (body, *body.iterancestors()):
        behind = ((element, held) for element in _behind(inner) if (held := blocks(element)))
        if first := next(behind, None):
            running = list(takewhile(lambda pair: all(map(_is_text, pair[1])), chain((first,), behind)))
            ours = [n for n, (_, held) in enumerate(running, start=1) if any(OURS.search(each.text) for each in held)]
            return [element for element, _ in running[: max(ours, default=0)]]
    return []


def _is_text(block: Block) -> bool:
    return runs_on(block) and not _OTHERS.match(block.text)


def _behind(inner: HtmlElement) -> Iterator[HtmlElement]:
    """Copies of what follows an element in its parent; text between two blocks as a paragraph."""
    line = Element("p")
    for element in (inner, *inner.itersiblings()):
        if element is not inner and isinstance(element.tag, str):
            copied = deepcopy(element)
            copied.tail = None
            if is_inline(element.tag):
                line.append(copied)
            else:
                yield from (line, copied)
                line = Element("p")
        if len(line):
            line[-1].tail = (line[-1].tail or "") + (element.tail or "")
        else:
            line.text = (line.text or "") + (element.tail or "")
    yield line


def names(line: re.Match[str] | None) -> tuple[str, ...]:
    """The editors of a line that EDITORS found."""
    return tuple(name for name in _NAMES.split(line[1]) if name) if line else ()


def _take_credits(copied: HtmlElement) -> tuple[str, ...]:
    for element in list(_last_lines(copied)):
        credit = _CREDIT.fullmatch(text_of(element) or "")
        if credit and not (element.tail or "").strip():
            element.drop_tree()
            return names(credit)
    return ()


def _last_lines(copied: HtmlElement) -> Iterator[HtmlElement]:
    """The last elements with text and without paragraphs of their own, the last one first."""
    left = LAST_LINES
    for element in reversed(list(copied.iterdescendants("p", "div", "span"))):
        if left and next(element.iterdescendants("p", "div"), None) is None and _length(element):
            left -= 1
            yield element


def _length(element: HtmlElement) -> int:
    return int(_LENGTH(element))
