"""Numbers with a unit in a sentence, each with the words around it: 立案提案381件, 381件予以立案.

The sentence is one that `plain.py` has told plainly. The nearest words say best what a number counts; `counted.py`
judges them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.reading.numerals import HANZI, NUMBER, number

_UNIT = "人次|件次|场次|家次|件|份|条|篇|期|%|个百分点|个|家|名|人|位|次|场|项|倍"
# 461件, 1800余条, 96.7%, 2.1万人次; no part of 六届二次会议, 第12次, and not 一个, 一次办结
_MENTION = re.compile(
    rf"(?<![第届\d.{HANZI}])(?!一[个项位名次场家人]|二次[办答复])(?P<n>{NUMBER})(?:余|多)?(?P<unit>{_UNIT})"
)
_SIGN = re.compile("[,;:。!?()]")
_PART_END = re.compile("[;:。!?()]")
_JOINED = "、和及与“”’‘—-"
# 共计约461件, 达到100%: words that say nothing of what is counted
_ROUNDING = re.compile(
    "(?:约|近|仅有?|只有|又|达到|达|为|有|是|超过|超|逾|多达|共计|共|也|均|都|已|了|在|实现|保持|:)+$"
)
_NOUN = re.compile(
    "提案|议案|建议|意见|社情民意|信息|来稿|稿件|线索|题目|选题|发言|报告|来信|信件|活动|文章|材料|专报|简报|案件|实事|项目|论文|作品|课题"
)
_NEAR = 8
"""Characters after a number in which the noun that it counts stands."""


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
        value = number(match["n"])
        lead = _lead(sentence[last : match.start()])
        tail = _tail(sentence[match.end() : following], whole=following is None)
        if value is not None:
            yield Mention(
                sentence=sentence,
                start=match.start(),
                end=match.end(),
                value=value,
                unit=match["unit"],
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
