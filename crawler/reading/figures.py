"""The figures that a report states of its own year: one value a name, with its unit, its year and its sentence.

Rules are data (`figures.tsv`); whose figure a number is stands in `whose.py`. What comes after a heading that looks
ahead (2024年工作任务) is a plan and gives no figure. Themes are named `proposals_theme:经济`, by the report's own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archive.records import Figure, Report
from crawler.reading import themes, whose
from crawler.reading.model import DraftParagraph
from crawler.reading.numerals import NUMBER, number
from crawler.reading.sections import looks_ahead, looks_back
from crawler.reading.signs import narrow
from dedupe.script import simplified

THEME = "proposals_theme"

_VALUE = rf"(?:约|近|达到?|超过|超|逾|多达|为)?(?P<n>{NUMBER})(?:余|多)?"
_PERCENT = (
    r"(?:也|均|都|已|提高到?|提升到?|提升至|达到?|为|是|实现|保持|在|到|了|:|“)*"
    r"(?P<n>(?:100|\d{1,2})(?:\.\d+)?(?=%)|百分之百|百分之[零〇一二三四五六七八九十点]+)"
)
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]?[”』」]?")
# A sentence without any of these states no figure.
_COUNTED = re.compile(r"\d|[一二三四五六七八九十百千两][件条篇份余]|全部|所有|均已|百分之")
# 委员提案、集体提案分别为298件、83件; 办复率、满意率分别达到100%和98.5%
_RESPECTIVELY = re.compile(
    r"(?P<names>(?:[\u4e00-\u9fff]{2,10}[、和及与])+[\u4e00-\u9fff]{2,10}?)分别(?:为|有|达到?|是)?"
    r"(?P<values>(?:[\d.]+[件份条篇%][、,和及与]?){2,})"
)
# 立案率由2022年的92%降至85%: the value that is left behind
_FROM = re.compile(
    r"[由从][^,;。%]{0,16}?\d(?:%|[件条])[^,;。\d]{0,4}?"
    "(?:提高|提升|上升|增长|增加|增|降低|下降|降|减少|调整|变)(?:到|至|为)"
)
# 满意率比上年提高1.2个百分点,达到98.7%: by how much
_BY = re.compile(r"[比较][^,;。%]{2,10}(?:提高|提升|上升|增长|增加|下降|降低|减少)了?[\d.]+个百分点[,、]?")
# 收到各类提案(含联名提案)446件
_WITH = re.compile(r"\((?:含|包括)[^()\d]*\)")
_LIST_SIGN = re.compile("[、和及与,]")
_AFTER_ALL = 10
"""Added to the rank of a sum over years: a figure of the year itself is kept before it."""
_NOT_RUNNING = ("headline", "dateline", "speaker", "byline")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    name: str
    unit: str
    rank: int
    needs: str
    context: re.Pattern[str] | None
    pattern: re.Pattern[str]
    value: float | None
    of: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence stands, and who speaks in it."""

    index: int
    paragraph: str
    evidence: str
    owner: whose.Owner
    report: Report


@dataclass(frozen=True, slots=True)
class _Found:
    rank: int
    figure: Figure


def figures(paragraphs: tuple[DraftParagraph, ...], report: Report) -> tuple[Figure, ...]:
    """The report's own figures in the order of its text, each name once."""
    best: dict[str, _Found] = {}
    for place, sentence in _sentences(paragraphs, report):
        for found in _in_sentence(sentence, place):
            held = best.get(found.figure.name)
            if held is None or found.rank < held.rank:
                best[found.figure.name] = found
    return tuple(sorted((found.figure for found in best.values()), key=lambda figure: figure.paragraph))


def _sentences(paragraphs: tuple[DraftParagraph, ...], report: Report) -> Iterator[tuple[_Place, str]]:
    owner = whose.owner(paragraphs, report.level)
    ahead = False
    for index, paragraph in enumerate(paragraphs):
        ahead = looks_ahead(paragraph.text) or (ahead and not looks_back(paragraph.text))
        if ahead or paragraph.role in _NOT_RUNNING:
            continue
        text = _plain(paragraph.text)
        for match in _SENTENCE.finditer(text):
            if _COUNTED.search(match[0]):
                evidence = paragraph.text[match.start() : match.end()].strip()
                place = _Place(index, text, evidence, owner, report)
                yield from ((place, variant) for variant in _variants(match[0]))


def _plain(printed: str) -> str:
    """Narrow signs and simplified script for the rules, as long as the printed text, so that positions hold."""
    text = narrow(simplified(printed))
    return text if len(text) == len(printed) else narrow(printed)


def _variants(sentence: str) -> tuple[str, ...]:
    """The sentence without values that are left behind; where it says 分别, with each name beside its value."""
    sentence = _WITH.sub("", _BY.sub("", _FROM.sub("达到", sentence)))
    match = _RESPECTIVELY.search(sentence) if "分别" in sentence else None
    if match is None:
        return (sentence,)
    names = [name for name in _LIST_SIGN.split(match["names"]) if name]
    values = [value for value in _LIST_SIGN.split(match["values"]) if value]
    if len(names) < len(values):
        return (sentence,)
    pairs = ",".join(name + value for name, value in zip(names[-len(values) :], values, strict=True))
    return (sentence[: match.start()] + pairs + sentence[match.end() :],)


def _in_sentence(sentence: str, place: _Place) -> Iterator[_Found]:
    for rule in _rules():
        if rule.needs not in sentence:
            continue
        for match in rule.pattern.finditer(sentence):
            if found := _found(rule, match, place):
                yield found


def _found(rule: _Rule, match: re.Match[str], place: _Place) -> _Found | None:
    sentence, groups = match.string, match.groupdict()
    start = match.start("n") if "n" in groups else match.start()
    value = number(groups["n"]) if rule.value is None else rule.value
    name = _name(rule, groups, place)
    if value is None or name is None or (rule.context and not rule.context.search(sentence[: match.end()])):
        return None
    if rule.unit != "%" and not value.is_integer():
        return None
    year, summed = place.report.covers_year, whose.is_of_several_years(sentence[:start])
    if whose.is_foreign(sentence, start, match.end(), place.owner, parties=rule.of == "parties", year=year):
        return None
    figure = Figure(
        name=name,
        value=value,
        unit=groups.get("unit") or rule.unit,
        year=None if summed else year or whose.year_of(sentence[:start]),
        evidence=place.evidence,
        paragraph=place.index,
    )
    return _Found(rule.rank + _AFTER_ALL * summed, figure)


def _name(rule: _Rule, groups: dict[str, str], place: _Place) -> str | None:
    if rule.name != THEME:
        return rule.name
    theme = themes.named(groups["theme"]) if "theme" in groups else themes.led(place.paragraph)
    return f"{THEME}:{theme}" if theme else None


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = files("crawler.reading").joinpath("figures.tsv").read_text("utf-8").splitlines()
    return tuple(_rule(row) for row in rows if not row.startswith(("#", "name\t")))


def _rule(row: str) -> _Rule:
    name, unit, rank, needs, context, pattern, value, of, _reason = row.split("\t")
    source = pattern.replace("{n}", _VALUE).replace("{p}", _PERCENT)
    return _Rule(
        name=name,
        unit=unit,
        rank=int(rank),
        needs=needs,
        context=re.compile(context) if context else None,
        pattern=re.compile(source),
        value=float(value) if value else None,
        of=of,
    )
