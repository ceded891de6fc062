"""Sites of 博达 VSB, as 忻州日报's.

https://www.xzrbw.com/info/1286/436275.htm   an article; 1286 is its channel
https://www.xzrbw.com/xwzx/xzxw.htm          a list; xwzx/xzxw/41.htm is a further page of it, counted down to 1
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement

from crawler.platform import ArticleView, PageView
from spiders.platforms.article import read_article
from spiders.platforms.family import Family
from spiders.platforms.listing import read_list
from spiders.platforms.printed import text_of
from spiders.platforms.skins import find

NAME = "vsb"

FAMILY = Family(
    name=NAME,
    article=re.compile(r"/info/(?P<node>\d+)/(?P<id>\d+)\.html?$"),
    page=re.compile(r"^[a-z]+://[^/]+/(?!info/)(?:[\w-]+/)*(?!index\.)[\w-]+\.html?$", re.IGNORECASE),
    front=re.compile(r"^[a-z]+://[^/]+/(?:[\w-]+/)*(?:index\.(?:html?|jsp))?$", re.IGNORECASE),
    looks_like="/info/N/N.htm",
)

address_kind = FAMILY.address_kind
canonical = FAMILY.canonical
address_day = FAMILY.address_day

# <!--#begineditable name="标题" action=… -->
_TITLE_MARK = re.compile(r'\s*#begineditable\s+name="(?:文章)?标题"')


def page(tree: HtmlElement, url: str) -> PageView:
    """A list of articles, or a home page; the list's next page in `next_url`."""
    return read_list(tree, url, FAMILY)


def article(tree: HtmlElement, url: str) -> ArticleView:
    """An article with its body in `#vsb_content` or its template's class."""
    view = read_article(tree, url, FAMILY)
    if any(find(tree, skin.headline) for skin in FAMILY.skins):
        return view
    return replace(view, headline=_marked_title(tree) or view.headline)


def _marked_title(tree: HtmlElement) -> str | None:
    """The title of a template without classes: what its builder's comment marks."""
    for comment in tree.iter(etree.Comment):
        if _TITLE_MARK.match(comment.text or ""):
            return text_of(comment.getparent())
    return None
