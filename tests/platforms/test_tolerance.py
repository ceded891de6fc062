"""No page breaks a platform: torn, foreign, empty or enormous ones give a view that says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import DeclarationError
from crawler.platform import PLATFORMS, Platform, platform
from crawler.reading.html import parse

CASES = Path(__file__).parents[1] / "cases" / "platforms"
REAL = Path(__file__).parents[2].parent / "shared"
PAGES = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*/*/page.html"))]
URL = {
    "founder": "http://a.cn/html/2025-02/25/node_2.htm",
    "founder-pc": "http://a.cn/pc/layout/202502/25/node_01.html",
    "shtml": "http://a.cn/shtml/jhrb/20250225/v01.shtml",
    "people-cms": "http://a.cn/GB/314060/index.html",
    "vsb": "http://a.cn/xwzx/xyxw.htm",
}

hrefs = st.sampled_from(
    [
        "http://[",
        "//",
        "http://a.cn:x/",
        "javascript:x",
        "node_2.htm\n",
        "\x7f",
        "content_1.htm?div=-1",
        "../" * 40,
        "%",
        "http:",
    ]
) | st.text(max_size=20)
markup = st.lists(
    st.sampled_from(PAGES).flatmap(lambda page: st.integers(0, len(page)).map(lambda cut: page[cut : cut + 400]))
    | hrefs.map(
        lambda href: (
            f'<a id=pageLink href="{href}">1版</a><area href="{href}"><meta http-equiv=refresh content="0;url={href}">'
        )
    )
    | st.text(max_size=40),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("name", PLATFORMS)
@settings(max_examples=60, deadline=None)
@given(text=markup)
def test_no_page_breaks_a_platform(name: str, text: str) -> None:
    module, tree = platform(name), parse(text)
    view = module.page(tree, URL[name])
    assert view.shell_target or view.articles or view.editors_lines or view.pages or view.missing
    article = module.article(tree, URL[name])
    assert article.container is not None or article.missing
    assert "" not in (article.headline, article.kicker, article.subtitle, article.byline, article.source)


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_cut_of_a_page_can_be_read(name: str) -> None:
    module = platform(name)
    for page in PAGES:
        for cut in range(0, len(page), 211):
            read_both(module, page[:cut], URL[name])


def read_both(module: Platform, text: str, url: str) -> None:
    tree = parse(text)
    module.page(tree, url)
    module.article(tree, url)


@pytest.mark.parametrize("name", PLATFORMS)
def test_real_pages_of_all_kinds_can_be_read_by_every_platform(name: str) -> None:
    pages = sorted(REAL.glob("platform_pages/*.htm*")) + sorted(REAL.glob("pages/*/page.html"))[::6]
    if not pages:
        pytest.skip("the saved real pages are not beside this checkout")
    for page in pages:
        read_both(platform(name), page.read_bytes().decode("gb18030", errors="replace"), URL[name])


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(DeclarationError, match="'fonder' is none of founder"):
        platform("fonder")
