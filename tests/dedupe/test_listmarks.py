"""List marks: taken off where they are marks, never where they begin a figure."""

from __future__ import annotations

import pytest

from dedupe import listmarks


@pytest.mark.parametrize(
    ("printed", "mark", "rest"),
    [
        ("一、凝心聚力谋发展", "一、", "凝心聚力谋发展"),
        ("　　二十一、其他事项", "二十一、", "其他事项"),
        ("（一）坚持党的领导", "（一）", "坚持党的领导"),
        ("(12)加强联系", "(12)", "加强联系"),
        ("【3】加强联系", "【3】", "加强联系"),
        ("1.加强联系", "1.", "加强联系"),
        ("１２．加强联系", "１２．", "加强联系"),
        ("3、加强联系", "3、", "加强联系"),
        ("4）加强联系", "4）", "加强联系"),
        ("①2024年新增委员12人", "①", "2024年新增委员12人"),
        ("⑴ 加强联系", "⑴", "加强联系"),
        ("㈠加强联系", "㈠", "加强联系"),
        ("⒈加强联系", "⒈", "加强联系"),
        ("● 加强联系", "●", "加强联系"),
        ("- 加强联系", "-", "加强联系"),
        ("○加强联系", "○", "加强联系"),
        ("一、2024年工作回顾", "一、", "2024年工作回顾"),
    ],
)
def test_a_mark_is_taken_off(printed: str, mark: str, rest: str) -> None:
    assert listmarks.strip(printed) == (mark, rest)


@pytest.mark.parametrize(
    "printed",
    [
        "1.5亿元资金到位",
        "1. 5亿元资金到位",
        "2024年是关键之年",
        "2024、2025两年",
        "3、5号楼改造完成",
        "一、二审案件",
        "一是加强学习",
        "第一，加强学习",
        "（2024）第5号",
        "（十四五）规划",
        "-3.5%的降幅",
        "①②号线开通",
        "⒈5亿元",
        "○三年以来",
        "十四五时期",
        "一、",
        "（一）",
        "●",
        "",
    ],
)
def test_what_is_no_mark_stays(printed: str) -> None:
    assert listmarks.strip(printed) == (None, printed)
