"""Whose figure a number in a report is, and of which year: the committee's own, or one that stands beside it.

A report cites others all the time: what went to 全国政协 and 省政协, what 各县(市、区)政协 and 民革市委 did, what was
last year. The nearest subject before the number in the same sentence decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.records import Level
from crawler.reading.model import DraftParagraph

_CLAUSE = re.compile("[,;:。!?]")
_YEAR = re.compile(r"(?:(截至|截止到?|到)?)(20\d\d)年")
# 比上年增加23件, 同比增长, 去年提交提案398件, 上一年度
_ANOTHER_TIME = re.compile(
    "上年|上一年|去年|前年|同比|比[^,;]{0,8}(?:增|减|多|少)|增加了?|增长|净增|较[^,;]{0,6}(?:增|多|少|减)|历年|累计提"
)
# 被列为72件重点提案之一, 72件重点提案中的一件
_ONE_OF = re.compile("^[^,。;]{0,10}?(?:之一|中的[一1]件|之首)")
_PARTIES = re.compile("民革|民盟|民建|民进|农工|致公|九三|台盟|工商联|民主党派|党派团体|各党派|共青团|妇联|工会|科协")
_EVERYBODY = re.compile("委员|参加单位|专委会|专门委员会|各界")
_OWN_NAMES = ("市政协", "县政协", "区政协", "州政协", "旗政协", "盟政协")
_OTHERS = (
    r"各县|各区|各旗县|县市区|县\([^)]{1,8}\)|县区|区县|旗县|市县|县级政协|基层政协"
    "|各级政协|两级政协|三级政协|四级政协|各市州|各地市|各设区市"
)
_ABOVE: dict[Level | None, str] = {
    "national": "",
    "province": "全国政协|全国[^,;。]{0,8}政协|全国[^,;。]{0,6}会议|全国委员",
}
_ABOVE_ALL = "全国政协|全国[^,;。]{0,10}政协|省政协|自治区政协|省级|省[^,;。市]{0,4}政协|全国委员|兄弟"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The patterns of the committee that reports and of those beside it."""

    own: re.Pattern[str]
    others: re.Pattern[str]


def owner(paragraphs: tuple[DraftParagraph, ...], level: Level | None) -> Owner:
    """Who 「we」 is: by the level, and below a province by how the text mostly calls itself."""
    text = "".join(paragraph.text for paragraph in paragraphs)
    counted = {name: text.count(name) for name in _OWN_NAMES}
    name = max(counted, key=lambda n: counted[n])
    above = _ABOVE.get(level, _ABOVE_ALL)
    if level is None or level in ("prefecture", "county"):
        # A county's report cites 市政协, a prefecture's its 县政协 and 区政协.
        above += "".join(f"|{other}" for other in _OWN_NAMES if other != name and counted[name])
    own = {"national": "全国政协", "province": "省政协|自治区政协|市政协"}.get(level or "", name)
    others = f"{_OTHERS}|{above}" if above else _OTHERS
    return Owner(own=re.compile(f"{own}|我们|常委会|广大(?:政协)?委员|政协参加单位"), others=re.compile(others))


def is_foreign(sentence: str, start: int, end: int, who: Owner, *, parties: bool, year: int | None) -> bool:
    """Whether the number between start and end is somebody else's or another year's.

    `parties` refuses the figures of a single party or people's organisation too; `year` is the year reported on.
    """
    before = sentence[:start]
    clause = re.split(_CLAUSE, before)[-1]
    if _ANOTHER_TIME.search(clause) or _ONE_OF.match(sentence[end:]):
        return True
    if parties and _PARTIES.search(clause) and not _EVERYBODY.search(clause):
        return True
    return _of_another_year(before, year) or _of_others(before, who)


def _of_another_year(before: str, year: int | None) -> bool:
    stated = _YEAR.findall(before)
    if not stated or year is None:
        return False
    until, last = stated[-1]
    return int(last) != year and not until


def _of_others(before: str, who: Owner) -> bool:
    found = list(who.others.finditer(before))
    if not found:
        return False
    between = before[found[-1].end() :]
    if who.own.search(between) or ";" in between:
        return False
    clauses = _CLAUSE.split(between)
    return len(clauses) == 1 or bool(re.search(r"\d", clauses[0]))


def year_of(before: str) -> int | None:
    """The year that the sentence states last before a number."""
    stated = _YEAR.findall(before)
    return int(stated[-1][1]) if stated else None
