"""Points of a list and what pictures show: the same signs stand before both."""

from __future__ import annotations

import pytest

from crawler.reading import read_html, read_text
from crawler.reading.points import points

LISTS = (
    (
        "▲思想引领铸同心。把学习宣传摆在首位，组织宣讲二十场。",
        "▲协商建言助发展。二十四条建议被采纳。",
        "▲有事好商量惠民生：议事九百三十六件，办结八百九十一件。",
    ),
    ("△经济建设类提案126件，占35.8%", "△政治建设类提案38件", "△社会建设类提案188件，占53.4%"),
    ("●坚持党的领导，把牢正确政治方向", "●报送社情民意信息412篇。"),
)
OPENING = "2023年，市政协常委会坚持围绕中心、服务大局，各项工作取得新的成绩。"
PICTURES = ("▲市政协委员在石桥镇调研。", "▲委员走访企业 穆青云 摄", "▲提案办理协商会现场")


@pytest.mark.parametrize("texts", LISTS[:2])
def test_several_points_in_a_row_are_a_list(texts: tuple[str, ...]) -> None:
    assert points(["云岭市政协工作报告", *texts, "让我们携手前行。"]) == {1, 2, 3}


def test_what_pictures_show_is_no_list_and_a_point_alone_neither() -> None:
    assert not points(PICTURES)
    assert not points(LISTS[0][:2])
    assert not points([LISTS[0][0], "其间一段。", *LISTS[0][1:]])


@pytest.mark.parametrize("texts", LISTS)
def test_points_of_a_report_are_kept_in_text_and_in_html(texts: tuple[str, ...]) -> None:
    printed = ("政协云岭市第七届委员会常务委员会工作报告（摘编）", OPENING, *texts, "▲市政协委员在调研")
    page = f"<html><body><div id='ozoom'>{''.join(f'<p>{text}</p>' for text in printed)}</div></body></html>"
    for found in (read_text("\n\n".join(printed).encode()), read_html(page.encode())):
        (article,) = found.articles
        assert [p.text for p in article.paragraphs if p.role != "headline"] == [OPENING, *texts]
        assert [each.text for each in found.dropped] == ["▲市政协委员在调研"]
