"""The pages as bytes: every trait of the real platforms that the press promises is there, and the truth is on them."""

from __future__ import annotations

import re
from datetime import date
from posixpath import dirname, join, normpath

import pytest
from lxml import html
from lxml.html import HtmlElement

from spiders.press import Press, Printed
from spiders.press.site import Answer, Site

ARTICLE = re.compile(r"(?:content_[\d_]+\.html?|nw\.D110000\w+-\d\d\.htm|/c\d+\.html|/\d+\.s?html?)$")
CONTAINERS = (
    "//founder-content",
    "//*[@id='rwb_zw']",
    "//*[@id='vsb_content']",
    "//div[@class='details']",
)


def site(press: Press, newspaper: str) -> Site:
    return next(s for s in press.sites if s.newspaper.id == newspaper)


def answer(press: Press, newspaper: str, path: str) -> Answer:
    found = site(press, newspaper).answer(path)
    assert found is not None, (newspaper, path)
    return found


def text(press: Press, newspaper: str, path: str) -> str:
    return answer(press, newspaper, path).body.decode(site(press, newspaper).newspaper.charset)


def fronts(press: Press, newspaper: str, state: str = "published") -> list[tuple[date, str]]:
    return [(row.day, row.front) for row in press.editions if row.newspaper == newspaper and row.state == state]


def article_links(page: str, path: str) -> set[str]:
    tree: HtmlElement = html.fromstring(page)
    links = {str(link).partition("?")[0] for link in tree.xpath("//area/@href | //a/@href")}
    whole = {normpath(join(dirname(path), link)) for link in links}
    return {link for link in whole if ARTICLE.search(link)}


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def reached(press: Press, newspaper: str) -> set[str]:
    """Every article path that can be reached from the fronts by links, as a crawl would."""
    found: set[str] = set()
    for _, front in fronts(press, newspaper):
        page = text(press, newspaper, front)
        tree = html.fromstring(page)
        pages = {str(link).partition("?")[0] for link in tree.xpath("//a/@href")}
        paths = {normpath(join(dirname(front), link)) for link in pages if not link.startswith("#")}
        known = {path for path in paths if re.search(r"(?:node|nbs|col)[_.]\w+\.html?$|/v\d\d\.shtml$", path)}
        for path in {front, *known}:
            shown = site(press, newspaper).answer(path)
            if shown is not None and shown.body:
                body = shown.body.decode(site(press, newspaper).newspaper.charset)
                found |= article_links(body, path)
    return found


EPAPERS = ("yanchuan", "yanchuanwb", "qingli", "jizhou", "wangjin", "zhenxi", "heting", "jindu", "linyue")


@pytest.mark.parametrize("newspaper", EPAPERS)
def test_every_article_is_linked_from_its_edition(press: Press, newspaper: str) -> None:
    printed = {row.path for row in press.truth if row.newspaper == newspaper}
    printed |= {row.continues for row in press.truth if row.newspaper == newspaper and row.continues}
    assert printed <= reached(press, newspaper)


def test_every_portal_article_is_linked_from_its_lists(press: Press) -> None:
    for newspaper, path in (("linyuenews", "/GB/314060/index.html"), ("cangwuling", "/zxzc.htm")):
        found: set[str] = set()
        while path:
            page = text(press, newspaper, path)
            found |= article_links(page, path)
            following = html.fromstring(page).xpath("//a[normalize-space()='下一页']/@href")
            path = str(following[0]) if following else ""
        assert {row.path for row in press.truth if row.newspaper == newspaper} <= found


def test_every_reports_paragraphs_stand_in_its_pages_container_in_order(press: Press) -> None:
    for row in [row for row in press.truth if row.topic == "report"]:
        body = squeezed(container(press, row, row.path))
        if row.continues:
            body = joined(body, squeezed(container(press, row, row.continues)))
        body += "".join(squeezed(container(press, row, part)) for part in row.parts)
        at = 0
        for paragraph in row.paragraphs:
            at = body.find(squeezed(paragraph), at)
            assert at >= 0, (row.key, paragraph)


def container(press: Press, row: Printed, path: str) -> str:
    tree = html.fromstring(text(press, row.newspaper, path))
    found = [element for query in CONTAINERS for element in tree.xpath(query)]
    return str(found[0].text_content())


def joined(head: str, tail: str) -> str:
    return re.sub(r"[（(]下转第\w+版[)）]$", "", head) + re.sub(r"^[（(]上接第\w+版[)）]", "", tail)


def test_a_report_is_cut_into_parts_that_lead_from_one_to_the_next(press: Press) -> None:
    cut = [row for row in press.truth if row.parts]
    assert {(row.newspaper, row.topic, len(row.parts)) for row in cut} == {
        ("linyuenews", "report", 2),
        ("linyuebig5", "report", 2),
    }
    for row in cut:
        *but_last, last = (text(press, row.newspaper, path) for path in (row.path, *row.parts))
        for page, following in zip(but_last, row.parts, strict=True):
            assert html.fromstring(page).xpath("//center//a/@href") == [following]
        assert not html.fromstring(last).xpath("//center//a/@href")


def test_long_articles_are_torn_in_the_middle_of_a_sentence(press: Press) -> None:
    torn = [row for row in press.truth if row.continues]
    assert {row.newspaper for row in torn} >= {"yanchuan", "qingli", "jizhou", "wangjin", "zhenxi", "linyue"}
    assert {row.topic for row in torn} >= {"report", "other"}
    for row in torn:
        head = re.sub(r"[（(]下转第\w+版[)）]$", "", squeezed(container(press, row, row.path)))
        assert head[-1] not in "。！？", row.key


def test_an_address_may_hold_several_articles_in_either_order(press: Press) -> None:
    second = [row for row in press.truth if row.part == 1]
    assert {row.topic == "report" for row in second} == {True, False}
    for row in second:
        assert squeezed(row.headline) in squeezed(container(press, row, row.path))


def test_page_and_article_carry_their_platforms_marks(press: Press) -> None:
    day, front = fronts(press, "yanchuan")[2]
    page = text(press, "yanchuan", front)
    assert "node_2.htm>第1版" in page
    assert page.count("id=pageLink") == 4
    assert re.search(r'<Area coords="\d+(,\d+){7,}" shape="polygon" href="content_\d+\.htm">', page)
    assert f"<founder-date>{day} 23:59:59</founder-date>" in page
    assert "id=mp" in page
    assert "META HTTP-EQUIV" in text(press, "yanchuan", "/ycrb/")
    assert "Chunkiconlist" in text(press, "wangjin", fronts(press, "wangjin")[-1][1])
    assert "layoutlist" in text(press, "zhenxi", fronts(press, "zhenxi")[0][1])
    assert "nav-list" in text(press, "heting", fronts(press, "heting")[0][1])
    assert "bmdh_tr" in text(press, "jindu", fronts(press, "jindu")[0][1])
    assert "conMItemList" in text(press, "linyue", fronts(press, "linyue")[0][1])


def test_twins_by_query_and_pad_name_one_article(press: Press) -> None:
    page = text(press, "jizhou", fronts(press, "jizhou")[0][1])
    assert "?div=0" in page
    assert "?div=-1" in page
    assert "?v=1" in page
    row = next(row for row in press.truth if row.newspaper == "wangjin" and "/pc/" in row.path)
    pad = text(press, "wangjin", row.path.replace("/pc/", "/pad/"))
    assert squeezed(row.paragraphs[0]) in squeezed(pad)
    assert "/pad/" in text(press, "wangjin", row.path)


def test_first_page_numbers_are_not_constant_and_may_skip(press: Press) -> None:
    first = {row.front.rpartition("/")[2] for row in press.editions}
    assert {"node_2.htm", "node_41.htm", "node_1.htm", "node_A01.html", "node_3.html", "col_01.html"} <= first
    page = text(press, "yanchuanwb", fronts(press, "yanchuanwb")[0][1])
    assert "node_42.htm" in page
    assert "node_43.htm" not in page
    assert "node_44.htm" in page


def test_labels_and_bytes_disagree_as_they_do_in_the_wild(press: Press) -> None:
    gbk = next(row for row in press.truth if row.newspaper == "qingli" and row.speaker and row.speaker[-1] in "镕堃喆")
    body = answer(press, "qingli", gbk.path).body
    assert b"charset=gb2312" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    assert gbk.speaker
    assert gbk.speaker[-1] in body.decode("gbk")
    utf8 = answer(press, "jizhou", fronts(press, "jizhou")[0][1])
    assert b"charset=gb2312" in utf8.body
    assert "霁州日报" in utf8.body.decode("utf-8")
    assert utf8.content_type == "text/html"
    assert answer(press, "jindu", fronts(press, "jindu")[0][1]).content_type == "text/html; charset=ISO-8859-1"
    assert b"charset" not in answer(press, "linyue", fronts(press, "linyue")[0][1]).body


def test_the_traditional_channel_is_a_twin_in_big5(press: Press) -> None:
    twin = next(row for row in press.truth if row.twin_of and row.topic == "report")
    body = answer(press, "linyuebig5", twin.path).body.decode("big5")
    assert squeezed(twin.headline)[:8] in squeezed(body)
    assert twin.path.replace("/BIG5/", "/GB/") in {row.path for row in press.truth if row.key == twin.twin_of}


def test_bodies_come_as_paragraphs_breaks_and_tables(press: Press) -> None:
    row = {name: next(r for r in press.truth if r.newspaper == name) for name in ("yanchuan", "qingli", "jindu")}
    assert "<p>　　" in text(press, "yanchuan", row["yanchuan"].path)
    assert "<br><br>" in text(press, "qingli", row["qingli"].path)
    assert '<table border="0" width="100%" class="nr">' in text(press, "jindu", row["jindu"].path)


def test_a_guide_lists_an_article_on_two_pages(press: Press) -> None:
    row = next(row for row in press.truth if row.also_listed_on and row.newspaper == "yanchuan")
    front = next(e.front for e in press.editions if e.newspaper == row.newspaper and e.day == row.day)
    assert row.also_listed_on == "1"
    assert row.page_no == "3"
    assert row.path in article_links(text(press, "yanchuan", front), front)


def test_a_day_without_an_edition_is_answered_in_four_ways(press: Press) -> None:
    ways = {row.way: row for row in press.editions if row.way}
    assert set(ways) == {"404", "empty", "latest", "redirect"}
    assert site(press, ways["404"].newspaper).answer(ways["404"].front) is None
    assert answer(press, ways["empty"].newspaper, ways["empty"].front).body == b""
    latest = text(press, ways["latest"].newspaper, ways["latest"].front)
    day = ways["latest"].day
    assert f"{day.year}年{day.month}月{day.day}日" not in latest
    assert f"{day.year}年{day.month}月{day.day - 1}日" in latest
    moved = answer(press, ways["redirect"].newspaper, ways["redirect"].front)
    assert moved.status == 302
    assert moved.location in {row.front for row in press.editions if row.state == "published"}


def test_a_page_is_broken_and_an_article_is_cut_short(press: Press) -> None:
    (path,) = press.unknown_pages
    assert not article_links(text(press, "jindu", path), path)
    (cut,) = [row for row in press.truth if row.damage]
    body = answer(press, cut.newspaper, cut.path).body
    assert b"</html>" not in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_pages_carry_furniture_that_is_no_article(press: Press) -> None:
    page = text(press, "yanchuan", fronts(press, "yanchuan")[0][1])
    assert re.search(r"本版责编|责任编辑|本版编辑", page)
    every = {row.path for row in press.truth}
    editors = [link for link in reached(press, "yanchuan") if link not in every]
    assert editors
    row = next(row for row in press.truth if row.newspaper == "linyuenews" and row.topic == "report")
    shown = text(press, "linyuenews", row.path)
    assert "(责编：" in shown
    assert "相关新闻" in shown
    assert "版权声明" in shown
