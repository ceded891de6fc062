"""Invented paragraphs in the style of CPPCC reports, for the benches and the properties. Every place is fictional.

A generated archive repeats itself as real ones do: a share of the paragraphs is printed again, some of those in another
typesetting, some with one figure changed (another year, another city), and formulae return with new figures throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

PLACES = ("临溪市", "江陵州", "云岭市", "北泽县", "青石区", "望川市", "南浦县", "白河新区", "松原岭市", "海塘县")
BODIES = (
    "市政协常委会",
    "各专门委员会",
    "政协党组",
    "提案委员会",
    "各民主党派和工商联",
    "住市委员",
    "各界别委员",
    "承办单位",
)
THEMES = (
    *(
        "产业升级",
        "乡村振兴",
        "营商环境",
        "水源保护",
        "老城改造",
        "养老服务",
        "托育服务",
        "文旅融合",
        "人才引进",
        "物流枢纽",
    ),
    *(
        "中医药传承",
        "校园安全",
        "公共交通",
        "生态修复",
        "数字治理",
        "专业镇建设",
        "小微企业融资",
        "科技创新",
        "社区食堂",
    ),
)
ACTS = (
    "开展专题调研",
    "召开协商座谈会",
    "组织委员视察",
    "提出对策建议",
    "形成调研报告",
    "推动办理落实",
    "跟踪督办重点提案",
)
ENDS = (
    *("得到市委充分肯定", "转化为部门工作措施", "有关建议被采纳吸收", "取得良好社会效果", "为科学决策提供了参考"),
    *("进一步凝聚了思想共识", "受到委员和群众好评", "问题得到有效解决", "为高质量发展贡献了政协力量"),
)
MANNERS = (
    "紧扣中心任务",
    "聚焦民生关切",
    "坚持问题导向",
    "发挥专门协商机构作用",
    "突出团结和民主两大主题",
    "注重协同联动",
)
CHARACTERS = (
    "民生产业改革建设发展协商监督委员履职服务群众基层治理文化教育医疗卫生住房交通水利农村城市环境绿色科技创新人才"
    "企业市场开放合作统战团结联谊侨务宗教民族青年妇女就业社保养老旅游非遗品牌园区项目投资金融数据平台网络安全法治"
)
DETAILS = (
    *(
        "推进{}{}，完善{}{}机制",
        "深入{}{}一线，了解{}{}情况",
        "以{}{}带动{}{}",
        "把{}{}同{}{}结合起来",
        "加强{}{}和{}{}",
    ),
    *("就{}{}同{}{}部门面对面交流", "为{}{}和{}{}建言献策", "梳理{}{}清单，破解{}{}难题"),
)
FORMULAE = (
    "{place}政协{term}次会议以来，共收到提案{n}件，经审查立案{m}件，其中委员提案{k}件、集体提案{j}件，办复率{p}%。",
    "{year}年，{place}政协共编报社情民意信息{n}篇，其中{m}篇被采用，{k}篇得到领导批示。",
    "一年来，{place}政协组织调研视察{j}次，参加委员{n}人次，提出意见建议{m}条，采纳率达到{p}%。",
    "{year}年{month}月，{place}政协围绕{theme}召开专题协商会议，{j}名委员发言，提出建议{k}条。",
)
SHORT = ("各位委员：", "一、工作回顾", "二、主要做法", "以上报告，请予审议。", "三、下一步工作安排")


def _figures(dice: Random) -> dict[str, object]:
    return {
        "place": dice.choice(PLACES),
        "term": dice.choice("一二三四五"),
        "year": dice.randrange(2008, 2026),
        "month": dice.randrange(1, 13),
        "n": dice.randrange(200, 900),
        "m": dice.randrange(100, 200),
        "k": dice.randrange(20, 100),
        "j": dice.randrange(3, 40),
        "p": f"{dice.randrange(850, 1000) / 10}",
        "theme": dice.choice(THEMES),
    }


def _word(dice: Random) -> str:
    """A compound of two characters: some 10,000 of them, so that sentences are as various as real ones."""
    return dice.choice(CHARACTERS) + dice.choice(CHARACTERS)


def _detail(dice: Random) -> str:
    return dice.choice(DETAILS).format(_word(dice), _word(dice), _word(dice), _word(dice))


def _clause(dice: Random) -> str:
    words = [dice.choice(MANNERS), "，", dice.choice(BODIES), "围绕", dice.choice(THEMES), dice.choice(ACTS)]
    if dice.random() < 0.5:
        words.append(f"{dice.randrange(2, 600)}{dice.choice(('次', '件', '条', '人次', '项', '篇'))}")
    return "".join((*words, "，", _detail(dice), "，", dice.choice(ENDS)))


def sentence(dice: Random) -> str:
    """A new sentence of 40 to 80 characters."""
    return _clause(dice) + dice.choice("。。。；")


def paragraph(dice: Random) -> str:
    """A new paragraph: 20 to 400 characters, a formula now and then, seldom a short line."""
    if dice.random() < 0.05:
        return dice.choice(SHORT)
    if dice.random() < 0.15:
        return dice.choice(FORMULAE).format(**_figures(dice))
    start = dice.choice(("", "", "", "一是", "　　", "一、", "（二）", f"{dice.randrange(2008, 2026)}年，"))
    latin = dice.choice(("", "", "", "", "", "", "", "", "", "依托“智慧政协”APP，"))
    return start + latin + "".join(sentence(dice) for _ in range(min(7, 1 + int(dice.expovariate(0.55)))))


_FIGURES = re.compile(r"[0-9.]+")
_WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")


def reset(dice: Random, text: str) -> str:
    """The same words in another typesetting: the canonical form must not differ."""
    match dice.randrange(6):
        case 0:
            return "　　" + text
        case 1:
            return text.translate(_WIDE)
        case 2:
            return text.replace("，", ",").replace("；", ";")
        case 3:
            return text[:3] + "\u200b" + text[3:]
        case 4:
            return _FIGURES.sub(r" \g<0> ", text)
        case _:
            return text.removesuffix("。")


def changed(dice: Random, text: str) -> str:
    """The same words with one figure or one clause changed: never the same paragraph, often a near-duplicate."""
    digits = [at for at, char in enumerate(text) if char in "123456789"]
    if digits and dice.random() < 0.7:
        at = dice.choice(digits)
        return text[:at] + dice.choice([other for other in "123456789" if other != text[at]]) + text[at + 1 :]
    return text.replace(dice.choice(THEMES), dice.choice(THEMES)) + dice.choice(ENDS) + "。"


def paragraphs(n: int, seed: int = 1, repeats: float = 0.25) -> Iterator[str]:
    """`n` paragraphs; a share of `repeats` of them goes back to an earlier one: as it was, reset, or changed."""
    dice = Random(seed)
    printed: list[str] = []
    for _ in range(n):
        if printed and dice.random() < repeats:
            again = dice.choice(printed)
            turn = dice.random()
            yield again if turn < 0.5 else reset(dice, again) if turn < 0.75 else changed(dice, again)
            continue
        text = paragraph(dice)
        if len(printed) < 200_000:
            printed.append(text)
        yield text
