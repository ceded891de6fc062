"""Headings of a report that look back (2023年工作回顾) or ahead (2024年工作任务), and the year that they name."""

from __future__ import annotations

import re

LONGEST = 50
"""Characters of a heading; a longer paragraph that begins with one is not one."""

_SPACE = re.compile(r"\s+")
# 2023年工作回顾, 一、2024年提案工作情况, 2023年提案和提案办理情况, 过去一年的工作, 提案总体情况, 提案工作的主要做法
_BACK = re.compile(
    r"(?:(?<![-—–~～至])(?P<year>(?:199|20\d)\d)年(?!\d)(?:度)?|过去.{1,2}年|一年来|五年来|.{1,3}届以来)(?!.{0,12}(?:任务|安排|思路|打算|部署|重点|建议|目标|计划))"
    r"[^,，。;；年]{0,14}(?:回顾|情况|总结|做法|成效|成绩|工作)|^.{0,6}提案(?:工作)?的?(?:总体|基本|主要|提交|办理)?(?:情况|做法|成效)"
)
# 2024年工作任务, 三、2025年提案工作思路, 今后工作的打算, 今年工作安排, 下一步工作
_AHEAD = re.compile(
    r"(?:(?P<year>20\d\d)年(?:度)?|今后|今年|明年|下一步|下步|未来|新的一年)[^,，。;；年]{0,14}"
    r"(?:任务|安排|思路|打算|部署|重点|建议|目标|计划|展望|意见|要求)"
)


def looks_back(line: str) -> bool:
    """Whether the line heads a part about the time reported on."""
    return _heading(_BACK, line) is not None and not looks_ahead(line)


def looks_ahead(line: str) -> bool:
    """Whether the line heads a part about the time to come."""
    return _heading(_AHEAD, line) is not None


def year_looked_back_on(line: str) -> int | None:
    """The year of a heading that looks back: 2023年工作回顾 → 2023."""
    found = None if looks_ahead(line) else _heading(_BACK, line)
    return int(found["year"]) if found and found["year"] else None


def _heading(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    if len(line) > LONGEST or line.endswith(("。", "!", "！")):
        return None
    return pattern.search(_SPACE.sub("", line))
