"""The body of a page: saved cases, and the account of every character."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from crawler.reading import body, charset, containers, furniture, html, web
from crawler.reading.model import Block, Body

CASES = Path(__file__).parents[1] / "cases" / "body"
SENTENCE = "一年来，市政协共收到提案二百八十六件，经审查立案二百七十一件，办复率达到百分之百。"


def solid(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "").replace("\ufeff", "")


def parts(read: Body) -> Iterator[str]:
    yield from (block.text for block in read.blocks)
    yield from (dropped.text for dropped in read.dropped)


def as_json(content: bytes) -> dict[str, object]:
    decoded = charset.decode(content)
    tree = html.parse(decoded.text)
    view, read = web.article_view(tree, ""), body.read_body(tree, None, None)
    return {
        "charset": decoded.charset,
        "headline": view.headline,
        "day": view.printed_day.isoformat() if view.printed_day else None,
        "source": view.source,
        "byline": view.byline,
        "editors": list(view.editors),
        "kept": [block.text for block in read.blocks],
        "dropped": [[dropped.reason, dropped.text] for dropped in read.dropped],
    }


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_saved_page_reads_as_expected(case: str, record: bool) -> None:
    found = as_json((CASES / case / "page.html").read_bytes())
    expected = CASES / case / "expected.json"
    if record:
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_kept_and_dropped_are_all_that_a_saved_page_shows(case: str) -> None:
    tree = html.parse(charset.decode((CASES / case / "page.html").read_bytes()).text)
    read = body.read_body(tree, None, None)
    assert Counter(solid("".join(parts(read)))) == Counter(solid(html.visible_text(tree)))


def container(markup: str) -> HtmlElement:
    return html.parse(f"<body><div>外</div><div id=zw>{markup}</div></body>").get_element_by_id("zw")


def kept_in(markup: str) -> list[str]:
    element = container(markup)
    return [block.text for block in body.read_body(element.getroottree().getroot(), element, None).blocks]


def test_within_a_container_only_furniture_is_dropped() -> None:
    markup = f"<p>{SENTENCE}</p>短句<p>（一）提案办理</p><p>分享到：微信 微博</p><p>{SENTENCE}</p><p>责编：许文婷</p>"
    assert kept_in(markup) == [SENTENCE, "短句", "（一）提案办理", SENTENCE]


def test_an_empty_container_is_an_empty_body_and_not_the_page_around_it() -> None:
    element = container("<img src=a.jpg>")
    read = body.read_body(element.getroottree().getroot(), element, None)
    assert read == Body(blocks=(), dropped=(), quality=None)


@pytest.mark.parametrize(
    "line",
    [
        "各位委员：",
        "（2024年1月8日在政协云岭市第五届委员会第三次会议上）",
        "2024年1月8日",
        "政协云岭市委员会主席　周明远",
        "□ 本报记者 沈 青 高 远",
        "本报讯（记者 沈青）1月8日，政协云岭市五届三次会议开幕。",
        "一、2023年工作回顾",
        "（二）聚焦民主监督，推动问题解决",
        "1. 提案工作提质增效",
        "（下转第四版）",
        "（上接第1版）",
        "会议审议通过了关于加强提案工作的意见，并就相关工作进行了部署。",
        "组织编辑出版《云岭文史资料》第二十三辑。",
        "加强审核把关，立案271件，占94.8%。",
        "图书馆、文化馆、博物馆免费开放。",
        "新闻发布会于1月8日9:30举行，市政协副主席出席并介绍情况。",
        "举报线索办结率达98%，群众满意度不断提升。",
    ],
)
def test_lines_of_a_report_are_no_furniture(line: str) -> None:
    assert furniture.reasons([Block(text=SENTENCE), Block(text=line), Block(text=SENTENCE)]) == (None, None, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("分享到：微信 微博 QQ空间", "share bar"),
        ("打开微信“扫一扫”，分享到朋友圈", "share bar"),
        ("【字号 大 中 小】【打印】【关闭】", "reading tool"),
        ("上一篇 下一篇", "navigation"),
        ("您当前的位置：首页 > 要闻 > 正文", "navigation"),
        ("点击：131 次", "counter"),
        ("责任编辑：许文婷　校对：石小川", "editors' line"),
        ("（一审：高远 二审：袁立）", "editors' line"),
        ("【责任编辑 许文婷】", "editors' line"),
        ("（来源：云岭日报）", "source line"),
        ("原标题：凝心聚力谱新篇", "source line"),
        ("2024-02-19 09:41:00 来源：云岭日报", "date line"),
        ("发布时间：2024年02月19日", "date line"),
        ("未经云岭日报社书面授权，不得转载、摘编本网内容", "copyright notice"),
        ("文章仅代表作者观点，不代表本网立场", "copyright notice"),
        ("下载云岭客户端，看更多精彩", "advertisement"),
        ("关键词：政协 提案", "keywords"),
        ("图为会议现场。", "caption"),
        ("会议现场。本报记者 郑一帆 摄", "caption"),
        ("▲ 委员在视察中", "caption"),
        ("2021-02-02 2 云岭日报 content_1.html /enpproperty-->", "leaked markup"),
        ("相关新闻", "related list"),
    ],
)
def test_furniture_is_dropped_for_its_reason(line: str, reason: str) -> None:
    assert furniture.reasons([Block(text=SENTENCE), Block(text=line), Block(text=SENTENCE)]) == (None, reason, None)


def test_links_after_the_heading_of_a_list_are_the_list() -> None:
    link = Block(text="云岭市召开春季造林现场会议，部署今年工作。" * 3, link_share=0.6)
    assert furniture.reasons([Block(text="相关阅读"), link, Block(text=SENTENCE)]) == ("related list",) * 2 + (None,)


def test_an_end_takes_what_follows_only_where_most_stands_before_it() -> None:
    ending = Block(text="最新评论")
    before, after = [Block(text=SENTENCE)] * 3, [Block(text="说得好，支持！")]
    assert furniture.reasons([*before, ending, *after])[3:] == ("comments", "comments")
    assert furniture.reasons([ending, *before])[1:] == (None, None, None)


def test_every_rule_and_container_says_why() -> None:
    assert all(
        rule.because and rule.kind in ("token", "line", "mention", "heading", "end") for rule in furniture.rules()
    )
    assert all(entry.because and entry.select for entry in containers.known())


def test_what_a_style_hides_is_dropped_unless_it_is_the_article() -> None:
    shown, hidden = f"<p>{SENTENCE * 3}</p>", f"<div style='display: none'><p>{SENTENCE}</p></div>"
    assert kept_in(shown + hidden) == [SENTENCE * 3]
    assert kept_in(f"<div style='display:none'>{shown}</div>") == [SENTENCE * 3]


def test_what_a_script_shows_is_kept() -> None:
    shown = f"<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"
    tail = f"<div style='display: none'><p>今年的打算</p><p>{SENTENCE}</p></div>"
    unfolds, more = "<p><a href='javascript:void(0)'>展开全文</a></p>", "<p><a href=/list>查看更多</a></p>"
    container = "<div class=TRS_Editor{}>" + shown + tail + "{}</div>"
    whole = [SENTENCE * 3, SENTENCE * 2, "今年的打算", SENTENCE]

    def kept(markup: str) -> list[str]:
        return [block.text for block in body.read_body(html.parse(markup), None, None).blocks]

    assert kept(container.format("", unfolds)) == kept(container.format("", "") + unfolds) == whole
    assert kept(container.format("", more)) == kept(container.format("", "")) == whole[:2]
    assert kept(container.format(" style='visibility: hidden'", "")) == whole[:2]


def test_a_link_that_is_never_closed_is_no_teaser() -> None:
    lines = ["各位委员：", SENTENCE * 2, "二、主要做法", SENTENCE * 3, SENTENCE * 4]
    text = "".join(f"<p>{line}</p>" for line in lines)
    assert kept_in(f"<div class=TRS_Editor><a href=/x>{text}</div>") == lines
    assert kept_in(f"<div class=TRS_Editor>{text}<p><a href=/x>市政协召开主席会议</a></p></div>") == lines


def test_the_proposals_of_a_report_are_no_teasers_where_they_are_linked() -> None:
    proposals = ["关于加快发展康养产业的建议", "2、关于加强农村人居环境整治的提案"]
    links = "".join(f"<p><a href=/ta/1>{each}</a></p>" for each in (*proposals, "关于政协网站"))
    text = f"<p>{SENTENCE * 2}</p>{links}<p>{SENTENCE * 3}</p>"
    assert kept_in(f"<div class=TRS_Editor>{text}</div>") == [SENTENCE * 2, *proposals, SENTENCE * 3]


def test_quality_is_high_where_readers_agree_and_none_where_there_is_no_text() -> None:
    page = (
        f"<html><body><ul><li><a href=1>首页</a><li><a href=2>要闻</a></ul><div>{f'<p>{SENTENCE}</p>' * 6}</div></body>"
    )
    assert (body.read_body(html.parse(page), None, None).quality or 0) > 0.95
    assert body.read_body(html.parse(""), None, None).quality is None


PIECES = ["<p>", "</p>", "<div class=share>", "</div>", "<a href=x>", "</a>", "<br>", "<table><tr><td>", "</table>"]
TEXTS = [SENTENCE, "责编：许文婷", "分享到：微信", "相关新闻", "首页", "（完）", "　　", "\x00", "评论"]
TEXTS += ["<div style=display:none>藏</div>"]
MARKUP = st.lists(st.sampled_from(PIECES + TEXTS), max_size=30).map("".join)


@given(markup=MARKUP | st.text(max_size=120))
def test_no_character_of_a_container_is_lost(markup: str) -> None:
    element = container(markup)
    read = body.read_body(element.getroottree().getroot(), element, None)
    assert Counter(solid("".join(parts(read)))) == Counter(solid(html.visible_text(element)))


@settings(deadline=None, max_examples=60)
@given(content=st.binary(max_size=200) | MARKUP.map(str.encode))
def test_any_bytes_are_read_always_alike_and_without_loss(content: bytes) -> None:
    tree = html.parse(charset.decode(content).text)
    read = body.read_body(tree, None, None)
    assert read == body.read_body(html.parse(charset.decode(content).text), None, None)
    assert Counter(solid("".join(parts(read)))) == Counter(solid(html.visible_text(tree)))
    web.article_view(tree, content.decode("latin-1"))


SHORT = """\
<html><head><title>关于市政协九届二次会议以来提案工作情况的报告-云岭网</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/n">新闻</a><a href="/z">政务</a><a href="/t">专题</a></div>
<div><h1>关于市政协九届二次会议以来提案工作情况的报告</h1>
<div class="c"><ul><li>（2024年1月9日在政协云岭市第九届委员会第三次会议上）</li><li>穆青云</li>
<li>各位委员：</li></ul></div>
<div class="info">2025-02-25 10:32 来源：云岭日报 作者：王强 编辑：赵丽 【字号：大 中 小】【打印】【关闭】</div>
<div class="hot"><h3>热点新闻</h3><p>全市召开农业农村工作会议</p><p>我市今年将新建二十所公办幼儿园</p>
<p>春节期间接待游客突破百万人次</p><p>市领导走访慰问困难群众</p><p>全市安全生产工作视频会议召开</p></div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/1">全市召开农业农村工作会议</a> <span>2025-02-20</span></li>
<li><a href="/2">我市今年将新建二十所公办幼儿园</a> <span>2025-02-21</span></li>
<li><a href="/3">春节期间接待游客突破百万人次</a> <span>2025-02-22</span></li></ul></div></div>
<div class="footer"><p>版权所有：云岭新闻网 备案号：某ICP备12345678号 地址：云岭市人民路1号 电话：0999-1234567</p></div>
</body></html>"""


def test_a_page_with_a_few_words_is_not_its_copyright_notice() -> None:
    """The notice is its longest line, and one that is all furniture must not win where two readers are left."""
    found = body.read_body(html.parse(SHORT), None)
    assert "各位委员：" in [block.text for block in found.blocks]
    assert not any("版权所有" in block.text for block in found.blocks)
