"""Shells: pages that only lead on, as `{root}/` and `paperindex.htm` of the e-paper platforms do.

<META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/2026-10/02/node_2.htm">
<script>window.location.href = "pc/layout/202602/03/node_01.html"</script>
setTimeout("javascript:location.href='html/2026-10/02/node_2.htm'", 3000)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from spiders.platforms import addresses
from spiders.platforms.family import Family

# 0; URL=html/2026-10/02/node_2.htm
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'>]+)", re.IGNORECASE)
# window.location.href = "…", location.replace('…'), self.location="…"
_SCRIPT = re.compile(r"\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*\\?[\"']([^\"'\\]+)\\?[\"']")
SHORT = 400
"""Characters of text beyond which a page says something itself, and a script on it is not what it is for."""


def shell_target(tree: HtmlElement, url: str, family: Family) -> str | None:
    """Where the shell leads: of its targets the first that the platform knows, else the first; None if it is no shell.

    The caller has made sure that the page links nothing of an edition.
    """
    base = addresses.base_of(tree, url)
    targets = [target for href in _targets(tree) if (target := addresses.absolute(href, base))]
    known = [family.canonical(target) for target in targets if addresses.same_host(target, url)]
    here = family.canonical(url)
    known = [target for target in known if target != here and family.address_kind(target) is not None]
    elsewhere = [target for target in targets if addresses.plain(target) != addresses.plain(url)]
    return next(iter(known), None) or next(iter(elsewhere), None)


def _targets(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            match = _REFRESH.match(meta.get("content") or "")
            if match:
                yield match[1].strip()
    if sum(len(piece.strip()) for piece in _visible(tree)) > SHORT:
        return
    for script in tree.iter("script"):
        yield from _SCRIPT.findall(script.text or "")
    yield from (call for body in tree.iter("body") for call in _SCRIPT.findall(body.get("onload") or ""))


def _visible(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style", "title"):
            yield element.text or ""
        yield element.tail or ""
