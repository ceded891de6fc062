"""The whole way from bytes to articles: any bytes, the same twice, nothing lost."""

from __future__ import annotations

from collections import Counter
from datetime import date
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.platform import platform
from crawler.reading import arrange, read_file, read_html, read_pdf, read_text, to_json
from crawler.reading.flat import blocks
from crawler.reading.model import Hints
from crawler.reading.page import GOES_ON, alone
from tests.reading.made_up import NEWS, OPENING, REPORT, TITLE, flat

TEXT = flat(TITLE, *OPENING, *REPORT)
HTML = "<html><head><title>版面</title></head><body><div id='ozoom'>{}</div></body></html>".format(
    "".join(f"<p>{line}</p>" for line in (TITLE, *OPENING, *REPORT))
)
LINES = st.lists(
    st.one_of(
        st.sampled_from([*REPORT, *NEWS, TITLE, *OPENING, REPORT[1][:30], REPORT[1][30:], "(责编:章柳)", "分享到:"]),
        st.text(max_size=60),
    ),
    max_size=14,
)


def test_a_flat_text_is_read_with_its_line_numbers_charset_and_hashes() -> None:
    (article,) = read_text(TEXT.encode("gb18030")).articles
    assert (article.headline, article.topic) == (TITLE, "report")
    assert article.headline_lines == (1,)
    assert article.report is not None
    assert (article.report.speaker, article.report.delivered_on) == ("穆青云", date(2024, 1, 18))
    assert [p.lines for p in article.paragraphs] == [(2 * n + 1,) for n in range(12)]
    assert all(len(p.hash) == 64 and len(p.template_hash) == 64 for p in article.paragraphs)


def test_a_file_is_read_by_what_it_holds() -> None:
    assert read_file("saved", HTML.encode()).articles[0].headline == TITLE
    assert read_file("saved", TEXT.encode()).articles[0].headline_lines == (1,)
    assert read_file("saved.html", TEXT.encode()).articles[0].headline_lines == ()
    assert read_file("saved.txt", b"%PDF-1.4 broken").problems[0].kind == "no text layer"


def test_an_article_says_where_its_next_part_stands_and_a_report_that_is_read_alone_that_it_goes_on() -> None:
    page = "<title>{}</title><div id='rwb_zw'>{}</div><a href='c1-9000001-2.html'>【2】</a>"
    hints = Hints(url="http://a.example/n1/2024/0120/c1-9000001.html")
    readings = [
        read_html(text.encode(), platform=platform("people-cms"), hints=hints)
        for title, lines in ((TITLE, REPORT), ("云岭市连续三天大风降温", ("明天多云，气温下降八度，请注意防寒。",) * 3))
        for text in (page.format(title, "".join(f"<p>{line}</p>" for line in lines)),)
    ]
    next_url = "http://a.example/n1/2024/0120/c1-9000001-2.html"
    assert [[article.next_url for article in reading.articles] for reading in readings] == [[next_url], [next_url]]
    assert [reading.problems for reading in readings] == [(), ()]
    assert [[problem.kind for problem in alone(reading).problems] for reading in readings] == [[GOES_ON], []]


def test_html_and_text_give_the_same_paragraphs() -> None:
    of_html, of_text = read_html(HTML.encode()).articles[0], read_text(TEXT.encode()).articles[0]
    assert [p.text for p in of_html.paragraphs if p.role == "body"] == [
        p.text for p in of_text.paragraphs if p.role == "body"
    ]


def test_the_json_has_what_the_interface_names() -> None:
    printed = to_json(read_text(TEXT.encode()), "a.txt")
    assert printed["path"] == "a.txt"
    assert set(printed["charset"]) == {"name", "evidence"}
    wanted = {"headline", "kicker", "byline", "day", "topic", "topic_score", "topic_reasons", "report", "figures"}
    assert wanted | {"restored", "quality", "paragraphs", "lines_of_headline"} <= set(printed["articles"][0])
    assert {"text", "role", "hash", "lines"} <= set(printed["articles"][0]["paragraphs"][0])


def test_what_nobody_can_read_is_a_problem_and_no_article() -> None:
    for content in (b"", b"\n\n", b"\x00\xff\x00"):
        reading = read_file("x.txt", content)
        assert reading.articles or reading.problems
    assert read_pdf(b"not a pdf").problems


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_reading_never_raises_on_any_bytes_and_is_the_same_twice(content: bytes) -> None:
    assert read_file("x", content) == read_file("x", content)


@given(LINES)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_character_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    printed = Counter("".join(block.text for block in blocks(text)))
    found = arrange.drafts(blocks(text), Hints())
    kept = Counter("".join(p.verbatim or p.text for draft in found.drafts for p in draft.paragraphs))
    left_out = Counter("".join(item.text for item in found.dropped))
    lost = printed - (kept + left_out)
    assert not {character for character in lost if not character.isspace()}
    added = (kept + left_out) - printed
    assert not {character for character in added if not character.isspace()}


def test_a_page_of_pictures_with_captions_is_an_article_of_its_headline_and_no_problem() -> None:
    page = (
        "<html><head><title>大棚里的番茄</title></head><body><h1>大棚里的番茄</h1><founder-content>"
        "<p>2月21日，磨盘沟村村民在采摘番茄。　本报记者　翟远帆　摄</p></founder-content></body></html>"
    )
    url = "http://paper.example/rb/html/2025-02/24/content_1.htm"
    hints = Hints(url=url, headline="大棚里的番茄")
    read = read_html(page.encode(), platform=platform("founder"), hints=hints)
    assert [(article.headline, article.topic, article.paragraphs) for article in read.articles] == [
        ("大棚里的番茄", "other", ())
    ]
    assert [problem for problem in read.problems if problem.kind == "no article"] == []
    assert [item.reason for item in read.dropped] == ["caption"]


def test_a_report_whose_text_is_a_picture_is_a_problem() -> None:
    title = "政协云岭市第五届委员会常务委员会工作报告"
    page = f"<html><body><h1>{title}</h1><founder-content><img></founder-content></body></html>"
    hints = Hints(url="http://paper.example/rb/html/2025-02/24/content_1.htm", headline=title)
    read = read_html(page.encode(), platform=platform("founder"), hints=hints)
    assert "no article" in [problem.kind for problem in read.problems]


@pytest.mark.parametrize("text", ["政" + " " * 30_000 + "提。", " " * 30_000 + "政协。", "\u3000" * 30_000 + "转"])
def test_a_run_of_spaces_costs_no_more_than_its_length(text: str) -> None:
    """Each of its places was a start of a page mark, with all the rest to be looked at: ten seconds."""
    start = process_time()
    arrange.drafts(blocks(text), Hints())
    assert process_time() - start < 5


def test_a_booklet_of_more_than_a_thousand_lines_is_read_whole() -> None:
    """More lines than any page has are read with fewer readings kept at each."""
    lines = "\n".join(f"提案第{n}件 关于小微湿地修复的建议" for n in range(1500))
    found = arrange.drafts(blocks(lines), Hints())
    assert sum(len(paragraph.lines) for draft in found.drafts for paragraph in draft.paragraphs) == 1500
