"""E-papers under `/shtml/` (山西日报 group, 朔州, 菏泽, 日照, 济南). The header names no charset.

{host}/shtml/sxrb/20250225/v01.shtml      a page: index, v01, v1, vA1
{host}/shtml/sxrb/20250225/381234.shtml   an article
{host}/shtml/index_szrb.shtml             a shell that leads to the latest edition
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.platform import ArticleView, PageView
from spiders.platforms.article import read_article
from spiders.platforms.edition import read_page
from spiders.platforms.family import Family

NAME = "shtml"

_DAY = r"/shtml/\w+/(?P<ymd>\d{8})/"

FAMILY = Family(
    name=NAME,
    article=re.compile(_DAY + r"(?P<id>\d+)\.s?html?$", re.IGNORECASE),
    page=re.compile(_DAY + r"(?:index|v(?P<pg>[a-z]{0,3}\d{1,3}))?(?:\.s?html?)?$", re.IGNORECASE),
    front=re.compile(r"^[a-z]+://[^/]+/(?:shtml/(?:\w+/)?(?:index\w*\.s?html?)?|index\.s?html?)?$", re.IGNORECASE),
    looks_like="/shtml/PAPER/YYYYMMDD/N.shtml",
)

address_kind = FAMILY.address_kind
canonical = FAMILY.canonical
address_day = FAMILY.address_day


def page(tree: HtmlElement, url: str) -> PageView:
    """A front, a page or a shell."""
    return read_page(tree, url, FAMILY)


def article(tree: HtmlElement, url: str) -> ArticleView:
    """An article with its body in `div.details` or `#content_div`."""
    return read_article(tree, url, FAMILY)
