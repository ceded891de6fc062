"""Numbers with a unit in a sentence, each with the words around it: 立案提案381件, 381件予以立案.

A sentence is first told plainly: 「由92%降至85%」 keeps the value that it ends with, 「分别为」 gives each name its
value, brackets without a number go. The nearest words say best what a number counts; `counted.py` judges them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.reading.numerals import HANZI, NUMBER, number

_UNIT = "人次|件次|场次|家次|件|份|条|篇|期|%|个百分点|个|家|名|人|位|次|场|项|倍"
# 461件, 1800余条, 百分之九十六点七, 2.1万人次; no part of 六届二次会议, 第12次, and not 一个, 一次办结
_MENTION = re.compile(
    rf"(?<![第届\d.{HANZI}])(?!一[个项位名次场家人]|二次[办答复])(?:(?P<n>{NUMBER})(?:余|多)?(?P<unit>{_UNIT})"
    "|(?P<percent>百分之[零〇一二三四五六七八九十百点]+|百分之百|百分百))"
)
_SIGN = re.compile("[,;:。!?()]")
_PART_END = re.compile("[;:。!?()]")
_JOINED = "、和及与“”’‘—-"
# 共计约461件, 达到100%: words that say nothing of what is counted
_ROUNDING = re.compile(
    "(?:约|近|仅有?|只有|又|达到|达|为|有|是|超过|超|逾|多达|共计|共|也|均|都|已|了|在|实现|保持|“|:)+$"
)
_NOUN = re.compile(
    "提案|议案|建议|意见|社情民意|信息|线索|题目|选题|发言|报告|来信|信件|活动|文章|材料|专报|简报|案件|实事|项目|论文|作品|课题"
)
_NEAR = 8
"""Characters after a number in which the noun that it counts stands."""

# 委员提案、集体提案分别为298件、83件; 办复率、满意率分别达到100%和98.5%
_RESPECTIVELY = re.compile(
    r"(?P<names>(?:[\u4e00-\u9fff“”]{2,16}[、和及与])+[\u4e00-\u9fff“”]{2,16}?)(?:,)?(?:全部|各)?分别(?:为|有|是|实现|保持|提高|提升|上升)*"
    r"(?:达到?|到|至|在)?(?P<values>(?:[\d.]+[件份条篇%次场项][、,和及与]*){2,})"
)
# 立案率由2022年的92%降至85%: the value that is left behind
_FROM = re.compile(
    r"[由从][^,;。%]{0,16}?\d(?:%|[件条份篇家个次场期项名])[^,;。\d]{0,4}?"
    "(?:提高|提升|上升|增长|增加|增|降低|下降|降|减少|调整|变|升|压减|精简|回落)(?:到|至|为)"
)
# 分别由上年的98%和93%提高到100%和96%, 首次突破500件,达到512件
_FROM_EACH = re.compile("分别[由从][^,;。]*?(?:提高|提升|上升|增加|下降|降低|降|增)(?:到|至|为)")
_PAST = re.compile(r"(?:首次)?(?:突破|超过)\d+[件条份篇](?:大关)?,(?=达到?)")
# 满意率比上年提高1.2个百分点,达到98.7%: by how much
_BY = re.compile(
    r"[比较][^,;。%]{2,10}(?:提高|提升|上升|增长|增加|下降|降低|减少|增|降|减)了?[\d.]+(?:个百分点|%|件|条)[,、]?(?=[达降升增至为])"
)
# 是2019年的1.1倍, 与上年持平: beside what
_BESIDE = re.compile(
    r"(?:是|为)[^,;。]{2,8}的[\d.]+倍,?|[与同和](?:上年|去年|\d{4}年)[^,;。\d]{0,6}(?:相比|持平|相当),?"
)
# “加强停车场建设”, 提案原件: signs and words that say nothing of a number
_QUOTES = re.compile("[“”‘’「」『』]|(?<=提案)原件")
# 民生类提案约占四成,达到149件
_SHARE = re.compile("(?:约|近)?占[^,;。]{0,8}(?:成|半|分之[一二三四五六七八九十])[多强]?[,、]?(?=达到?)")
_EMPTY_BRACKETS = re.compile(r"\((?![市县区州旗盟、]+\))[^()\d]{0,24}\)")
_LIST_SIGN = re.compile("[、和及与,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A number with its unit: where it stands, what leads to it and what follows it up to the next sign or number."""

    sentence: str
    start: int
    end: int
    value: float
    unit: str
    lead: str
    tail: str
    noun: str | None


def mentions(sentence: str, heard: str = "") -> Iterator[Mention]:
    """Every number of a plainly told sentence that has a unit; `heard` is what the paragraph said before."""
    found = tuple(_MENTION.finditer(sentence))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found[1:]), None]
    for match, last, following in zip(found, ends, starts, strict=False):
        value = number(match["percent"] or match["n"])
        lead = _lead(sentence[last : match.start()])
        tail = _tail(sentence[match.end() : following], whole=following is None)
        if value is not None:
            yield Mention(
                sentence=sentence,
                start=match.start(),
                end=match.end(),
                value=value,
                unit="%" if match["percent"] else match["unit"],
                lead=_ROUNDING.sub("", lead),
                tail=tail,
                noun=_noun(lead, tail, heard + sentence[: match.start()], heard + sentence),
            )


def _lead(before: str) -> str:
    """What leads to a number in its part of the sentence, or in the part before where that says nothing: …提案,达…"""
    parts = _SIGN.split(before)
    filled = (part for part in reversed(parts[-2:]) if _ROUNDING.sub("", part))
    return next(filled, parts[-1]).lstrip(_JOINED) if parts[-1] else ""


def _tail(after: str, *, whole: bool) -> str:
    """What follows up to the end of its part of the sentence, without the lead of a next number.

    420条|被省政协采用68条, 83件集体提案|、334件委员提案, 461件提案|立案381件
    """
    part = _PART_END.split(after)[0]
    if whole or len(part) < len(after):
        return part.rstrip(",、")
    noun = _NOUN.search(part[:_NEAR])
    kept = max(
        part.rfind(","), part.rfind("、"), noun.end() if noun and not re.search("[,、]", part[: noun.end()]) else 0
    )
    return part[:kept].rstrip(",、")


def _noun(lead: str, tail: str, before: str, told: str) -> str | None:
    """What is counted: named after the number, in its lead, or last before."""
    after = _NOUN.search(_SIGN.split(tail[:_NEAR])[0])
    if after and not re.match("[,提]?(?:转|作|列|按|以)", tail):
        return after[0]
    named = _NOUN.findall(lead) or _NOUN.findall(before)
    if named and named[-1] == "信息" and "社情民意" in told:
        return "社情民意"
    return named[-1] if named else None


def plainly(sentence: str) -> str:
    """The sentence without values that are left behind, and where it says 分别, with each name beside its value."""
    sentence = _PAST.sub("", _FROM_EACH.sub("分别达到", _QUOTES.sub("", sentence)))
    sentence = _FROM.sub("达到", sentence)
    sentence = _EMPTY_BRACKETS.sub("", _BESIDE.sub("", _BY.sub("", _SHARE.sub("", sentence))))
    match = _RESPECTIVELY.search(sentence) if "分别" in sentence else None
    if match is None:
        return sentence
    names = [name for name in _LIST_SIGN.split(match["names"]) if name]
    values = [value for value in _LIST_SIGN.split(match["values"]) if value]
    if len(names) < len(values):
        return sentence
    pairs = ",".join(name + value for name, value in zip(names[-len(values) :], values, strict=True))
    return sentence[: match.start()] + pairs + "," + sentence[match.end() :]
