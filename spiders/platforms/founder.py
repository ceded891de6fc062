"""Founder's classic e-papers (方正翔宇 / 数字报刊).

{root}/html/2017-07/22/node_2.htm                  a page; the first number is not constant, so it is never counted
{root}/html/2017-07/22/content_52014.htm?div=-1    an article
…/content_143892_3049609.htm                       the same with its page's node (长治, 太原, 大同, 海南)
…/nbs.D110000renmrb_01.htm, nw.D110000renmrb_20230225_1-01.htm   人民日报, 光明日报 and others
{root}/, {root}/paperindex.htm                     shells that lead to the latest edition
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.platform import ArticleView, PageView
from spiders.platforms.article import read_article
from spiders.platforms.edition import read_page
from spiders.platforms.family import Family

NAME = "founder"

_DAY = r"/(?P<y>\d{4})-?(?P<m>\d{2})[/-](?P<d>\d{2})/"
# /pad/ repeats a page for tablets
_PAD = re.compile(r"/pad/(?=.*\d{4}-?\d{2}[/-]\d{2}/)", re.IGNORECASE)

FAMILY = Family(
    name=NAME,
    article=re.compile(
        _DAY + r"(?:content_(?:(?P<node>\d+)_)?(?P<id>\d+)|nw\.D\d+[A-Za-z]\w*_\d{8}_\d+-\w+)\.html?$", re.IGNORECASE
    ),
    page=re.compile(_DAY + r"(?:node_(?P<node>\w+)|nbs\.D\d+[A-Za-z]\w*?_(?P<pg>\w+))\.html?$", re.IGNORECASE),
    front=re.compile(r"^[a-z]+://[^/]+/(?:.*/)?(?:(?:paper)?index\.(?:html?|jsp))?$", re.IGNORECASE),
    looks_like="content_N.htm, content_N_N.htm, nw.D110000…htm",
    rewrite=lambda url: _PAD.sub("/pc/", url),
)

address_kind = FAMILY.address_kind
canonical = FAMILY.canonical
address_day = FAMILY.address_day


def page(tree: HtmlElement, url: str) -> PageView:
    """A front, a page or a shell."""
    return read_page(tree, url, FAMILY)


def article(tree: HtmlElement, url: str) -> ArticleView:
    """An article with its body in `founder-content` or `#ozoom`."""
    return read_article(tree, url, FAMILY)
