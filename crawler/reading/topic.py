"""What an article is: a CPPCC report, related news, or other. The definitions are DESIGN's "Words".

Rules are data (`topic.tsv`): each speaks for or against one topic with a weight, and says why. To their points come
those of the wording, whose weights are learned (`wording.py`): of a fragment without a title it tells more than the
rules. An article without a trace of 政协 is settled before any rule is tried: that is what most of a newspaper is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Literal, cast

from archive.records import Topic
from crawler.reading.model import Draft, Hints
from crawler.reading.signs import narrow
from crawler.reading.wording import UNHEARD, VOICES, Wording, together, wording
from dedupe.script import simplified

Where = Literal["title", "top", "opening", "closing", "headings", "body", "bare", "titled"]

HEARD = 3600
"""Characters of the body that the rules see; of a longer one the first two thirds and the last third of these."""
EDGE = 300
"""Characters of the opening and of the closing."""
SHORT = 45
"""A line up to this long may be a heading or stand above the body."""
MINIMUM = 4.0
"""A report needs at least this much evidence of the rules; news needs less. Half as much again where nothing else names
政协."""
UNSAID = 2.0
"""What speaks for an article being other before any rule is tried."""
MENTIONS = 3
"""Fewer mentions than this in the body, and none in the title, are no news about 政协."""
BRIEF = 400
"""A body shorter than this needs one mention less."""
LEARNED_COUNTS = 6.0
"""A point of the wording in points of the rules. Chosen on the first 180 articles of `topic_unseen` (those named h-),
where 4 to 9 are equally good; the others were only ever judged."""
LEAST = -12.0
"""Rules that lie this far behind say no more by lying further behind. With -8 one unseen resolution was missed, whose
title and body the rules knew, for the links that a portal had put around it."""
LONGEST_TITLE = 80
"""Characters; a longer line that a reader took for a headline is text."""
_VOICES_OF: dict[Topic, tuple[str, ...]] = {
    "report": ("work", "proposals", "resolution"),
    "related": ("related",),
    "other": ("other",),
}
_LIKE: dict[Topic, str] = {"report": "用词如报告", "related": "用词如政协新闻", "other": "用词如其他文章"}

# What every report and every article about 政协 holds, in both scripts.
_TRACES = ("政协", "政協", "提案", "协商", "協商", "民主监督", "民主監督", "视察", "視察", "议政", "議政", "社情民意")
_MEMBER = re.compile("委员(?!会)|委員(?!會)")
_OURS = re.compile("政协|政治协商|提案工作报告")
# What only articles about 政协 say; 各位委员 and 议政 stand in reports that never name it
_MENTION = re.compile(
    "政协(?:委员)?的?提案|政协|提案|界别|界委员|大会发言|各位委员|[位名]委员(?!会)|委员们|议政|文史资料|主席会议|社情民意|民主监督|(?:专题|对口)协商|协商议政|委员(?:履职|讲堂|小组|会客厅)"
)
# 市政协常委会工作报告高屋建瓴, 市政协组织委员视察: one mention that says enough
_SAYS_ENOUGH = re.compile("政协[^。,]{0,10}工作报告|[省市县区州旗]政协(?:组织|开展|举办|召开|牵头)")
# 委员热议…, 提案交办会: a title that is ours where the body says so
_HALF_OURS = re.compile("提案|委员(?!会)")
# 五届三次会议, 提案人, 交办: what stands beside 提案 only where it is a member's
_OUR_PROPOSAL = re.compile("届[一二三四五六七八九十]{1,2}次会议|委员(?!会)|提案[人者]|交办|承办|代表建议")
# ——市政协五届四次会议大会发言, under the title
_LINE_OF_OURS = re.compile("^[—(].{0,30}政协", re.MULTILINE)
# (上接第一版) in the place of a headline
_NO_TITLE = re.compile(r"^(?:[(]?(?:上接|紧接|接|续).*)?$")
# Characters of frequent words here that only traditional text has: 協 會 議 報 務 員 黨 審
_TRADITIONAL = re.compile("[協會議報務員黨審]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The topic, how sure it is (0…1), and the reasons for a person: rules, the strongest first, then the wording."""

    topic: Topic
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Sign:
    """What is looked for and where; several rules may weigh one sign."""

    where: Where
    count: Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    topic: Topic
    weight: float
    reason: str
    sign: _Sign


def judge(draft: Draft, hints: Hints) -> Judgement:
    """Judges one article by its titles, the lines above its body, and its body. Never raises."""
    title, body = _printed(draft, hints)
    if not any(trace in title or trace in body for trace in _TRACES) and not _MEMBER.search(title + body):
        return Judgement(topic="other", score=0.99, reasons=("通篇没有政协",))
    title, body = _in_simplified(title, body)
    places = _places(title, tuple(body.split("\n")), body)
    counts = {sign: sign.count(places[sign.where]) for sign in _signs()}
    found = [(rule, rule.weight * counts[rule.sign]) for rule in _rules()]
    ours = _OURS.search(title) is not None or _LINE_OF_OURS.search(places["top"]) is not None
    said = wording(title, looked_at(body)) if body else UNHEARD
    return _decide([(rule, weight) for rule, weight in found if weight], said, title, body, ours=ours)


def heard(draft: Draft, hints: Hints) -> tuple[str, str]:
    """Title and body as the judgement hears them: narrow signs, and simplified script where it was traditional."""
    return _in_simplified(*_printed(draft, hints))


def _printed(draft: Draft, hints: Hints) -> tuple[str, str]:
    return title_of(draft, hints), narrow("\n".join(p.text for p in draft.paragraphs))


def _in_simplified(title: str, body: str) -> tuple[str, str]:
    if _TRADITIONAL.search(title + body[:EDGE]):
        return simplified(title), simplified(body)
    return title, body


def title_of(draft: Draft, hints: Hints) -> str:
    """Kicker, headline and subtitle without spaces and with narrow signs, | between them; the page's own come first."""
    own = [p.text for p in draft.paragraphs if p.role == "headline"]
    printed = (draft.kicker, draft.headline, draft.subtitle, *(t for t in own if t != draft.headline))
    listed = (hints.kicker, hints.headline, hints.subtitle)
    used = printed if draft.headline or own else (draft.kicker or listed[0], listed[1], draft.subtitle or listed[2])
    return narrow("|".join(_SPACE.sub("", line) for line in used if line and len(line) <= LONGEST_TITLE))


def looked_at(body: str) -> str:
    """What is looked at of a long body: its beginning and its end."""
    return body if len(body) <= HEARD else body[: HEARD * 2 // 3] + "\n" + body[-HEARD // 3 :]


def _decide(found: list[tuple[_Rule, float]], said: Wording, title: str, body: str, *, ours: bool) -> Judgement:
    points: dict[Topic, float] = {"report": 0.0, "related": 0.0, "other": UNSAID}
    for rule, weight in found:
        points[rule.topic] += weight
    if not (ours or _is_about_us(title, body)):
        points["related"] = 0.0
    if points["report"] < (MINIMUM if _MENTION.search(title + body) else 1.5 * MINIMUM):
        points["report"] = min(points["report"], 0.0)
    most = max(points.values())  # so that LEAST is how far the rules let a topic lie behind their own favourite
    for name, voices in _VOICES_OF.items():
        heard = 0.0 if said is UNHEARD else together(said.points[VOICES.index(voice)] for voice in voices)
        points[name] = max(points[name] - most, LEAST) + LEARNED_COUNTS * heard
    topic = max(_VOICES_OF, key=lambda name: (points[name], name != "report"))
    return Judgement(topic=topic, score=_share(points, topic), reasons=_reasons(found, said, topic))


def _is_about_us(title: str, body: str) -> bool:
    """Whether 政协 is what the article is about, and not one among the guests."""
    half_ours = _HALF_OURS.search(title) is not None
    brief = len(body) < BRIEF
    if not (_OURS.search(body) or (half_ours and _OUR_PROPOSAL.search(body))):
        return False
    if brief and _SAYS_ENOUGH.search(body):
        return True
    return len(_MENTION.findall(body)) >= (MENTIONS - 2 if half_ours else MENTIONS - brief)


def _share(points: dict[Topic, float], topic: Topic) -> float:
    """The winner's share, so that a lead of three points is .95."""
    total = sum(math.exp(min(points[name] - points[topic], 0.0)) for name in points)
    return round(min(1 / total, 0.99), 2)


def _reasons(found: list[tuple[_Rule, float]], said: Wording, topic: Topic) -> tuple[str, ...]:
    mine = sorted((f for f in found if f[0].topic == topic), key=lambda f: -f[1])
    reasons = dict.fromkeys(rule.reason for rule, weight in mine if weight > 0)
    loudest = max(range(len(VOICES)), key=said.points.__getitem__)
    if VOICES[loudest] in _VOICES_OF[topic] and (words := said.words(loudest)):
        reasons[f"{_LIKE[topic]}:{'、'.join(words)}"] = None
    return tuple(reasons) or ("没有更强的迹象",)


def _places(title: str, lines: tuple[str, ...], body: str) -> dict[Where, str]:
    short = [i for i, line in enumerate(lines) if len(line) <= SHORT + 20]
    first_long = next((i for i, line in enumerate(lines) if _runs(line)), len(lines))
    top = "\n".join(_SPACE.sub("", line) for line in lines[: min(first_long, 8)])
    start = body.find(lines[first_long]) if first_long < len(lines) else 0
    headings = "\n".join(lines[i] for i in short if len(lines[i]) <= SHORT) + "\n"
    bare = _NO_TITLE.match(title) is not None
    ours = _without_other_committees(looked_at(body))
    return {
        "title": title,
        "top": top,
        "opening": body[max(start, 0) :][:EDGE],
        "closing": body[-EDGE:],
        "headings": headings,
        "body": ours,
        "bare": ours if bare else "",
        "titled": "" if bare else ours,
    }


def _runs(line: str) -> bool:
    """Whether a line is running text, and not a dateline, a speaker or a salutation."""
    return len(line) > SHORT + 20 or (len(line) > SHORT // 2 and line.endswith("。"))


def _without_other_committees(text: str) -> str:
    """The text in which 常委会 is that of 政协: 市委常委会 and 人大常委会 lose the word."""
    return text.replace("委常委会", "委").replace("人大常委会", "人大").replace("人大及其常委会", "接受人大")


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = files("crawler.reading").joinpath("topic.tsv").read_text("utf-8").splitlines()
    return tuple(_rule(row) for row in rows if not row.startswith(("#", "where\t")))


def _rule(row: str) -> _Rule:
    where, topic, weight, how, pattern, reason = row.split("\t")
    sign = _sign(cast(Where, where), how, pattern)
    return _Rule(topic=cast(Topic, topic), weight=float(weight), reason=reason, sign=sign)


@cache
def _signs() -> tuple[_Sign, ...]:
    return tuple(dict.fromkeys(rule.sign for rule in _rules()))


@cache
def _sign(where: Where, how: str, pattern: str) -> _Sign:
    return _Sign(where, _counter(how, pattern))


def _counter(how: str, pattern: str) -> Callable[[str], int]:
    if how == "re":
        search = re.compile(pattern).search
        return lambda text: 1 if search(text) else 0
    least, _, most = how.removeprefix("any:").rpartition("-")
    return partial(_count, tuple(pattern.split("|")), int(least or 1), int(most))


def _count(words: tuple[str, ...], least: int, most: int, text: str) -> int:
    found = sum(word in text for word in words)
    return min(found, most) if found >= least else 0
