"""Who delivered a report: a line of its own that is a person's name, with or without an office before it."""

from __future__ import annotations

import re

from crawler.reading.lines import surnames
from crawler.reading.model import Draft
from dedupe.script import simplified

ABOVE = 8
"""Paragraphs from the start among which a speaker stands."""
NEAR = 4
"""Paragraphs from the start in which a bare name without its role counts."""
LONGEST = 24
"""Characters of a line with an office and a name."""

_SPACE = re.compile(r"\s+")
_AROUND = " \u3000()（）[]【】—-□■"
# 政协临汾市委员会主席 欧阳清河, 县政协副主席 曾宪和, 报告人:方圆
_OFFICE = re.compile(
    r"^[^\s,，。:：]{0,18}?(?:主席|副主席|常委|主任|副主任|秘书长|委员|书记)[\s\u3000:：]+|^(?:报告人|作报告人|作者)[:：\s]*"
)
_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
# 扎西·顿珠, 买买提•艾力: names of other peoples, with their dot
_DOTTED = re.compile(r"^[\u4e00-\u9fff]{1,7}[·•・‧][\u4e00-\u9fff]{1,9}$")
# ——2024年1月28日在政协…会议上, (2025年2月23日): what stands right above a speaker
_DATELINE = re.compile(r"会议.{0,6}上[)）]?\s*$|^[(（—\s]*\d{4}年\d{1,2}月\d{1,2}日[)）\s]*$")
# Short lines of a report that begin like a name.
_NO_NAME = re.compile("工作|回顾|情况|摘要|报告|全文|任务|时间|来源|会议|委员|记者|编辑|同志|以来|说明|提案|协商|政协")


def speaker(draft: Draft) -> str | None:
    """The name, spaces out (李 波 → 李波); None where no line is one. A reporter's byline is none."""
    marked = [p.text for p in draft.paragraphs[:ABOVE] if p.role == "speaker"]
    for line in marked:
        if name := _name(line, sure=True):
            return name
    bare = [p for p in draft.paragraphs[:NEAR] if p.role != "heading"]
    after = [draft.byline or "", *(p.text for p in bare)]
    sure = [False, False, *(bool(_DATELINE.search(p.text)) for p in bare)]
    lines = zip(after, sure, strict=False)
    return next((name for line, known in lines if len(line) <= LONGEST and (name := _name(line, sure=known))), None)


def _name(line: str, *, sure: bool) -> str | None:
    line = line.strip(_AROUND)
    office = _OFFICE.match(simplified(line))
    name = _SPACE.sub("", line[office.end() :] if office else line)
    plain = simplified(name)
    if _DOTTED.match(name):
        return name
    if not _NAME.match(name) or _NO_NAME.search(plain):
        return None
    return name if sure or plain[:2] in surnames() or (len(name) <= 3 and plain[0] in surnames()) else None
