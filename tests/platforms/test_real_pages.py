"""Real saved pages, beside the checkout: what a person counted on them by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.platform import ArticleView, PageView, platform
from crawler.reading.charset import decode
from crawler.reading.html import parse

REAL = Path(__file__).parents[2].parent / "shared" / "platform_pages"


@pytest.fixture(autouse=True)
def beside_the_checkout() -> None:
    if not REAL.is_dir():
        pytest.skip("the saved real pages are not beside this checkout")


def text(file: str) -> str:
    return decode((REAL / file).read_bytes(), None).text


def article(file: str, name: str, url: str) -> ArticleView:
    return platform(name).article(parse(text(file)), url)


def founder_page() -> PageView:
    url = "http://csr.example.cn/content/2017-07/22/node_2.htm"
    return platform("founder").page(parse(text("founder_layout_2017.htm")), url)


def test_the_classic_page_has_its_day_its_number_and_four_pages_with_their_pdf() -> None:
    view = founder_page()
    assert (view.printed_day, view.page_no, view.page_name) == (date(2017, 7, 22), "1", "要闻")
    assert [page.url.rpartition("/")[2] for page in view.pages] == [
        "node_2.htm",
        "node_3.htm",
        "node_4.htm",
        "node_5.htm",
    ]
    assert [page.page_name for page in view.pages] == ["要闻", "综合新闻", "队伍建设", "反腐观察"]
    assert all(page.pdf and page.pdf.endswith(f"2017072{2}{page.page_no}_pdf.pdf") for page in view.pages)


def test_the_classic_page_has_seven_articles_and_seven_of_other_pages() -> None:
    view = founder_page()
    own = [int(link.url[-9:-4]) for link in view.articles if not link.elsewhere]
    away = [int(link.url[-9:-4]) for link in view.articles if link.elsewhere]
    assert own == [52014, 52016, 52020, 52018, 52019, 52015, 52017]
    assert away == [52022, 52028, 52041, 52044, 52023, 52029, 52042]
    assert not view.editors_lines
    assert not view.missing


@pytest.mark.parametrize(
    ("file", "path", "day", "begins"),
    [
        ("people-cms_article.html", "n1/2019/0615/c1013-31153719.html", date(2019, 6, 15), "点击进入"),
        ("people-cms_article_2024.html", "n1/2024/0424/c1001-40223222.html", date(2024, 4, 24), "新华社北京4月24日电"),
    ],
)
def test_the_cms_of_sxrb_gives_the_body_and_nothing_round_it(file: str, path: str, day: date, begins: str) -> None:
    view = article(file, "people-cms", f"http://c.example.cn/{path}")
    assert (view.printed_day, len(view.editors), view.missing) == (day, 2, ())
    assert view.source
    assert view.container is not None
    body = view.container.text_content().strip()
    assert body.startswith(begins)
    assert not any(word in body for word in ("责编", "分享", "【1】", "客户端"))


def test_the_vsb_page_gives_the_law_from_its_title_to_its_last_article() -> None:
    view = article("vsb_article.html", "vsb", "http://www.example.cn/info/1009/14614.htm")
    assert (view.headline, view.printed_day, view.source) == ("中华人民共和国监察法", date(2018, 5, 17), None)
    assert view.container is not None
    body = view.container.text_content().strip()
    assert body.count("第六十九条") == 1
    assert body.endswith("同时废止。")
    assert "浏览次数" not in body
