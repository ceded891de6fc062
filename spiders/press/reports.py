"""Composes the reports of a session: the four kinds, whole and as a summary, and a corrected reprint.

The same session and kind give the same text in whichever newspaper it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from spiders.press.model import Line, ReportFacts, Story
from spiders.press.phrasing import Voice, phrases
from spiders.press.session import Session, long_date, numeral, session, written

CITY_WORD = re.compile("(?<![城都上])市(?![民场])")
"""市 as in 市委, 全市, 市发展改革部门; not in 城市, 市民, 市场."""
LEVEL_WORD = {"province": "省", "county": "县"}
FIGURES = (
    "proposals_submitted",
    "proposals_filed",
    "proposals_member",
    "proposals_collective",
    "filing_rate",
    "reply_rate",
    "key_proposals",
    "opinions_submitted",
    "members_participating",
)
STANDING, PROPOSALS, EXAMINATION, RESOLUTION = "常委会工作报告", "提案工作报告", "提案审查报告", "决议"


@cache
def report(seed: int, place_id: str, year: int, kind: str, *, summary: bool = False, other: bool = False) -> Story:
    """The report of that kind; `other` with 决议 is the resolution on the standing committee's report."""
    held = session(seed, place_id, year)
    figures = held.received if kind == EXAMINATION else held.figures
    context = held.context() | {name: written(value) for name, value in figures.items()}
    voice = Voice(f"{seed}/{place_id}/{year}/{kind}/{other}", context)
    lines = _compose(kind, other)(voice)
    if summary:
        lines = _shortened(lines, [context[name] for name in voice.stated.intersection(FIGURES)])
    facts = ReportFacts(
        kind=kind,
        place=held.place,
        term=held.term,
        session=held.number,
        speaker=_speaker(held, kind),
        delivered_on=held.opens if kind in (STANDING, PROPOSALS) else held.closes,
        covers_year=year - 1 if kind in (STANDING, PROPOSALS) else None,
        figures=tuple((n, figures[n]) for n in FIGURES if n in voice.stated),
    )
    story = Story(
        kind="report",
        topic="report",
        headline=_headline(held, kind, voice, other) + ("（摘要）" if summary else ""),
        lines=tuple(lines),
        opening=_opening(held, kind, voice),
        report=facts,
    )
    return _at_level(story)


def corrected(story: Story) -> Story:
    """The same report printed again with a figure put right (and the rate that follows from it) and a 更正 note."""
    assert story.report is not None
    wrong = dict(story.report.figures)
    right = wrong | {"proposals_submitted": wrong["proposals_submitted"] + 2}
    if "filing_rate" in wrong:
        right["filing_rate"] = round(100 * wrong["proposals_filed"] / right["proposals_submitted"], 1)
    lines = tuple(replace(line, text=_put_right(line.text, wrong, right)) for line in story.lines)
    note = Line(text="更正：本报前日刊登的报告中提案件数有误，现将订正后的全文重新刊登，谨向读者致歉。")
    facts = replace(story.report, figures=tuple(right.items()))
    return replace(story, kind="correction", lines=(note, *lines), report=facts)


def _put_right(text: str, wrong: dict[str, float], right: dict[str, float]) -> str:
    for name, unit in (("proposals_submitted", "件"), ("filing_rate", "%")):
        if name in wrong:
            text = re.sub(rf"(?<![\d.]){written(wrong[name])}(?={unit})", f"{written(right[name])}", text)
    return text


def _compose(kind: str, other: bool) -> Callable[[Voice], list[Line]]:
    makers: dict[str, Callable[[Voice], list[Line]]] = {
        STANDING: _standing,
        PROPOSALS: _proposals,
        EXAMINATION: _examination,
        RESOLUTION: _on_report if other else _political,
    }
    return makers[kind]


def _standing(voice: Voice) -> list[Line]:
    book = phrases("standing")["standing"]
    themes = ("political", "advising", "people", "supervision", "unity", "capacity")
    spaced = voice.between(0, 2)
    lines = [Line(text=voice.one(book["salutation"])), Line(text=voice.one(book["charge"]))]
    lines += [Line(text=voice.one(book["review_heading"]), role="heading"), Line(text=voice.one(book["overview"]))]
    for number, theme in enumerate(themes):
        said = voice.some(book[theme], voice.between(4, 7))
        if theme == "people":
            said.append(voice.one(book["proposals"]))
        lead = book["lead"][number + len(themes) * voice.between(0, 1)]
        lines += _section(number + 1, lead, said, spaced)
    lines += [Line(text=voice.one(book["problems"])), Line(text=voice.one(book["plan_heading"]), role="heading")]
    lines.append(Line(text=voice.one(book["plan_overview"])))
    plans = iter(voice.some(book["plan"], 8))
    leads = voice.some(book["plan_lead"], 4)
    for number, lead in enumerate(leads):
        lines += _section(number + 1, lead, [next(plans), next(plans)], 0)
    return [*lines, Line(text=voice.one(book["closing"]))]


def _section(number: int, lead: str, said: list[str], spaced: int) -> list[Line]:
    numbered = f"（{numeral(number)}）{lead}"
    match spaced:
        case 0:
            return [Line(text=numbered + "".join(said))]
        case 1:
            half = (len(said) + 1) // 2
            bodies = [said[:half], said[half:]]
            return [Line(text=numbered, role="heading"), *(Line(text="".join(body)) for body in bodies if body)]
        case _:
            listed = [f"{numeral(n)}是{text}" for n, text in enumerate(said, start=1)]
            return [Line(text=numbered + "".join(listed))]


def _proposals(voice: Voice) -> list[Line]:
    book = phrases("proposals")["proposals"]
    lines = [Line(text="各位委员："), Line(text=voice.one(book["charge"]))]
    lines.append(Line(text=voice.one(book["review_heading"]), role="heading"))
    past = [voice.one(book["past"])] if voice.between(0, 1) else []
    lines.append(Line(text="".join([voice.one(book["figures"]), *past])))
    for number, theme in enumerate(("economy", "culture", "social", "ecology", "governance")):
        lead = book["theme_lead"][number + 5 * voice.between(0, 1)]
        lines.append(Line(text=lead + "".join(voice.some(book[f"theme_{theme}"], voice.between(3, 5)))))
    lines.append(Line(text=voice.one(book["method_heading"]), role="heading"))
    methods = voice.some(book["method"], len(book["method"]))
    for number in range(5):
        lines += _section(number + 1, voice.one(book["method_lead"]), methods[number::5], 0)
    lines.append(Line(text=voice.one(book["problems"])))
    lines.append(Line(text=voice.one(book["plan_heading"]), role="heading"))
    lines += [Line(text=text) for text in voice.some(book["plan"], voice.between(3, 5))]
    return [*lines, Line(text=voice.one(book["closing"]))]


def _examination(voice: Voice) -> list[Line]:
    book = phrases("proposals")["examination"]
    parts: Iterable[str] = ("opening", "figures", "themes", "trait")
    said = [voice.one(book[part]) for part in parts] + voice.some(book["detail"], 4) + [voice.one(book["after"])]
    return [Line(text="各位委员："), *(Line(text=text) for text in said)]


def _political(voice: Voice) -> list[Line]:
    book = phrases("resolution")["resolution"]
    return [Line(text=voice.one(book["opening"])), *(Line(text=voice.say(text)) for text in book["body"])]


def _on_report(voice: Voice) -> list[Line]:
    return [Line(text=voice.say(text)) for text in phrases("resolution")["resolution"]["report_resolution"]]


def _shortened(lines: list[Line], figures: Iterable[str]) -> list[Line]:
    """A summary (摘要): without the salutation and every fourth paragraph; headings and figures are kept."""
    bodies = [line for line in lines[2:] if line.role == "body" and not any(f in line.text for f in figures)]
    left_out = {id(line) for line in bodies[3::4]}
    return [line for line in lines[1:] if id(line) not in left_out]


def _speaker(held: Session, kind: str) -> str | None:
    return {STANDING: held.chair, PROPOSALS: held.vice, EXAMINATION: held.examiner}.get(kind)


def _headline(held: Session, kind: str, voice: Voice, other: bool) -> str:
    place, term, number, before = held.place.name, held.term, held.number, numeral(held.number - 1)
    body = f"政协{place}第{numeral(term)}届委员会"
    formal = f"中国人民政治协商会议第{numeral(term)}届{place}委员会"
    match kind:
        case "常委会工作报告":
            names = [f"{body}常务委员会工作报告", f"{formal}常务委员会工作报告"]
            names.append(f"市政协{numeral(term)}届{numeral(number)}次会议常务委员会工作报告")
        case "提案工作报告":
            since = f"{numeral(term)}届{before}次会议以来提案工作情况的报告"
            names = [f"{body}常务委员会关于{since}", f"{formal}常务委员会关于政协{since}"]
            names.append(f"{place}政协{numeral(term)}届常委会提案工作报告")
        case "提案审查报告":
            names = [f"{body}提案委员会关于{numeral(term)}届{numeral(number)}次会议提案审查情况的报告"]
            names.append(f"{body}第{numeral(number)}次会议提案审查委员会关于提案审查情况的报告")
        case _ if other:
            names = [f"{body}第{numeral(number)}次会议关于常务委员会工作报告的决议"]
        case _:
            names = [f"{body}第{numeral(number)}次会议政治决议", f"{formal}第{numeral(number)}次会议决议"]
    return voice.random.choice(names)


def _opening(held: Session, kind: str, voice: Voice) -> tuple[Line, ...]:
    meeting = f"政协{held.place.name}第{numeral(held.term)}届委员会第{numeral(held.number)}次会议"
    if kind == RESOLUTION:
        return (Line(text=f"（{long_date(held.closes)}{meeting}通过）", role="dateline"),)
    day = long_date(held.opens if kind != EXAMINATION else held.closes)
    name = _speaker(held, kind) or ""
    spoken = Line(text=name if len(name) > 2 else f"{name[0]}　{name[1]}", role="speaker")
    match voice.between(0, 2):
        case 0:
            return (Line(text=f"——{day}在{meeting}上", role="dateline"), spoken)
        case 1:
            return (Line(text=f"（{day}在{meeting}上）", role="dateline"), spoken)
        case _:
            datelines = (f"——在{meeting}上", f"（{day}）")
            return (*(Line(text=text, role="dateline") for text in datelines), spoken)


def _at_level(story: Story) -> Story:
    """The story in the words of its level: 全省 and 省委 where the place is a province."""
    assert story.report is not None
    place = story.report.place
    word = LEVEL_WORD.get(place.level)
    if word is None:
        return story

    def said(text: str) -> str:
        return CITY_WORD.sub(word, text)

    lines = tuple(replace(line, text=said(line.text)) for line in story.lines)
    opening = tuple(replace(line, text=said(line.text)) for line in story.opening)
    return replace(story, headline=said(story.headline), lines=lines, opening=opening)
