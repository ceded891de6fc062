"""What a page needs to look like itself, and which addresses are on its newspaper's own site."""

from __future__ import annotations

import pytest

from crawler.newspaper import Era, Newspaper
from crawler.platform import PageLink, PageView
from crawler.reading import html
from crawler.requisite_links import article_needs, page_needs, style_needs
from crawler.requisite_pages import on_its_site

URL = "http://epaper.qingchuan.example/qcrb/html/2026-01/17/node_2.htm"
ROOT = "http://epaper.qingchuan.example/qcrb"

PAGE = """<html><head><link rel="stylesheet" href="../../../tplimg/style.css?v=2#top"><link rel=next href=node_3.htm>
<link rel="Shortcut Icon" href="/favicon.ico"><style>.head{background:url( "../../../images/head.gif" )}</style></head>
<body background="../../../images/paper.jpg"><!-- <img src="commented.jpg"> -->
<img src="../../../images/2026-01/17/1/brief.jpg" usemap="#m"><img src="data:image/gif;base64,AAAA"><img src="">
<img src="blank.gif" data-original="photo.jpg" srcset="photo-1.jpg 1x, photo-2.jpg 2x"><input type=image src=go.gif>
<div style="background-image:url('清川.png')"></div><script src="zoom.js"></script><a href="content_1.htm">一</a>
<a href="../../../images/2026-01/17/1/page.pdf">PDF</a><a href="../../../images/2026-01/17/2/page.pdf">PDF</a>
</body></html>"""

VIEW = PageView(
    page_no="1",
    pages=(
        PageLink(url=URL, page_no="1", pdf=f"{ROOT}/images/2026-01/17/1/page.pdf"),
        PageLink(url=URL.replace("_2", "_3"), page_no="2", pdf=f"{ROOT}/images/2026-01/17/2/page.pdf"),
    ),
)


def test_a_page_needs_its_styles_its_images_and_of_the_pdfs_its_own() -> None:
    needs = {(need.role, need.url) for need in page_needs(html.parse(PAGE), URL, VIEW, "utf-8")}
    day = f"{ROOT}/html/2026-01/17"
    assert needs == {
        ("style", f"{ROOT}/tplimg/style.css?v=2"),
        ("image", "http://epaper.qingchuan.example/favicon.ico"),
        ("part", f"{ROOT}/images/head.gif"),
        ("image", f"{ROOT}/images/paper.jpg"),
        ("image", f"{ROOT}/images/2026-01/17/1/brief.jpg"),
        *(("image", f"{day}/{name}") for name in ("blank.gif", "photo.jpg", "photo-1.jpg", "photo-2.jpg", "go.gif")),
        ("part", f"{day}/%E6%B8%85%E5%B7%9D.png"),
        ("pdf", f"{ROOT}/images/2026-01/17/1/page.pdf"),
    }


@pytest.mark.parametrize("url", [URL.replace("node_2", "node_143"), URL])
def test_a_page_that_its_list_names_otherwise_is_known_by_its_alias_or_its_number(url: str) -> None:
    alias = PageView(alias_of=URL, pages=VIEW.pages)
    number = PageView(page_no="1", pages=VIEW.pages)
    for view in (alias, number):
        pdfs = [need.url for need in page_needs(html.parse(PAGE), url, view, "utf-8") if need.role == "pdf"]
        assert pdfs == [f"{ROOT}/images/2026-01/17/1/page.pdf"]


def test_an_article_needs_the_pdfs_that_it_links_itself_and_not_those_of_the_page_list() -> None:
    tree = html.parse(f"{PAGE}<div id=body><a href='/fj/report.PDF'>附件</a></div>")
    container = tree.get_element_by_id("body")
    pdfs = [need.url for need in article_needs(tree, URL, container, "utf-8") if need.role == "pdf"]
    assert pdfs == ["http://epaper.qingchuan.example/fj/report.PDF"]
    assert [need for need in article_needs(tree, URL, None, "utf-8") if need.role == "pdf"] == []


def test_a_style_needs_what_it_imports_its_pictures_and_its_fonts() -> None:
    css = """@import "print.css" print; @import url(base.css);
    /* .old{background:url(old.gif)} */ .head{background:#fff url( 'a b.gif' ) no-repeat}
    @font-face{src:url("song.woff2") format("woff2"),url(data:font/woff;base64,AA)} .x{filter:url(#f)}"""
    assert {(need.role, need.url) for need in style_needs(css, f"{ROOT}/tplimg/style.css")} == {
        ("style", f"{ROOT}/tplimg/print.css"),
        ("style", f"{ROOT}/tplimg/base.css"),
        ("part", f"{ROOT}/tplimg/a%20b.gif"),
        ("part", f"{ROOT}/tplimg/song.woff2"),
    }


def test_addresses_start_from_the_base_that_the_page_states_and_in_its_own_charset() -> None:
    tree = html.parse('<base href="/other/"><img src="a.gif?n=清"><img src="http://[broken/a.gif"><img src="a\n.gif">')
    assert [need.url for need in page_needs(tree, URL, PageView(), "gb18030")] == [
        "http://epaper.qingchuan.example/other/a.gif?n=%C7%E5",
        "http://epaper.qingchuan.example/other/a.gif",
    ]


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("http://www.qingchuan.example/a.gif", True),
        ("https://www.qingchuan.example/a.gif", True),
        ("http://img.qingchuan.example/a.gif", True),
        ("http://qingchuan.example/a.gif", True),
        ("http://notqingchuan.example/a.gif", False),
        ("http://qingchuan.example.evil.example/a.gif", False),
        ("http://img.qingchuan.example:8081/a.gif", False),
        ("http://127.0.0.1:8000/a.gif", True),
        ("http://127.0.0.1:8001/a.gif", False),
        ("http://x.127.0.0.1:8000/a.gif", False),
    ],
)
def test_only_declared_servers_and_their_sub_hosts_are_the_newspapers_own(url: str, ours: bool) -> None:
    eras = (
        Era(platform="founder", front="http://www.qingchuan.example/{day:%Y-%m/%d}/node_1.htm"),
        Era(platform="founder", front="http://127.0.0.1:8000/{day:%Y-%m/%d}/node_1.htm"),
    )
    paper = Newspaper(id="qingchuan", title="清川日报", place="山西/清川", eras=eras, file="x.toml")
    assert on_its_site(url, paper) is ours
