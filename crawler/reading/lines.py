"""What a block is by its own words, before its neighbours are asked: furniture, a dateline, a title, a torn end."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from crawler.reading.model import Block
from crawler.reading.numbering import Mark, mark
from crawler.reading.signs import narrow
from crawler.reading.standing import standing

Kind = Literal[
    "breadcrumb", "furniture", "editors", "stamp", "credit", "caption", "agency", "byline", "dateline", "salutation",
    "title", "name", "short", "body", "mark",
]  # fmt: skip

_PAGE = r"\s*第?\s*([A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s*版[^)\uff09\u3011\]]{0,12}[)\uff09\u3011\]]?"
# (上接第一版) (上接A1版) (紧接第2版)
CONTINUED_FROM = re.compile(rf"^\s*(?:[(\uff08\u3010\[]\s*)?(?:上接|紧接|接|续){_PAGE}")
# (下转第四版) (下转A4版·要闻)
CONTINUED_ON = re.compile(rf"(?:[(\uff08\u3010\[]\s*)?(?:下转|紧转|转){_PAGE}\s*$")
# …工作报告(摘要), …情况的报告, …的决议, …公报: what documents are called
DOCUMENT = re.compile(
    r"(?:报告|决议|决定|公报|公告|通报|讲话|致辞|开幕词|闭幕词|建议书|名单|议程|日程)"
    r"\s*(?:[((【][^))】]{1,12}[))】])?$"
)
# 工作回顾, 2024年提案工作安排, 提案工作的主要做法: what reports call their sections
HEADING = re.compile(
    r"^(?:\d{4}年|今年|过去|五年来|一年来|下一步)[^,:]{0,18}$|(?:工作|情况|回顾|总结|安排|任务|思路|做法|部署|打算|建议|要求|目标|体会|经验|成效|问题|举措|措施|展望|成绩|特点)$"
)
# 附:重点提案目录, 序号 提案号 案由: what stands behind a report and belongs to it
ANNEX = re.compile(r"(?:附[::件表录]|名词解释|相关名词|序号 ).{0,40}$|附$|[^。,]{2,12}目录$")
# …高质量发展。(本报记者 某某某) 。(据新华社): an article's last words
SIGNED = re.compile(
    r"[。!?”][((](?:[^()]{0,6}(?:记者|通讯员|作者|撰稿)[^()。]{1,24}|据[^()。]{2,16}|[^()。]{2,8}(?:综合|整理|供稿))[))]$"
)
# 各位委员,让我们…而努力奋斗! 同志们,… 预祝大会圆满成功! : how whoever speaks at a meeting closes
FAREWELL = re.compile(r"^(?:(?:各位(?:委员|代表|同志)|同志们),.*(?:让我们|将).*|预祝.{2,20}成功)[。!]$")
# 【聚焦中心任务,资政建言有为】: what stands wholly in brackets is not cut off
BRACKETED = re.compile(r"[【〖\[][^【】〖〗\[\]]*[】〗\]]")
# 2025 年 1 月 8 日, 第 3 版, 收到提案 215 件
SET_APART = re.compile(
    r"(?<=\d) (?=[年月日届次版件条份篇期个名人])|(?<=[年月第]) (?=\d)"
    r"|(?<=[\u4e00-\u9fff]) (?=\d+ ?[年月日届次版件条份篇期个名人])"
)
# 苏某某, 李 某, 某某·某某: a name that stands alone
NAME = re.compile(r"^[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff·]){1,3}$")
# (新华社北京3月4日电, 本报讯(记者 某某): how a news article opens
LEAD = re.compile(r"^(?:本报|据|新华社|中新社|中新网|人民网)[^。,]{0,16}?(?:讯|电|报道)(?=[\s(,:]|[\u4e00-\u9fff])")
# 市人大常委会主任 某某某: who spoke, with the post
POST = re.compile(
    r"^[^。,]{2,18}(?:主任|主席|市长|州长|盟长|县长|区长|旗长|省长|院长|检察长|书记|秘书长|会长)\s+([\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff·]{1,3})$"
)
# 共商大计谱新篇——某某; 天气提醒:大风降温; 智汇某地 才聚某山: how headlines are built, and headings of reports are not
HEADLINE = re.compile(r".——|^(?!各位|同志)[^:]{2,8}[::][^:]{4,}|[?!]$|^[\u4e00-\u9fff“”]{4,9} [\u4e00-\u9fff“”]{4,9}$")
TERMINAL = frozenset("。!?…;:!?;:.~")
CLOSING = "”’』」》))】"
LONGEST_TITLE = 70
LONGEST_HEADING = 42
SHORTEST_CUT = 12
"""Characters of a torn paragraph that a column shows at least."""
LIKE_A_HEADLINE = 1.0
"""Log odds from which a line that ends as headings do is a headline."""
CUT = 1.0
"""Log odds from which a short line is cut off and no heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A block with what its own words say. `plain` is in NFKC and simplified, without the page mark."""

    block: Block
    plain: str
    kind: Kind
    mark: Mark | None = None
    torn: bool = False
    """It ends inside a sentence, or may do so."""
    headline: bool = False
    """A short line built as headlines are."""
    soft: bool = False
    """A short line without a stop: a heading, or the few words of a torn paragraph that stood at a column's end."""
    continued_from: str | None = None
    continued_on: str | None = None
    document: bool = False
    """Called what documents are called: …工作报告(摘要)."""
    heading: bool = False
    """A short line that names a section as reports do: 2024年工作安排."""
    lead: bool = False
    signed: bool = False
    """It closes with (本报记者 …), or with 各位委员,让我们…, and so closes its article."""
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of `lines.tsv`."""

    kind: Kind
    pattern: re.Pattern[str]
    reason: str


@cache
def rules() -> tuple[Rule, ...]:
    """The rows of `lines.tsv`, in their order."""
    text = files("crawler.reading").joinpath("lines.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Rule(kind=kind, pattern=re.compile(regex), reason=reason) for kind, regex, reason in rows)  # type: ignore[arg-type]


def half_width(text: str) -> str:
    """NFKC without the spaces that justify a line or set figures apart: 李　波 → 李 波, 2025 年 1 月 → 2025年1月.

    NFKC looks at each character's tables unless the text is in it already, as most are once their signs are narrow.
    """
    return SET_APART.sub("", " ".join(unicodedata.normalize("NFKC", narrow(text).replace("…", "...")).split()))


def line(block: Block, simplified: str, *, listed: bool = False) -> Line:
    """What the block is by its own words; `simplified` is its text in simplified characters.

    `listed` says that it is one of several points, so that its ▲ is no caption's.
    """
    plain = half_width(simplified)
    came = CONTINUED_FROM.match(plain)
    went = CONTINUED_ON.search(plain) if "转" in plain else None
    plain = plain[came.end() if came else 0 : went.start() if went else None].strip()
    rule = next((rule for rule in rules() if rule.pattern.search(plain)), None) if plain and not listed else None
    found = mark(plain)
    kind: Kind = rule.kind if rule else _kind(plain, found, block) if plain else "mark"
    cut = kind == "short" and found is None and _is_cut(plain)
    return Line(
        block=block,
        plain=plain,
        kind=kind,
        mark=found,
        torn=kind in ("body", "short")
        and block.tag != "tr"
        and (ends_torn(plain) or (went is not None and not _closed(plain))),
        headline=kind == "short" and found is None and not cut and bool(HEADLINE.search(plain)),
        soft=kind == "short" and not ends_torn(plain) and (cut or could_be_torn(plain)),
        continued_from=came[1] if came else None,
        continued_on=went[1] if went else None,
        document=kind == "title" and bool(DOCUMENT.search(plain)),
        heading=kind == "short" and not cut and (found is not None or _names_a_section(plain)),
        lead=bool(LEAD.match(plain)),
        signed=_is_signed(plain) or bool(FAREWELL.match(plain)),
        reason=rule.reason if rule else None,
    )


def _names_a_section(plain: str) -> bool:
    """2024年工作安排; not …召开八届七次全会 部署新年任务, which tells what happened."""
    if BRACKETED.fullmatch(plain) or ANNEX.match(plain):
        return True
    return HEADING.search(plain) is not None and standing(plain).headline < LIKE_A_HEADLINE


def _kind(plain: str, found: Mark | None, block: Block) -> Kind:
    if _is_name(plain):
        return "name"
    if block.tag == "tr" or _closed(plain) or "。" in plain or len(plain) > LONGEST_TITLE:
        return "body"
    document = DOCUMENT.search(plain) and len(plain) >= 6 and not ANNEX.match(plain)
    if not found and (document or block.tag in ("h1", "h2")):
        return "title"
    return "short" if len(plain) <= LONGEST_HEADING else "body"


def _is_name(plain: str) -> bool:
    """李 某, 欧阳某某, 市长 李某; not 工作回顾, which is a heading."""
    if post := POST.match(plain):
        return _is_name(post[1])
    if not NAME.match(plain) or HEADING.search(plain):
        return False
    spaced = " " in plain and len(plain.replace(" ", "")) <= 3
    return spaced or plain[0] in surnames() or plain[:2] in surnames()


@cache
def surnames() -> frozenset[str]:
    """Family names, of one character or two."""
    text = files("crawler.reading").joinpath("surnames.tsv").read_text("utf-8")
    rows = [row for row in text.splitlines() if not row.startswith("#")]
    return frozenset(name for row in rows for name in (row.split() if " " in row else row))


def _is_cut(plain: str) -> bool:
    """2013年是贯彻落实党的十八, which could be a heading: the few words of a paragraph that its column ends with."""
    return len(plain) >= SHORTEST_CUT and not BRACKETED.fullmatch(plain) and standing(plain).cut > CUT


def could_be_torn(plain: str) -> bool:
    """Whether a short line can be a part of a sentence: it has a comma or is rather long, and no sign of a title."""
    if len(plain) < SHORTEST_CUT or "——" in plain or BRACKETED.fullmatch(plain):
        return False
    return len(plain) >= 24 or re.search(r"[,、].|:.", plain) is not None


def _closed(plain: str) -> bool:
    """Whether the end is the end of a sentence, also inside quotes: …意义。” …发展。(本报记者 某某某)"""
    if _is_signed(plain):
        return True
    bare = plain.rstrip(CLOSING)
    return bool(bare) and bare[-1] in TERMINAL


def _is_signed(plain: str) -> bool:
    return plain.endswith(")") and SIGNED.search(plain) is not None


def ends_torn(plain: str) -> bool:
    """Whether the end stands inside a sentence; a short line without a stop may be a heading instead."""
    if not plain or _closed(plain) or BRACKETED.fullmatch(plain):
        return False
    if plain[-1] in ",、,(《“" or "。" in plain or ";" in plain:
        return True
    return len(plain) > LONGEST_HEADING
