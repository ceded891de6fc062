"""The CMS of people.com.cn, which serves 山西新闻网 (news.sxrb.com) and its city channels.

    http://news.sxrb.com/GB/314060/index10.html     a list, the tenth page of it
    http://news.sxrb.com/GB/314064/9947757.html     an article
    https://cz.sxrb.com/BIG5/314804/10137575.html   a twin in traditional characters, which is made by machine
    http://culture.people.com.cn/n1/2019/0615/c1013-31153719.html   newer; …-2.html is its second part

GB and BIG5 are two printings, each with its own address: a channel is crawled as it is declared, and the archive links
the twins by their paragraphs. Pages are UTF-8 under a gb2312 declaration.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml.html import HtmlElement

from crawler.platform import ArticleView, PageView
from spiders.platforms.article import read_article
from spiders.platforms.family import Family
from spiders.platforms.listing import read_list

NAME = "people-cms"

# …/c1013-31153719-2.html
_PART = re.compile(r"^(.*/(?:c\d+-)?\d{4,})(?:-(\d{1,2}))?(\.html?)$")

FAMILY = Family(
    name=NAME,
    article=re.compile(
        r"/(?:GB|BIG5)/(?:\d+/)+(?P<id>\d{4,})(?:-\d{1,2})?\.html?$"
        r"|/n\d?/(?P<y>\d{4})/(?P<m>\d{2})(?P<d>\d{2})/c\d+-\d+(?:-\d{1,2})?\.html?$"
    ),
    page=re.compile(r"/(?:GB|BIG5)/(?:\d+/)+(?:index\d*\.html?)?$|/index\d+\.html?$"),
    front=re.compile(r"^[a-z]+://[^/]+/(?:(?:GB|BIG5)/)?(?:index\.html?)?$"),
    looks_like="/GB/N/N.html, /n1/YYYY/MMDD/cN-N.html",
)

address_kind = FAMILY.address_kind
canonical = FAMILY.canonical
address_day = FAMILY.address_day


def page(tree: HtmlElement, url: str) -> PageView:
    """A list of articles; its next page in `next_url`."""
    return read_list(tree, url, FAMILY)


def article(tree: HtmlElement, url: str) -> ArticleView:
    """An article with its body in `#rwb_zw`; its next part in `next_url`."""
    return replace(read_article(tree, url, FAMILY), next_url=_next_part(tree, url))


def _next_part(tree: HtmlElement, url: str) -> str | None:
    """c1013-31153719-2.html after c1013-31153719.html, where the page links it."""
    match = _PART.search(canonical(url))
    if match is None:
        return None
    following = f"{match[1]}-{int(match[2] or 1) + 1}{match[3]}"
    return next((link.url for link in FAMILY.links(tree, url) if link.url == following), None)
