"""Which articles of a page list are worth a request."""

from __future__ import annotations

import pytest

from crawler.candidates import could_be_ours


@pytest.mark.parametrize(
    ("title", "page", "kicker"),
    [
        ("政协云岭市第五届委员会常务委员会工作报告(摘要)", "要闻", None),
        (None, "第四版", None),
        ("摘要", None, None),
        ("(上接第一版)", "综合", None),
        ("决议", "专版", None),
        ("同心共绘新蓝图", "聚焦两会", None),
    ],
)
def test_what_could_be_a_report_is_wanted(title: str | None, page: str | None, kicker: str | None) -> None:
    assert could_be_ours(title, page, kicker).wanted


@pytest.mark.parametrize("title", ["市气象台发布大风预警", "本版责编 王小川", "广告", "我市春耕备耕忙"])
def test_what_cannot_be_ours_is_not_wanted(title: str) -> None:
    assert not could_be_ours(title, "民生").wanted
