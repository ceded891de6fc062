"""What a page needs to look like itself: styles, images, the page's picture and PDF. Pure: markup in, addresses out.

Scripts are not among it: what they would fetch cannot be foretold, and a replayed page must not depend on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement
from w3lib.url import safe_url_string

from crawler.platform import PageView

Role = Literal["style", "image", "pdf", "part"]

IMAGE_SOURCES = ("src", "data-src", "data-original")
"""Attributes of an image that name its file; the latter two are filled in by scripts once the image is scrolled to."""
STYLE_LINKS = frozenset({"stylesheet", "icon"})

CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# @import "print.css" screen; (CSS Cascading 4, section 2)
CSS_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"'()\s;]+)""", re.IGNORECASE)
# background: url( "../images/bg.gif" ) (CSS Values 4, section 4.5)
CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]+))\s*\)""", re.IGNORECASE)
# srcset="a.jpg 1x, b.jpg 2x" (HTML, section 4.8.4.2.1)
CANDIDATE = re.compile(r"([^\s,]\S*[^\s,])(?:\s+[\d.]+[wx])?\s*(?:,|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One file that a page or style needs: its whole address, spelt as a browser asks for it."""

    url: str
    role: Role


def page_needs(tree: HtmlElement, url: str, view: PageView, charset: str) -> tuple[Need, ...]:
    """What a front or page (版) needs. Of the PDFs that it lists, only its own."""
    others = _pdfs_of_other_pages(view, url)
    pdfs = (
        Need(url=address, role="pdf") for address in _pdfs(tree, _base(tree, url), charset) if address not in others
    )
    return _once((*_seen(tree, url, charset), *pdfs))


def article_needs(tree: HtmlElement, url: str, container: HtmlElement | None, charset: str) -> tuple[Need, ...]:
    """What an article's page needs, and the PDFs that the article itself (its container) links."""
    attached = () if container is None else _pdfs(container, _base(tree, url), charset)
    return _once((*_seen(tree, url, charset), *(Need(url=address, role="pdf") for address in attached)))


def style_needs(css: str, url: str) -> tuple[Need, ...]:
    """What a style sheet needs: the styles it imports, its pictures and fonts."""
    return _once(_of_css(css, url, "utf-8"))


def _seen(tree: HtmlElement, url: str, charset: str) -> Iterator[Need]:
    """Everything that a browser shows on the page beside its text."""
    base = _base(tree, url)
    for written, role in (*_styles(tree), *_images(tree)):
        address = _whole(written, base, charset)
        if address:
            yield Need(url=address, role=role)
    for element in tree.iter("style"):
        yield from _of_css(str(element.text_content()), base, charset)
    for css in tree.xpath("//@style"):
        yield from _of_css(str(css), base, charset)


def _styles(tree: HtmlElement) -> Iterator[tuple[str, Role]]:
    for link in tree.iter("link"):
        kinds = set((link.get("rel") or "").lower().split()) & STYLE_LINKS
        if kinds:
            yield link.get("href") or "", "style" if "stylesheet" in kinds else "image"


def _images(tree: HtmlElement) -> Iterator[tuple[str, Role]]:
    for element in tree.iter("img", "input", "source"):
        if element.tag == "input" and (element.get("type") or "").lower() != "image":
            continue
        for name in IMAGE_SOURCES:
            yield element.get(name) or "", "image"
        for candidate in CANDIDATE.finditer(element.get("srcset") or ""):
            yield candidate[1], "image"
    for written in tree.xpath("//@background"):
        yield str(written), "image"


def _of_css(css: str, base: str, charset: str) -> Iterator[Need]:
    plain = CSS_COMMENT.sub("", css)
    imported = {match[1] for match in CSS_IMPORT.finditer(plain)}
    named = (match[1] or match[2] or match[3] or "" for match in CSS_URL.finditer(plain))
    for written in (*imported, *(name for name in named if name not in imported)):
        address = _whole(written, base, charset)
        if address:
            yield Need(url=address, role="style" if written in imported else "part")


def _pdfs(tree: HtmlElement, base: str, charset: str) -> Iterator[str]:
    for element in tree.iter("a", "input", "iframe", "embed", "object"):
        for name in ("href", "value", "src", "data"):
            address = _whole(element.get(name) or "", base, charset)
            if address and urlsplit(address).path.lower().endswith(".pdf"):
                yield address


def _pdfs_of_other_pages(view: PageView, url: str) -> frozenset[str]:
    listed = [page for page in view.pages if page.pdf]
    own = [page for page in listed if page.url in (url, view.alias_of)]
    own = own or [page for page in listed if view.page_no and page.page_no == view.page_no]
    return frozenset(page.pdf for page in listed if page.pdf) - frozenset(page.pdf for page in own if page.pdf)


def _base(tree: HtmlElement, url: str) -> str:
    written = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return _whole(written, url, "utf-8") or url if written else url


def _whole(written: str, base: str, charset: str) -> str | None:
    """The whole address, None for nothing, for `data:` and for what is on no web server."""
    # Browsers drop line breaks and tabs inside an address (URL Standard, section 4.4).
    text = re.sub(r"[\r\n\t]", "", written).strip()
    if not text or text.startswith("#"):
        return None
    try:
        address = urldefrag(urljoin(base, text)).url
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            return None
        return str(safe_url_string(address, encoding=charset))
    except (ValueError, LookupError):
        return None


def _once(needs: Iterable[Need]) -> tuple[Need, ...]:
    return tuple({need.url: need for need in reversed(tuple(needs))}.values())[::-1]
