"""Markup to tree to blocks: whatever the markup, no visible character is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.reading import html

LONG = "全会听取和审议了常务委员会工作报告。" * 3


def texts(markup: str) -> list[str]:
    return [block.text for block in html.blocks(html.parse(markup))]


def solid(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "").replace("\ufeff", "")


@pytest.mark.parametrize(
    "markup",
    [
        f"<html><body><p>{LONG}</p></body></html>",
        f'<text id="a1" encoding="utf8">\n<!DOCTYPE html><html><body><p>{LONG}</p></body></html></text>',
        f'<?xml version="1.0" encoding="gb2312"?><html><body><p>{LONG}</p></body></html>',
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 "http://www.w3.org><html><body><p>{LONG}</p></body></html>',
        f"<html><head></html><body><p>{LONG}</p></body></html>",
        f"<html></html><html><body><p>{LONG}</p></body></html>",
        f"<html><body></body></html><p>{LONG}</p>",
        f"<html><head><cms:include><p>{LONG}</p></cms:include></head></html>",
        f"<html><head><title>标题<body><p>{LONG}</p><p>一</p><p>二</p><p>三</p></body></html>",
        f"<html><body><!-- 开始 <p>{LONG}</p><p>一</p><p>二</p><p>三</p></body></html>",
        f"<html><body><script>var a = 1;<p>{LONG}</p><p>一</p><p>二</p><p>三</p></body></html>",
        f"<p>{LONG}",
        f"\x00<p>\x00{LONG}\x00</p>",
        f"{'<div>' * 5000}<p>{LONG}</p>{'</div>' * 5000}",
        f"{'<font>' * 3000}<p>{LONG}</p>",
        f"{'<table><tr>' * 1000}<td>{LONG}",
    ],
)
def test_no_damage_loses_the_body(markup: str) -> None:
    assert any(text.endswith(LONG) for text in texts(markup))


def test_what_follows_the_first_end_of_the_page_is_kept() -> None:
    assert texts("<html><body>甲</body></html>乙<body>丙<body>丁") == ["甲", "乙", "丙", "丁"]


@pytest.mark.parametrize("markup", ["", " ", "\x00", "<!-- -->", "<?xml?>", "<>", "\ud800", "</html>"])
def test_markup_without_text_is_an_empty_page(markup: str) -> None:
    tree = html.parse(markup)
    assert tree.tag == "html"
    assert html.visible_text(tree).strip("<> ") == ""


def test_comments_stay_in_the_tree_and_out_of_the_text() -> None:
    tree = html.parse("<p>甲<!--enpproperty <date>2025-01-08</date> /enpproperty-->乙</p>")
    assert [block.text for block in html.blocks(tree)] == ["甲乙"]
    assert "enpproperty" in "".join(str(comment) for comment in tree.xpath("//comment()"))


def test_text_before_between_and_after_tags_is_kept() -> None:
    markup = (
        "<div>一<p>二<b>三</b>四</p>五<span>六</span>七<br>八<!-- x -->九<table><tr><td>十</td></tr></table>末</div>"
    )
    assert texts(markup) == ["一", "二三四", "五六七", "八九", "十", "末"]


@pytest.mark.parametrize(
    "indent", ["　　", "&nbsp;" * 4, "&ensp;" * 4, "&emsp;" * 2, "\n　　", "<br>　　", "<br/><br/>"]
)
def test_breaks_and_indents_part_paragraphs(indent: str) -> None:
    markup = f"<td>　　会议听取了报告。{indent}会议通过了决议。</td>"
    assert texts(markup) == ["会议听取了报告。", "会议通过了决议。"]


def test_where_indents_alone_part_paragraphs_they_also_part_headings() -> None:
    lines = ["一、过去一年的工作", *SAID, "市政协主席　　周　　明", "二、今年的任务", SAID[0]]
    assert texts(f"<p>{''.join(f'　　{line}' for line in lines)}</p>") == lines


def test_what_a_style_makes_a_block_is_one() -> None:
    line = "<span style='display: block'>{}</span>"
    assert texts("".join(map(line.format, SAID))) == list(SAID)
    assert texts("<p>会议<span style='display:inline-block'>听取</span>了报告</p>") == ["会议听取了报告"]


def wrapped(text: str, between: str = "<br>") -> str:
    """The text, indented, in lines of twenty hanzi."""
    return between.join(f"　　{text}"[at : at + 20] for at in range(0, len(text) + 2, 20))


SAID = (
    "会议听取了市政协常委会的工作报告，对一年来的工作给予充分肯定，认为报告实事求是、重点突出。",
    "会议强调，各级政协组织要把提案办理作为履职的重要抓手，逐件研究，逐件答复，逐件落实，件件有着落。",
    "会议指出，要坚持建言资政和凝聚共识双向发力，在服务全市高质量发展中展现新作为、作出新贡献。",
    "会议通过了决议。",
)


@pytest.mark.parametrize("frame", ["<td>{}</td>", "<p>{}</p>", "<div>\n{}\n</div>"])
def test_lines_that_were_wrapped_to_a_width_are_no_paragraphs(frame: str) -> None:
    together = frame.format("<br>\n".join(wrapped(text) for text in SAID))
    apart = "".join(frame.format(wrapped(text)) for text in SAID)
    assert texts(f"<section>{together}</section>") == texts(f"<section>{apart}</section>") == list(SAID)


@pytest.mark.parametrize(
    "lines",
    [
        [f"{n}.关于推进城乡养老服务设施建设工作的提案" for n in range(1, 9)],
        [f"祁远山　市第{n}中学教师县政协教育界委员" for n in range(1, 9)],
        ["山城一夜雨初晴燕子归来草又青", "溪上人家炊早饭柳边渔父醉还醒"] * 4,
        [f"第{n}次会议听取提案办理情况的汇报。" for n in range(10, 19)],
        [f"清川镇{n}所养老院建设资金共计18万元" for n in range(10, 19)],
    ],
)
def test_lists_and_poems_whose_lines_are_of_one_length_stay_lines(lines: list[str]) -> None:
    around = f"<p>　　{SAID[0]}</p><p>　　{SAID[1]}</p>"
    assert texts(f"<div>{around}<p>　　{'<br>'.join(lines)}</p></div>") == [*SAID[:2], *lines]


def test_a_space_that_no_list_of_ours_holds_costs_no_text() -> None:
    lines = "<br>".join(f"第{n}行" for n in range(8))
    markup = f"<div><p>会议给予充分肯定。　　&thinsp;</p><p>{lines}</p><p>会议通过了决议。</p></div>"
    assert texts(markup)[-1] == "会议通过了决议。"


@pytest.mark.parametrize("line", ["时间：&emsp;&emsp;3月12日上午9时", "（主持人）&ensp;&ensp;&ensp;&ensp;江望"])
def test_wide_spaces_behind_a_label_are_no_indent(line: str) -> None:
    assert len(texts(f"<p>{line}</p>")) == 1


def test_paragraphs_that_breaks_part_are_not_joined() -> None:
    lines = [f"　　第{n}次会议听取了关于{'养老服务' * (n % 4 + 1)}的协商报告。" for n in range(9)]
    assert texts(f"<td>{'<br>'.join(lines)}</td>") == [line.strip() for line in lines]


def test_a_name_that_is_spaced_out_is_no_indent() -> None:
    assert texts("<p>澄湖市政协主席　　周　明</p>") == ["澄湖市政协主席　　周　明"]


def test_a_line_break_of_the_source_is_no_space_between_hanzi_and_one_between_words() -> None:
    assert texts("<p>提案\n    工作 of the\n year</p>") == ["提案工作 of the year"]


def test_scripts_styles_and_forms_are_no_text() -> None:
    markup = "<p>甲<script>x</script><style>y</style>乙</p><select><option>丙</select><textarea>丁</textarea><p>戊</p>"
    assert texts(markup) == ["甲乙", "戊"]


def test_a_row_of_data_is_one_block_and_a_row_of_layout_is_not() -> None:
    data = "<table><tr><th>类别</th><th>件数</th></tr><tr><td>经济建设</td><td>112</td></tr></table>"
    assert texts(data) == ["类别 件数", "经济建设 112"]
    layout = f"<table><tr><td><p>{LONG}</p><p>{LONG}</p></td><td>导航</td></tr></table>"
    assert texts(layout) == [LONG, LONG, "导航"]


def test_blocks_say_how_they_are_set() -> None:
    markup = (
        "<h1>标题</h1><p align=center><b>副题</b></p><p>正<b>文</b>之一</p>"
        "<p style='text-align:center;font-weight:bold'>居中</p><li><a href=#>链接</a>半</li>"
    )
    found = [
        (block.tag, block.bold, block.centred, round(block.link_share, 2)) for block in html.blocks(html.parse(markup))
    ]
    assert found == [
        ("h1", True, False, 0.0),
        ("p", True, True, 0.0),
        ("p", False, False, 0.0),
        ("p", True, True, 0.0),
        ("li", False, False, 0.67),
    ]


def test_an_element_is_read_without_its_tail() -> None:
    tree = html.parse("<div id=a>甲</div>乙")
    element = tree.xpath("//div")[0]
    assert [block.text for block in html.blocks(element)] == ["甲"]
    assert html.visible_text(element) == "甲"


# fmt: off
PIECES = [
    "<p>", "</p>", "<div>", "</div>", "<br>", "<b>", "</b>", "<a>", "</a>", "<table>", "<tr>", "<td>", "</td>",
    "</tr>", "</table>", "<span>", "</span>", "<h2>", "</h2>", "<!--x-->", "</body>", "</html>", "<html>",
    "<body>", "<founder-content>", "<script>s</script>", "甲", "乙。", "丙\u3000\u3000丁", "x&nbsp;y", "\n",
    "\u3000\u3000", "&lt;", "&", "<",
]
# fmt: on
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(markup=MARKUP | st.text(max_size=200))
@example(markup="<p>a<p>b</table></p></b>c")
@example(markup="<title>x")
def test_every_visible_character_stands_in_exactly_one_block(markup: str) -> None:
    tree = html.parse(markup)
    assert tree.tag == "html"
    read = "".join(block.text for block in html.blocks(tree))
    assert solid(read) == solid(html.visible_text(tree))


@given(words=st.lists(st.text("政协提案工作报告", min_size=1, max_size=6), min_size=1, max_size=8), markup=MARKUP)
def test_text_among_any_tags_reaches_the_tree(words: list[str], markup: str) -> None:
    source = "<body>" + "".join(f"<p>{word}</p>" for word in words) + "<div>" + markup
    assert "".join(words) in solid(html.visible_text(html.parse(source)))


def test_references_to_control_characters_do_not_cost_a_page() -> None:
    tree = html.parse(
        "<html><body><p>共征集提案<script>x</script>&#11;261件&#x1F;，立案&#xFFFE;240件。&#10;</p></body></html>"
    )
    tree.xpath("//script")[0].drop_tree()
    assert "".join(tree.text_content().split()) == "共征集提案261件，立案240件。"
