"""What a report states of itself: kind, place, level, term, session, speaker, day of delivery, the year it covers.

Nothing is inferred from another report or from the calendar: what the text does not state is None. The session is the
one that the report was delivered to; 「十三届三次会议以来」 names the session since which it reports.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from archive.records import Report, ReportKind
from crawler.reading import dates, whereabouts
from crawler.reading.model import Draft, Hints
from crawler.reading.numerals import ORDINAL, number
from crawler.reading.sections import LONGEST, looks_ahead, year_looked_back_on
from crawler.reading.signs import narrow
from crawler.reading.speakers import ABOVE, speaker
from crawler.reading.topic import title_of
from dedupe.script import simplified

OPENING = 300
"""Characters in which the opening address stands."""
# 我受政协云岭市第五届委员会常务委员会委托, 现在,我代表…, 受常委会委托,现将…
_ADDRESS = re.compile("我(?:受|代表)|受.{0,30}委托")

_SPACE = re.compile(r"\s+")
# 第十四届长治市委员会第四次会议, 十四届四次会议, 第十四届委员会第四次全体会议; not followed by 以来
_SESSION = re.compile(
    rf"第?({ORDINAL})届(?:[^,。;第届]{{0,16}}?委员会)?(?<!常务委员会)(?<!常委会)第?({ORDINAL})次(?:全体)?(?:会议|全会|大会)(?!以来)"
)
# 第十四届委员会, 第十四届长治市委员会, 十四届常委会, 十三届三次会议以来
_TERM = re.compile(rf"第?({ORDINAL})届(?=[^,。;届]{{0,14}}?(?:委员会|常委会|全委会|{ORDINAL}次))")
# (2025年2月23日), 2025年2月23日在政协…会议上; a page's 时间:… 来源:… is not one
_PAGE_LINE = re.compile("时间|来源|发布|责编|编辑|记者|更新|浏览|点击")
# ——政协澄阳市第九届委员会常务委员会工作报告, under a headline of the newspaper's own
_TITLE_LINE = re.compile("^[—–-]*(?:中国人民)?政(?:协|治协商会议).{4,50}(?:报告|决议)")
# ——在政协澄阳市第六届委员会第四次会议上的工作报告(摘要)
_SUBTITLE = re.compile("^[—–-]+.{4,50}(?:报告|决议|提案工作情况|工作(?:回眸|综述|回顾))(?:[(].{1,6}[)])?$")
# (2000年4月11日政协朔原市第一届委员会第二次会议): day and session and nothing else
_SESSION_LINE = re.compile(
    "(?:会议|大会|全会).{0,8}(?:上|通过)|^[(].{6,30}通过[)]$"
    "|^[(—–-]*[^,。]{0,4}年[^,。]{1,6}日[^,。]{4,40}(?:次会议|全会)[)]?$|^[(—–-]*[^,。]{4,40}(?:次会议|全会)[(]?[^,。]{4,5}年[^,。]{1,6}日[)]*$"
)
# …工作报告(2017年1月8日)
_IN_BRACKETS = re.compile("[(（]([^()（）]{8,12}日)[)）]$")
# 符自远(2017年1月8日)
_NAME_AND_DAY = re.compile("^[\u4e00-\u9fff·]{2,8}[(（][^()（）]{8,12}日[)）]$")
_ONLY_A_DAY = re.compile(
    r"^[—\-–―(（\s]*[\d〇零○一二三四五六七八九十年月日\s]+[)）\s]*$|^[(（]\d{4}\.\d{1,2}\.\d{1,2}[)）]$"
)

_KINDS: tuple[tuple[re.Pattern[str], ReportKind], ...] = (
    (re.compile("决议"), "决议"),
    (re.compile("的讲话|致辞|开幕词|闭幕词"), "other"),
    (re.compile("提案(?:的)?(?:征集)?(?:和|、)?(?:初步)?审查"), "提案审查报告"),
    (re.compile("提案"), "提案工作报告"),
    (re.compile("(?:常务委员会|常委会|委员会).{0,6}工作.{0,4}报告|工作报告"), "常委会工作报告"),
)
_OF_A_SESSION: tuple[ReportKind, ...] = ("决议", "提案审查报告")
"""Kinds that speak of a session's few days, and of no year."""
_RESOLUTION = re.compile("会议(?:认为|同意|号召|赞同|批准|一致)")
_PROPOSAL_WORK = re.compile("提案(?:工作|办理|质量|督办|者|委|审查|承办)|立案|承办单位|办复")

# 2023年,是全面贯彻…; 2024年是…; 一年来 follows in the same paragraph or the next
_OPENING_YEAR = re.compile(
    r"^(?:[一二三四五六七八九十]、)?(?:过去的)?((?:199|20\d)\d)年(?:度)?(?:来)?(?:[,是]|以(?!来)|(?=共|全|我们|提案|[市县区省州旗]?政协))"
)
# 2020年,市政协常委会工作的总体思路是
_PLANS = re.compile("总体(?:思路|要求)|指导思想|任务是|[协会们](?:将|要)")
OPENING_WORDS = 40
"""Characters of a paragraph in which a plan is recognised as one."""
# 关于2024年提案工作情况的报告
_ABOUT_A_TIME = re.compile("情况|回顾|总结")
# 市政协2025年度提案工作报告; 2024年工作报告 may be that of either year
_OF_A_YEAR = re.compile(r"\d年度(?:常委会|提案)?工作报告")
# 我受常委会委托,向大会报告2018年提案工作情况
_REPORTS_YEAR = re.compile(r"报告((?:199|20\d)\d)年(?:度)?(?!以来)")
# 五年工作回顾, 过去五年的工作, 本届工作回顾
_WHOLE_TERM = re.compile("五年(?:来|的|间)?[^,。]{0,4}(?:工作|回顾|总结|历程)|本届[^,。]{0,6}(?:工作|回顾)|过去五年")


def report(draft: Draft, hints: Hints) -> Report:
    """The stated facts of a draft that was judged a report."""
    title = simplified(title_of(draft, hints))
    body = simplified(narrow("\n".join(p.text for p in draft.paragraphs)))
    lines = tuple(body.split("\n"))
    above = tuple(_SPACE.sub("", line) for line in (*_under_title(draft), *lines[:ABOVE]) if len(line) < 120)
    kind = _kind(title, above, body)
    term, session = _term_and_session(title, above, body)
    where = whereabouts.find(title, above, body, hints.newspaper_place)
    delivered = _delivered_on(above) or _day_in_brackets(title)
    return Report(
        kind=kind,
        place=where.place,
        province=where.province,
        level=where.level,
        term=term,
        session=session,
        speaker=None if kind == "决议" else speaker(_unlabelled(draft, hints)),
        delivered_on=delivered,
        covers_year=None if kind in _OF_A_SESSION else _covers_year(title, lines, delivered),
    )


def _unlabelled(draft: Draft, hints: Hints) -> Draft:
    """Without the byline that a web page calls its author's."""
    return replace(draft, byline=None) if draft.byline == hints.author else draft


def _under_title(draft: Draft) -> tuple[str, ...]:
    """Subtitle and kicker: e-papers set a report's dateline there, outside its body."""
    return tuple(simplified(narrow(line)) for line in (draft.subtitle, draft.kicker) if line)


def _kind(title: str, above: tuple[str, ...], body: str) -> ReportKind:
    """By the title, else by a line under it that names the report, else by what the text speaks of."""
    for line in (title, *filter(_SUBTITLE.match, above)):
        for pattern, kind in _KINDS:
            if pattern.search(line):
                return kind
    if len(_RESOLUTION.findall(body)) >= 2 or any("通过" in line and "会议" in line for line in above):
        return "决议"
    if len(_PROPOSAL_WORK.findall(body)) * 200 >= len(body):
        return "提案工作报告"
    return "常委会工作报告" if re.search("常委会|常务委员会", body) else "other"


def _term_and_session(title: str, above: tuple[str, ...], body: str) -> tuple[int | None, int | None]:
    """From the dateline first, because a report is titled by the term that gives it and delivered to a session."""
    lines = [line for line in above if _SESSION_LINE.search(line)]
    opening = body[:OPENING] if _ADDRESS.search(body[:OPENING]) else ""
    for text in (*lines, title, opening):
        sessions = tuple(dict.fromkeys(_SESSION.findall(text)))
        # A title that names two sessions does not say to which it was delivered.
        if len(sessions) == 1 or (sessions and text is opening):
            return _small(sessions[0][0]), _small(sessions[0][1])
    for text in (title, *lines, *(line for line in above if _TITLE_LINE.match(line) or _SUBTITLE.match(line)), opening):
        if found := _TERM.search(text):
            return _small(found[1]), None
    return None, None


def _small(text: str) -> int | None:
    value = number(text)
    return int(value) if value and 0 < value < 30 else None


def _delivered_on(above: tuple[str, ...]) -> date | None:
    """The day of a line that names the session, else of one that holds a day, or a name and a day."""
    lines = [line for line in above if len(line) <= 90 and not _PAGE_LINE.search(line)]
    of_a_session = [line for line in lines if _SESSION_LINE.search(line)]
    for line in (*of_a_session, *(line for line in lines if _NAME_AND_DAY.match(line) or _ONLY_A_DAY.match(line))):
        days = set(dates.printed_days(line))
        if len(days) == 1:
            return days.pop()
    return None


def _day_in_brackets(text: str) -> date | None:
    """The day of a title's or speaker's (2017年1月8日)."""
    found = _IN_BRACKETS.search(text)
    return dates.printed_day(found[1]) if found else None


def _covers_year(title: str, lines: tuple[str, ...], delivered: date | None) -> int | None:
    """From a heading that looks back, else from the year with which the part before the plans opens.

    A report on a whole term covers no one year; 「2024年工作报告」 may be named for either year and decides nothing.
    """
    lines = tuple(map(dates.arabic_years, lines))
    named = (title,) if _ABOUT_A_TIME.search(title) or _OF_A_YEAR.search(title) else ()
    latest = delivered.year if delivered else dates.LAST_YEAR
    # A session of the first half-year that opens with its own year speaks of what lies ahead.
    past = latest - (delivered is not None and delivered.month < 7)
    address = _REPORTS_YEAR.search("\n".join(lines)[:OPENING])
    years = [year_looked_back_on(line) for line in (*lines, *named)]
    years += [int(address[1])] if address else []
    if not any(_WHOLE_TERM.search(line) for line in (title, *lines) if len(line) <= LONGEST):
        years += [year for line in _until_plans(lines) if (year := _opening_year(line)) and year <= past]
    return next((year for year in years if year is not None and year <= latest), None)


def _until_plans(lines: tuple[str, ...]) -> tuple[str, ...]:
    return lines[: next((i for i, line in enumerate(lines) if looks_ahead(line)), len(lines))]


def _opening_year(line: str) -> int | None:
    found = _OPENING_YEAR.match(line)
    return int(found[1]) if found and not _PLANS.search(line[:OPENING_WORDS]) else None
