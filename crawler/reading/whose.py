"""Whose figure a number in a report is, and of which year: the committee's own, or one that stands beside it.

A report cites others all the time: what went to 全国政协 and 省政协, what 各县(市、区)政协 and 民革市委 did, what was
last year. The nearest subject before the number in the same sentence decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.records import Level, Report
from crawler.reading.counted import Count
from crawler.reading.model import DraftParagraph
from dedupe.script import simplified

_CLAUSE = re.compile("[,;:。!?]")
# In 比2017年的390件增加28件 the year is only compared with.
_YEAR = re.compile(r"(?:(截至|截止到?|到)?)(?<![比较])((?:199|20\d)\d)年")
# 办复率自2008年以来保持100%: a rate that is so still
_EVER_SINCE = re.compile(r"自?\d{4}年以来(?=始终|一直|持续|连续)")
# 317件(2022年为298件),
_IN_BRACKETS = re.compile(r"\([^()]*\)")
# 五年来, 本届以来: of more years than the one that is reported on
_SPAN = re.compile(
    r"(?<!连续)(?:[两三四五六]|(?<!\d)[2-6])年(?:来|间|里|内|中|共|累计)|近[三五]年|\d{4}年?[至到—-]\d{4}年|过去的?五年|本届(?:以来|政协|五年|任期|共)|[一二三四五六七八九十]届(?:政协|委员会)以来|换届以来|任期内|届内|历年"
)
_THIS_TIME = re.compile(r"(?:199|20\d)\d年|今年|本年|本届第.年|全年|一年来|过去一年|年内|届.{1,2}次(?:会议|全会)以来")
# 上年收到提案398件,立案367件; not 比上年, 截至去年底
_LAST_TIME = "(?<![比较与同由从至到])(?<!截止)(?:{})(?!相比|年?底|[^,;。]{{0,16}}(?:会议|以来|召开))"
_ANOTHER_TIME = re.compile(_LAST_TIME.format("去年|前年|上一?年度?|上届"))
# told in the year after the one reported on, 去年 is that one
_BEFORE_LAST_YEAR = re.compile(_LAST_TIME.format("前年|上一?年度?|上届"))
# 比上年增加23件, 同比增长
_COMPARED = re.compile(
    r"[比较]\d{4}年|[比较与同](?:上一?年|去年|前年|上届)|同比|比[^,;]{0,8}(?:增|减|多|少)|(?:增加了?|增长|净增)[^,;]{0,2}$|较[^,;]{0,6}(?:增|多|少|减)|历年|累计提"
)
# 一季度, 上半年, 人均: a part of the time, or of one member
_EACH = re.compile(
    "[一二三四]季度|[上下]半年|人均|平均|年均|一[位名][^,;]{0,4}委员|每年|每人|每名|每位|每个|至少|不少于"
)
# 连续三年立案提案超过100件的县区, but 办复率连续五年保持100%
_EVERY_YEAR = re.compile(r"连续(?:\d+|.)年")
# 被列为72件重点提案之一, 72件重点提案中的一件
_ONE_OF = re.compile("^[^,。;]{0,10}?(?:之一|中的[一1]件|之首)")
# 提交两件以上提案: a bound
_BOUND = re.compile("以[上下内]")
# 2021年至2023年分别立案412件、405件、398件
_YEARS_APART = re.compile(r"\d{4}年?[至到、—-]\d{4}年[^;。]*分别")
# 力争征集提案400件以上: not yet done
_PLAN = re.compile("力争|争取|目标是|明年|新的一年|今年要|今后")
# 每年10至15件: a number after this sign closes a range, which has no one value
_RANGE = re.compile(r"[\d一二三四五六七八九十][件条份]?(?:至|到|[-—–~～])$")
_DIGIT = re.compile(r"\d")
_PARTIES = re.compile("民革|民盟|民建|民进|农工|致公|九三|台盟|工商联|民主党派|党派团体|各党派|共青团|妇联|工会|科协")
# 民盟市委会提交, and not 民革、民盟、民建提交, 各民主党派和工商联
_ONE_PARTY = re.compile(
    "^[^、和及与各]*(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|工商联)"
    "(?:[省市县区州]委)?(?:会)?[^、,;。和及与各]{0,4}$"
)
_COUNT_BEFORE = re.compile(r"\d(?:余|多)?[件条份篇期]")
# 组织省、市政协委员120人次: who takes part in our activity, and not who acts
_INVITED = re.compile("(?:(?<=组织|邀请|动员)|(?<=的))(?:全国|[省市县区州]|[三两]级|、|和|及)+政协委员")
_EVERYBODY = re.compile("委员|参加单位|专委会|专门委员会|各界")
# 同时,各县区政协积极履职,共收到…: what may stand before who acts
_OPENS = re.compile(r"(?:其中|同期|同时|此外|另外|而|[\d年月至底]*)")
# 省政协的支持下, 省政协来我市调研
_OF_THEIRS = re.compile("的|来我|到我|关心|支持|领导|指导|会议精神")
_NAMES: dict[Level, tuple[str, ...]] = {
    "prefecture": ("市政协", "州政协", "盟政协"),
    "county": ("县政协", "区政协", "旗政协", "市政协"),
    "province": ("省政协", "自治区政协", "市政协"),
    "national": ("全国政协",),
}
_OF_A_PROVINCE = ("省政协", "自治区政协")
_ALL_NAMES = tuple(dict.fromkeys(name for names in _NAMES.values() for name in names))
_OTHERS = (
    r"住[^,;。]{1,6}政协委员|政协系统|全[省市县州区]政协组织|统一战线成员|统战成员|各市(?!直|级)|各地|各州|各县|各区|各旗县|县市区|县\([^)]{1,8}\)|\d个[市县区旗](?!直|级)|县区|区县|旗县|市县|县级政协|基层政协"
    "|纪委|监委|纪检监察|公安|各级政协(?!委员)|两级政协|三级政协|四级政协|各地市|各设区市"
)
# 全国和省政协委员, 全国政协十四届一次会议, 省里的政协会议
_NATION = "全国和省|全国委员|全国[^,;。]{0,10}政协"
_PROVINCE = "省级|省[^,;。市]{0,4}政协"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The patterns of the committee that reports and of those beside it."""

    year: int | None
    """The year reported on."""
    another_time: re.Pattern[str]
    own: re.Pattern[str]
    others: re.Pattern[str]
    received: re.Pattern[str]
    """Others as those to whom something goes: 向全国政协报送."""
    given: re.Pattern[str]
    """After a number, that it is another's: 3件被列为省政协重点提案."""
    within: re.Pattern[str]
    """After a number, that ours is a part of it: 1268场次,其中市级层面26场次."""


def owner(paragraphs: tuple[DraftParagraph, ...], report: Report) -> Owner:
    """Who 「we」 is: by the level, and below a province by how the text mostly calls itself."""
    text = simplified("".join(paragraph.text for paragraph in paragraphs))
    named = {name: text.count(name) for name in _ALL_NAMES}
    own = _own_name(report.level, text, named)
    others = "|".join([_OTHERS, *(name for name in _ALL_NAMES if name != own and named[name]), *_above(own)])
    year, delivered = report.covers_year, report.delivered_on
    return Owner(
        year=year,
        another_time=_BEFORE_LAST_YEAR if delivered and delivered.year - 1 == year else _ANOTHER_TIME,
        own=re.compile(f"{own}|我们|我[市县区省州旗](?!各|委员|的委员|籍)|常委会|广大(?:政协)?委员|政协参加单位"),
        others=re.compile(others),
        received=re.compile(f"(?:向|被|转送|转报|报送?|上报|呈报|呈送)(?:(?:{own}|{others})[、和及与等]?)+"),
        given=re.compile(f"(?:提案)?(?:被|作为|入选|列入|列为|获|成为)[^,。;]{{0,4}}(?:{others})"),
        within=re.compile(f"[,(]其中(?:[省市县区州](?:级层面|本级)|{own}(?!委员|领导|主席|副主席|常委|党组))"),
    )


def _own_name(level: Level | None, text: str, named: Mapping[str, int]) -> str:
    """市政协, 县政协 …: of the names that committees of the level have the one that the text says most often.

    A county's committee may belong to a 县级市; where the text speaks of 我县 or 区委, the county's own names decide.
    """
    names = _NAMES.get(level, _ALL_NAMES) if level else _ALL_NAMES
    spoken = [
        name
        for name in names
        if level == "county" and name != "市政协" and re.search(f"(?:我|住|全){name[0]}|{name[0]}(?:委|政)", text)
    ]
    return max(spoken or names, key=named.__getitem__)


def _above(own: str) -> tuple[str, ...]:
    """The committees above one of that name, and those beside it."""
    if own == "全国政协":
        return ()
    return (_NATION,) if own in _OF_A_PROVINCE else (_NATION, _PROVINCE, "兄弟")


def is_foreign(sentence: str, count: Count, who: Owner) -> bool:
    """Whether a count is somebody else's, of another year than the one reported on, or no count of what was done."""
    before, after = sentence[: count.start], sentence[count.end :]
    clause = _CLAUSE.split(before)[-1]
    return (
        _is_no_sum(before, clause, after, count)
        or who.within.match(after) is not None
        or _is_of_another_time(_EVER_SINCE.sub("", before) if count.unit == "%" else before, clause, who)
        or _is_of_others(before, clause, after, count, who)
    )


def _is_no_sum(before: str, clause: str, after: str, count: Count) -> bool:
    """Whether a number is planned, a bound, the end of a range, or one of a row of several years."""
    if _PLAN.search(before) or _YEARS_APART.search(before) or _RANGE.search(before) or _ONE_OF.match(after):
        return True
    return count.unit != "%" and (_EVERY_YEAR.search(clause) or _BOUND.match(after)) is not None


def _is_of_others(before: str, clause: str, after: str, count: Count, who: Owner) -> bool:
    if count.name == "members_participating":
        before = _INVITED.sub("委员", before)
    if count.opinions:
        before = who.received.sub("", before)
    elif who.given.match(after):
        return True
    return _is_of_a_party(before, clause, who, count) or _stands_beside(before, who.others, who.own)


def _is_of_another_time(before: str, clause: str, who: Owner) -> bool:
    if _COMPARED.search(clause) or _EACH.search(clause) or _of_another_year(before, who.year):
        return True
    segment = before.split(";")[-1]
    last = [found.end() for found in who.another_time.finditer(segment)]
    since = segment[last[-1] :] if last else ""
    figure = _DIGIT.search(since)
    return bool(last) and not _THIS_TIME.search(since) and not (figure and who.own.search(since[figure.end() :]))


def _is_of_a_party(before: str, clause: str, who: Owner, count: Count) -> bool:
    lead = _COUNT_BEFORE.split(clause)[-1].lstrip("、")
    if _ONE_PARTY.search(re.split("提交|提出|集体", lead)[0]):
        return True
    return count.parties and not _EVERYBODY.search(before) and _stands_beside(before, _PARTIES, who.own)


def _of_another_year(before: str, year: int | None) -> bool:
    stated = _YEAR.findall(_IN_BRACKETS.sub("", before))
    if not stated or year is None:
        return False
    until, last = stated[-1]
    return int(last) != year and not until


def _stands_beside(before: str, others: re.Pattern[str], own: re.Pattern[str]) -> bool:
    """Whether the last subject before a number is another's: in its clause, or in an earlier one as who acts there."""
    found = list(others.finditer(before))
    if not found:
        return False
    between = before[found[-1].end() :]
    if own.search(between) or ";" in between:
        return False
    clauses = _CLAUSE.split(between)
    if len(clauses) == 1 or _DIGIT.search(clauses[0]):
        return True
    opening = _CLAUSE.split(before[: found[-1].start()])[-1]
    return _OPENS.fullmatch(opening) is not None and not _OF_THEIRS.match(between)


def is_of_several_years(before: str) -> bool:
    """Whether a paragraph has told a sum over years before a number, and no year since."""
    found = list(_SPAN.finditer(before))
    return bool(found) and not _THIS_TIME.search(before[found[-1].end() :])


def year_of(before: str) -> int | None:
    """The year that the sentence states last before a number."""
    stated = _YEAR.findall(before)
    return int(stated[-1][1]) if stated else None
