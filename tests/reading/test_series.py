"""Headings that are known by being alike, and headlines that are not."""

from __future__ import annotations

import pytest

from crawler.reading import read_text
from crawler.reading.lines import line
from crawler.reading.model import Block
from crawler.reading.series import series

TITLE = "政协云岭市第五届委员会常务委员会关于五届二次会议以来提案工作情况的报告"
HEAD = (TITLE, "（2024年1月10日在政协云岭市第五届委员会第三次会议上）", "穆青云")
TEXTS = (
    "全年共收到提案386件，经审查立案352件，目前已全部办复，委员满意率百分之百，提案工作取得新的成效。",
    "坚持把提高质量作为提案工作的生命线，举办提案工作培训班两期，发布提案参考选题六十条。",
    "遴选重点提案10件，由市委、市政府、市政协领导领衔督办，推动解决了一批群众急难愁盼问题。",
)
ALIKE = (
    ("政治引领坚强有力", "服务大局成效显著", "为民履职用心用情"),
    ("“把方向”“凝共识”", "“建诤言”“献良策”", "“办实事”“惠民生”"),
    ("强信念——旗帜鲜明讲政治", "谋发展——尽心竭力建真言", "惠民生——倾情倾力办实事"),
)


OTHER = (
    "连日来，我市气温回升，各乡镇组织农户抢墒播种，全市已完成春播面积十二万亩，进度过半。",
    "市博物馆新馆日前对外开放，首批展出文物三百余件，吸引了众多市民前来参观。",
    "市体育中心昨日举行全民健身日活动，八百余名市民参加了长跑和广场舞展演。",
)


@pytest.mark.parametrize("headings", ALIKE)
def test_headings_that_are_alike_open_no_articles(headings: tuple[str, ...]) -> None:
    body = [text for pair in zip(headings, TEXTS, strict=True) for text in pair]
    (article,) = read_text("\n".join((*HEAD, *body)).encode()).articles
    assert [p.text for p in article.paragraphs if p.role == "heading"] == list(headings)


@pytest.mark.parametrize("lead", ["", "本报讯（记者 祁远）"])
@pytest.mark.parametrize("head", [(), (*HEAD, *TEXTS)])
@pytest.mark.parametrize(
    "headlines",
    [
        ("我市春播进度过半", "博物馆新馆今开放", "全民健身日迎长跑"),
        ("春回大地农事忙 抢墒播种正当时", "文物新家迎客来 首日展厅人如潮", "八百市民齐开跑 健身热潮满云岭"),
    ],
)
def test_headlines_that_are_alike_stay_headlines(head: tuple[str, ...], lead: str, headlines: tuple[str, ...]) -> None:
    body = [text for headline, said in zip(headlines, OTHER, strict=True) for text in (headline, lead + said)]
    assert series([line(Block(text=text), text) for text in (*head, *body)]) == frozenset()


@pytest.mark.parametrize(
    "lines",
    [
        ALIKE[0][:2],
        ("市政协召开重点提案督办推进会", "市政协组织委员视察民生实事", "市政协举办新任委员培训班次"),
        ("一、政治引领坚强", "二、服务大局有力", "三、为民履职用心"),
        ("政治引领", "服务大局", "为民履职"),
    ],
)
def test_two_lines_long_ones_numbered_ones_and_single_words_are_no_series(lines: tuple[str, ...]) -> None:
    assert series([line(Block(text=text), text) for text in (TITLE, *lines)]) == frozenset()
