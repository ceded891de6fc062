"""Page labels, editors' lines, dates in a page's head: the small rules, with what they must leave alone."""

from __future__ import annotations

from csv import DictReader
from datetime import date
from importlib.resources import files

import pytest

from crawler.reading.html import parse
from spiders.platforms.article import BYLINE
from spiders.platforms.editors_lines import is_editors_line
from spiders.platforms.labels import is_step, number_in, page_label, page_number
from spiders.platforms.printed import outside, printed_day, text_of


@pytest.mark.parametrize(
    ("label", "number", "name"),
    [
        ("第1版：要闻", "1", "要闻"),
        ("第01版:要闻", "1", "要闻"),
        ("A01：头版", "A1", "头版"),
        ("第A02版 综合", "A2", "综合"),
        ("03:聚焦2026长治两会", "3", "聚焦2026长治两会"),
        ("０４版　副刊", "4", "副刊"),
        ("第四版：文化", "4", "文化"),
        ("第十二版", "12", None),
        ("01B：要闻", "1B", "要闻"),
        ("要闻", None, "要闻"),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_label_is_a_number_and_a_name(label: str | None, number: str | None, name: str | None) -> None:
    assert page_label(label) == (number, name)


def test_a_continuation_and_a_page_list_name_the_same_page() -> None:
    assert page_number("四") == page_number("04") == page_number("４") == page_label("第04版：副刊")[0] == "4"
    assert page_number("A2") == page_number("a02") == "A2"
    assert page_number(" ") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2025年2月25日 第01版：要闻", "1"),
        ("欢迎来到潞中日报 03:聚焦2026潞中两会", "3"),
        ("2009年3月2日 星期一 A1版", "A1"),
        ("今日8版", None),
        ("时间10:30：会议开始", None),
        ("第01版：要闻 第02版：综合", None),
    ],
)
def test_the_number_of_a_page_is_read_only_where_one_is_named(text: str, number: str | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["下一版", "4下一版", "上一期", "« 上一版", "下一版 >", "返回首页", "版面导航"])
def test_steps_are_not_pages(text: str) -> None:
    assert is_step(text)


@pytest.mark.parametrize("text", ["第1版：要闻", "上党版", "前沿", "目录学", "", None])
def test_pages_are_not_steps(text: str | None) -> None:
    assert not is_step(text)


def rules() -> list[dict[str, str]]:
    table = files("spiders.platforms").joinpath("editors_lines.tsv").read_text(encoding="utf-8")
    return list(DictReader(table.splitlines(), delimiter="\t"))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["reason"])
def test_every_rule_for_editors_lines_finds_its_own_example(rule: dict[str, str]) -> None:
    assert is_editors_line(rule["example"])


@pytest.mark.parametrize(
    "title",
    [
        "本版责编：申若谷　美编：常怀瑾", "■本版编辑 池鱼", "责任编辑：祁连", "责编 祁连", "编辑：祁连 校对：池鱼",
        "A2版责编：祁连", "广告", "【公益广告】", "潞川酒业贺岁（广告）", "公益广告·讲文明树新风",
        "新闻热线：0355-0000000",
        "国内统一刊号：CN00-0001", "报眼", "本版　责任编辑　陆守拙",
    ],
)  # fmt: skip
def test_editors_and_advertising_are_left_out(title: str) -> None:
    assert is_editors_line(title)


@pytest.mark.parametrize(
    "title",
    [
        "政协第五届潞川市委员会常务委员会工作报告", "关于提案工作情况的报告", "政协潞川市委员会公告", "声明", "导读",
        "我市整治违规户外广告", "编辑部的春天", "责任重于泰山", "本版今起开设“两会”专栏", "一位老编辑的政协情",
        "广告人的两会",
        "编辑出版《潞川文史》第十辑", "市政协开通社情民意热线", "图片新闻", "", None,
    ],
)  # fmt: skip
def test_articles_are_no_editors_lines(title: str | None) -> None:
    assert not is_editors_line(title)


@pytest.mark.parametrize(
    "text", ["□ 本报记者 申若谷", "本报通讯员 郭长河", "新华社记者 陆守拙", "作者：池鱼", "文/图 祁连", "○祁连"]
)
def test_bylines_are_told_from_subtitles(text: str) -> None:
    assert BYLINE.match(text)


@pytest.mark.parametrize(
    "text", ["——2025年2月23日在政协第五届潞川市委员会第四次会议上", "（2026年1月16日通过）", "首期聚焦老旧小区改造"]
)
def test_subtitles_are_no_bylines(text: str) -> None:
    assert not BYLINE.match(text)


@pytest.mark.parametrize(
    ("html", "certain", "likely"),
    [
        ("<p>2017年7月22日　星期<font>六</font></p>", "2017-07-22", "2017-07-22"),
        ("<p>2025年2月25日　农历乙巳年正月廿八</p><p>2025年2月24日会议闭幕</p>", None, "2025-02-25"),
        ("<p>1958年8月1日创刊</p><p>2025-02-25 星期二</p>", "2025-02-25", "2025-02-25"),
        ("<p>创刊于1958年8月1日</p>", None, None),
        ("<a>2025年2月24日综述</a><p>2025年2月25日</p>", None, "2025-02-25"),
        ("<a href='x'>2025年2月25日 星期二</a>", "2025-02-25", None),
        ("<script>var d='2025年2月25日 星期二'</script><select><option>2010年1月1日</option></select>", None, None),
        ("<p>2025年2月30日 星期二</p>", None, None),
        ("<p>版本 1.2025-02-25.3</p>", None, None),
    ],
)
def test_the_day_in_a_head_is_certain_beside_a_weekday(html: str, certain: str | None, likely: str | None) -> None:
    expected = tuple(date.fromisoformat(day) if day else None for day in (certain, likely))
    assert printed_day(outside(parse(f"<html><body>{html}</body></html>"))) == expected


def test_a_text_keeps_its_words_apart_at_a_break_and_loses_comments() -> None:
    tree = parse("<div><b>常务委员会<br>工作报告</b><!-- x --><script>y</script>　（摘要）</div>")
    assert text_of(tree) == "常务委员会 工作报告 （摘要）"
    assert text_of(None) is None
    assert text_of(parse("<p> \u3000 </p>")) is None
