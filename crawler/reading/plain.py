"""A sentence told plainly, so that each value stands beside its name and no other: for `mentions.py`.

Numbers in characters become figures, a value that is left behind goes (由92%降至85%), a row of names and a row of
values (分别为) become pairs.
"""

from __future__ import annotations

import re

from crawler.reading.numerals import HANZI, number

# 四百三十余件, 二百零一件; no part of 第十二件
_SPELLED = re.compile(rf"(?<![第届\d.几数{HANZI}])[{HANZI}]+(?=(?:余|多)?(?:人次|[件份条篇期]))")
# 百分之九十八点五, 百分百
_SPELLED_SHARE = re.compile(r"百分之(?:百|[零〇一二三四五六七八九十百点]+|\d+(?:\.\d+)?)|百分百")
_FALLS_OR_RISES = "(?:提高|提升|上升|增长|增加|增|降低|下降|降|减少|调整|变|升|压减|精简|回落)"
_GOES: tuple[tuple[re.Pattern[str], str], ...] = (
    # “加强停车场建设”, 提案原件: signs and words that say nothing of a number
    (re.compile("[“”‘’「」『』]|(?<=提案)原件"), ""),
    # 办复率、满意率“两率”均达到100%
    (re.compile("(?<=率)[两三四]率(?=均|都|全|达)"), ""),
    # 分别由上年的98%和93%提高到100%和96%
    (re.compile("分别[由从][^,;。]*?(?:提高|提升|上升|增加|下降|降低|降|增)(?:到|至|为)"), "分别达到"),
    # 首次突破500件,达到512件
    (re.compile(r"(?:首次)?(?:突破|超过)\d+[件条份篇](?:大关)?,(?=达到?)"), ""),
    # 同比分别提高0.3和0.8个百分点,分别达到100%和99.4%
    (re.compile(rf",?(?:同比|比上年)?分别{_FALLS_OR_RISES}[^,;。]{{1,12}}个百分点,(?=分别)"), ""),
    # 立案率由2022年的92%降至85%
    (
        re.compile(
            rf"[由从][^,;。%]{{0,16}}?\d(?:%|[件条份篇家个次场期项名])[^,;。\d]{{0,4}}?{_FALLS_OR_RISES}(?:到|至|为)"
        ),
        "达到",
    ),
    # 满意率比上年提高1.2个百分点,达到98.7%
    (
        re.compile(rf"[比较][^,;。%]{{2,10}}{_FALLS_OR_RISES}了?[\d.]+(?:个百分点|%|件|条)[,、]?(?=[达降升增至为])"),
        "",
    ),
    # 民生类提案约占四成,达到149件
    (re.compile("(?:约|近)?占[^,;。]{0,8}(?:成|半|分之[一二三四五六七八九十])[多强]?[,、]?(?=达到?)"), ""),
    # 是2019年的1.1倍, 与上年持平
    (re.compile(r"(?:是|为)[^,;。]{2,8}的[\d.]+倍,?"), ""),
    (re.compile(r"[与同和](?:上年|去年|\d{4}年)[^,;。\d]{0,6}(?:相比|持平|相当),?"), ""),
    # 各类提案(含联名提案)446件, but 各县(市、区)政协
    (re.compile(r"\((?![市县区州旗盟、]+\))[^()\d]{0,24}\)"), ""),
)
# 委员提案、集体提案分别为298件、83件; 办复率、满意率分别达到100%和98.5%
_RESPECTIVELY = re.compile(
    r"(?P<names>(?:[^\W\d_和及与]{2,16}[、和及与])+[^\W\d_和及与]{2,16}?),?(?:全部|各)?分别"
    r"(?:为|有|是|实现|保持|提高|提升|上升)*(?:达到?|到|至|在)?(?P<values>(?:[\d.]+[件份条篇%次场项][、,和及与]*){2,})"
)
_LIST_SIGN = re.compile("[、和及与,]+")


def plainly(sentence: str) -> str:
    """The sentence as a list of names with their values."""
    sentence = _SPELLED_SHARE.sub(_share, _SPELLED.sub(_figures, sentence))
    for pattern, instead in _GOES:
        sentence = pattern.sub(instead, sentence)
    return _paired(sentence) if "分别" in sentence else sentence


def _figures(spelled: re.Match[str]) -> str:
    value = number(spelled[0])
    return spelled[0] if value is None else f"{value:.0f}"


def _share(spelled: re.Match[str]) -> str:
    value = 100.0 if spelled[0] == "百分百" else number(spelled[0])
    return spelled[0] if value is None else f"{value:g}%"


def _paired(sentence: str) -> str:
    match = _RESPECTIVELY.search(sentence)
    if match is None:
        return sentence
    names = [name for name in _LIST_SIGN.split(match["names"]) if name]
    values = [value for value in _LIST_SIGN.split(match["values"]) if value]
    if len(names) < len(values):
        return sentence
    pairs = ",".join(name + value for name, value in zip(names[-len(values) :], values, strict=True))
    return sentence[: match.start()] + pairs + "," + sentence[match.end() :]
