"""What an ordinary page says of its article: only what it states, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.platform import ArticleView
from crawler.reading import html, web

BODY = "<p>一年来，云岭市政协共收到提案二百八十六件，2019年5月6日召开了第一次会议，立案二百七十一件。</p>" * 3


def view(head: str = "", before: str = "", after: str = "", url: str = "") -> ArticleView:
    return web.article_view(html.parse(f"<html><head>{head}</head><body>{before}{BODY}{after}</body></html>"), url)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2025-02/25/content_1.html", date(2025, 2, 25)),
        ("https://a.example/202502/25/t20250225_1.shtml", date(2025, 2, 25)),
        ("https://a.example/n1/2025/0225/c1-4.html", date(2025, 2, 25)),
        ("https://a.example/20250225/1.html", date(2025, 2, 25)),
        ("https://a.example/rain/a/20250225A00GCM00", date(2025, 2, 25)),
        ("https://a.example/2025-02/25/t20250226_1.html", None),
        ("https://a.example/info/1286/436275.htm", None),
        ("https://a.example/2025/0231/1.html", None),
        ("https://a.example/c/1120250225.html", None),
        ("", None),
    ],
)
def test_the_day_of_an_address_is_read_where_it_is_one(url: str, day: date | None) -> None:
    assert web.address_day(url) == day
    assert view(url=url).printed_day == day


@pytest.mark.parametrize(
    "line",
    [
        "2025-02-25 10:32 来源：云岭日报",
        "时间:2025年02月25日10:32",
        "发布时间：2025-02-25",
        "云岭新闻网 2025/2/25 9:05:11",
        "2025年02月25日08:15 | 来源：云岭日报 小字号",
    ],
)
def test_a_printed_date_line_is_the_day(line: str) -> None:
    assert view(before=f"<div>{line}</div>").printed_day == date(2025, 2, 25)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="publishdate" content="2025-02-25">',
        '<meta name="PubDate" content="2025-02-25 10:32:00">',
        '<meta property="article:published_time" content="2025-02-25T10:32:00+08:00">',
        '<script type="application/ld+json">{"@graph":[{"datePublished":"2025-02-25T10:32:00"}]}</script>',
    ],
)
def test_a_tag_of_the_head_is_the_day(head: str) -> None:
    assert view(head=head).printed_day == date(2025, 2, 25)


def test_a_day_in_the_text_or_in_a_list_of_links_is_not_the_articles() -> None:
    teasers = "<li><a href=1>云岭市召开春季造林现场会 2024-03-01 09:00</a></li>" * 3
    assert view(after=teasers).printed_day is None


def test_the_times_of_readers_remarks_are_not_the_articles() -> None:
    remarks = "".join(f"<li>说得好<p>(2025-03-0{day} 08:15:27)</p></li>" for day in range(1, 6))
    assert view(after=remarks).printed_day is None
    assert view(before="<p>2025-02-25 10:32 来源:云岭日报</p>", after=remarks).printed_day == date(2025, 2, 25)


def test_where_statements_disagree_two_that_agree_win_then_what_is_printed() -> None:
    tag, line = '<meta name="publishdate" content="2025-02-20">', "<div>发布时间：2025-02-25</div>"
    assert view(head=tag, before=line).printed_day == date(2025, 2, 25)
    assert view(head=tag, before=line, url="https://a.example/20250220/1.html").printed_day == date(2025, 2, 20)
    assert view(head=tag, url="https://a.example/20250221/1.html").printed_day is None


def test_a_lone_day_counts_only_where_it_is_the_only_one() -> None:
    assert view(before="<div>2022年02月13日 星期日 第03版</div>").printed_day == date(2022, 2, 13)
    assert view(before="<div>2022年02月13日</div>", after="<div>2022年02月14日</div>").printed_day is None


@pytest.mark.parametrize(
    ("title", "heading", "headline"),
    [
        ("凝心聚力谱新篇-云岭新闻网", "<h1>凝心聚力谱新篇</h1>", "凝心聚力谱新篇"),
        ("凝心聚力 谱新篇 - 时政 - 云岭新闻网", "<div class=t>凝心聚力谱新篇</div>", "凝心聚力谱新篇"),
        ("凝心聚力谱新篇_云岭在线", "", "凝心聚力谱新篇"),
        ("云岭新闻网", "<h1>凝心聚力谱新篇</h1>", "凝心聚力谱新篇"),
        ("云岭新闻网", "", None),
        ("", "", None),
    ],
)
def test_the_headline_is_what_title_and_heading_share(title: str, heading: str, headline: str | None) -> None:
    assert view(head=f"<title>{title}</title>", before=heading).headline == headline


def test_source_byline_and_editors_are_read_from_their_labels() -> None:
    line = "<div>2025-02-25 10:32 来源：云岭日报 作者：沈青 点击：12</div>"
    found = view(before=line, after="<div>（责任编辑：许文婷、石小川）</div>")
    assert (found.source, found.byline, found.editors) == ("云岭日报", "沈青", ("许文婷", "石小川"))


def test_a_name_of_two_characters_that_is_spaced_is_one_name() -> None:
    assert view(after="<div>编辑：高 远</div>").editors == ("高远",)


def test_what_the_page_does_not_say_is_none() -> None:
    found = view()
    assert (found.headline, found.source, found.byline, found.printed_day, found.container) == (None,) * 5
    assert found.editors == ()
