"""Founder's newer e-papers, and the cms-content variant that shares their layouts.

{root}/pc/layout/202208/20/node_A01.html      a page: layout, col, column, PC; node_, col_, l, n_; 01, 1, A01, 01B
{root}/pc/content/202208/20/content_107440.html   an article: content, con, cont, c; also c31544.html, and without a day
{root}/pad/…                                   the tablet twin of every page
{root}/2022-05/23/node_A1.html, content_1.html the cms-content variant (衡水, 新乡, 岳阳)
{root}/pc/layout/index.html                    the shell that leads to the latest edition
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.platform import ArticleView, PageView
from spiders.platforms.article import read_article
from spiders.platforms.edition import read_page
from spiders.platforms.family import Family

NAME = "founder-pc"

_DAY = r"/(?:(?P<ym>\d{6})|(?P<y>\d{4})-(?P<m>\d{2}))[/-](?P<d>\d{2})/"
# /rbpaper/pad/layout/… is /rbpaper/pc/layout/…; PAD and PC keep their case together
_PAD = re.compile(r"/(?:(pad)|(PAD)|(Pad))(?=/)")


def _without_pad(url: str) -> str:
    return _PAD.sub(lambda twin: "/PC" if twin[2] else "/pc", url)


FAMILY = Family(
    name=NAME,
    article=re.compile(rf"(?:{_DAY}|/(?:content|con|cont|c)/)c(?:ont(?:ent)?_|on_)?(?P<id>\d+)\.html?$", re.IGNORECASE),
    page=re.compile(
        _DAY + r"(?:node_?|col_?|layout_?|l_?|n_)(?P<pg>[A-Za-z]{0,4}\d{1,6}[A-Za-z]?)\.html?$", re.IGNORECASE
    ),
    front=re.compile(r"^[a-z]+://[^/]+/(?:.*/)?(?:index\.(?:html?|jsp))?$", re.IGNORECASE),
    looks_like="content_N.html, cN.html",
    rewrite=_without_pad,
)

address_kind = FAMILY.address_kind
canonical = FAMILY.canonical
address_day = FAMILY.address_day


def page(tree: HtmlElement, url: str) -> PageView:
    """A front, a page or a shell, in any of the skins."""
    return read_page(tree, url, FAMILY)


def article(tree: HtmlElement, url: str) -> ArticleView:
    """An article in any of the skins."""
    return read_article(tree, url, FAMILY)
