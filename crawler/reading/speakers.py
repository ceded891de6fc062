"""Who delivered a report: a line of its own that is a person's name, with or without an office before it."""

from __future__ import annotations

import re

from crawler.reading.lines import surnames
from crawler.reading.model import Draft
from dedupe.script import simplified

ABOVE = 8
"""Paragraphs from the start among which dateline, speaker and the opening address stand."""
NEAR = 4
"""Paragraphs from the start in which a bare name counts that stands neither below a dateline nor above a salutation."""
LONGEST = 24
"""Characters of a line with an office and a name."""

# 茹青竹(女), 茹青竹(苗族), 符自远(2017年1月8日): what is said of a name in brackets
_WHO = re.compile(r"[(（](?:女|[^()（）]{1,8}族|\d{4}年[^()（）]{2,8}日)[^()（）]{0,40}[)）]")
# 费小舟 县政协主席: the office after the name
_OFFICE_AFTER = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u3000]+[^\s]{0,12}(?:主席|主任|秘书长)$")
_SEPARATORS = " \u3000:："
_SPACE = re.compile(r"\s+")
_AROUND = " \u3000()（）[]【】—-□■"
# 政协临汾市委员会主席 欧阳清河, 县政协副主席 曾宪和, 报告人:方圆
_OFFICE = re.compile(
    r"^[^\s,，。:：]{0,18}?(?:主席|副主席|常委|主任|副主任|秘书长|委员|书记|成员|组长|召集人)[\s\u3000:：]+"
    r"|^(?:报告人|作报告人|作者)[:：\s]*"
    # 市政协主席乐瑜, with nothing between: only the offices of who reports, because text begins so too
    r"|^[^\s,，。:：]{2,18}(?:主席|主任|秘书长)(?=[\u4e00-\u9fff]{2,4}$)"
)
_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
# 那顺巴雅尔: names of other peoples without their dot, only where the lines around leave no doubt
_LONG_NAME = re.compile(r"^[\u4e00-\u9fff]{2,7}$")
# 扎西·顿珠, 买买提•艾力: names of other peoples, with their dot
_DOTTED = re.compile(r"^[\u4e00-\u9fff]{1,7}[·•・‧][\u4e00-\u9fff]{1,9}$")
# 市政协主席乐瑜作常委会工作报告,摘要如下: an editor's sentence above the report
_TOLD = re.compile(
    r"主席([\u4e00-\u9fff]{2,4}?)(?:同志)?(?:代表[^,，。]{2,24})?(?:向大会|在会上)?作(?!出|为|好)[^,，。]{0,20}报告"
)
# 各位委员: what stands right below a speaker
_SALUTATION = re.compile("^各位(?:委员|领导|同志)")
# ——2024年1月28日在政协…会议上, (2025年2月23日): what stands right above a speaker
_DATELINE = re.compile(r"会议.{0,6}上[)）]?\s*$|^[(（—\s]*\d{4}年\d{1,2}月\d{1,2}日[)）\s]*$")
# Short lines of a report that begin like a name.
_NO_NAME = re.compile(
    "摘|摄|整理|供稿|节选|草案|书面|各位|工作|回顾|情况|报告|全文|任务|时间|来源|会议|委员|记者|编辑|同志|以来|说明|提案|协商|政协"
)


def speaker(draft: Draft) -> str | None:
    """The name, spaces out (李 波 → 李波); None where no line is one. A reporter's byline is none."""
    marked = [p.text for p in draft.paragraphs[:ABOVE] if p.role == "speaker"]
    for line in marked:
        if name := _name(line, sure=True):
            return name
    bare = [p.text for p in draft.paragraphs[:ABOVE] if p.role != "heading"]
    above, below = ["", *bare], [*bare[1:], ""]
    placed = zip(bare, map(_leave_no_doubt, above, below), strict=False)
    near = (line for index, line in enumerate(placed) if index < NEAR or line[1])
    lines = [(draft.byline or "", False), *near]
    short = (name for line, sure in lines if _is_short(line) and (name := _name(line, sure=sure)))
    return next(short, None) or next(filter(None, map(_told, bare[:NEAR])), None)


def _is_short(line: str) -> bool:
    return len(_WHO.sub("", line)) <= LONGEST


def _told(line: str) -> str | None:
    found = _TOLD.search(simplified(line))
    name = line[found.start(1) : found.end(1)] if found else ""
    return name if name and simplified(name)[0] in surnames() else None


def _leave_no_doubt(above: str, below: str) -> bool:
    """Whether a short line between these two is a name."""
    above, below = simplified(above), simplified(below)
    return bool(_DATELINE.search(above) or _DATELINE.search(below) or _SALUTATION.match(below))


def _name(line: str, *, sure: bool) -> str | None:
    line = _OFFICE_AFTER.sub("", _WHO.sub("", line).strip(_AROUND))
    office = _OFFICE.match(simplified(line))
    name = _SPACE.sub("", line[office.end() :] if office else line)
    plain = simplified(name)
    if _DOTTED.match(name):
        return name
    if not (_LONG_NAME if sure else _NAME).match(name) or _NO_NAME.search(plain):
        return None
    if office and office[0][-1] in _SEPARATORS:
        return name
    return name if sure or plain[:2] in surnames() or (len(name) <= 3 and plain[0] in surnames()) else None
