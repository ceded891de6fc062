"""The figures that a report states of its own year: one value a name, with its unit, its year and its sentence.

What a number counts is told by `counted.py`, whose it is and of which year by `whose.py`. What comes after a heading
that looks ahead (2024年工作任务) is a plan and gives no figure. Themes are named `proposals_theme:经济`, by the
report's own word. A sum over several years is a figure only of a report that covers no one year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.records import Figure, Report
from crawler.reading import themes, whose
from crawler.reading.counted import THEME, Count, counts, without_parts
from crawler.reading.model import DraftParagraph
from crawler.reading.plain import plainly
from crawler.reading.sections import looks_ahead, looks_back
from crawler.reading.signs import narrow
from dedupe.script import simplified

_SENTENCE = re.compile(r"[^。!?\n]+[。!?]?[”』」]?")
# A sentence without any of these states no figure.
_COUNTED = re.compile(r"\d|[一二三四五六七八九十百千两][件条篇份余]|全部|所有|均已|百分之")
# 收到提案 215 件: how the web sets figures apart; not 96 37.5%, which are two
_SET_APART = re.compile(r"(?<=[\d%])[ \u3000\xa0]+(?=[^\W\d_]|%)|(?<=[^\W\d_])[ \u3000\xa0]+(?=\d)")
LONGEST_SENTENCE = 600
"""Characters; so that a text without a stop takes time in proportion to its length."""
REMEMBERED = 400
"""Characters before a sentence that say whose and what its numbers are."""
_AFTER_ALL = 10
"""Added to the rank of a sum over years: a figure of the year itself is kept before it."""
_NOT_RUNNING = ("headline", "dateline", "speaker", "byline")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence stands, and who speaks in it."""

    index: int
    paragraph: str
    heard: str
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
    owner = whose.owner(paragraphs, report)
    ahead = False
    for index, paragraph in enumerate(paragraphs):
        ahead = looks_ahead(paragraph.text) or (ahead and not looks_back(paragraph.text))
        if ahead or paragraph.role in _NOT_RUNNING:
            continue
        text = _plain(paragraph.text)
        for start, end in _stretches(text):
            if _COUNTED.search(text, start, end):
                evidence, heard = paragraph.text[start:end].strip(), text[max(0, start - REMEMBERED) : start]
                yield _Place(index, text, heard, evidence, owner, report), plainly(_SET_APART.sub("", text[start:end]))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Beginning and end of each sentence; one that is too long to be one is taken in pieces, at its commas."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST_SENTENCE:
            cut = 1 + max(text.rfind(sign, start, start + LONGEST_SENTENCE) for sign in ",;、")
            cut = cut if cut > start else start + LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end


def _plain(printed: str) -> str:
    """Narrow signs and simplified script for the rules, as long as the printed text, so that positions hold."""
    text = narrow(simplified(printed))
    return text if len(text) == len(printed) else narrow(printed)


def _in_sentence(sentence: str, place: _Place) -> Iterator[_Found]:
    year = place.report.covers_year
    ours = tuple(c for c in counts(sentence, place.heard) if not whose.is_foreign(sentence, c, place.owner))
    for count in without_parts(ours):
        summed = whose.is_of_several_years(place.heard + sentence[: count.start])
        name = _name(count, place)
        if name is None or (summed and year is not None) or (count.unit != "%" and not count.value.is_integer()):
            continue
        figure = Figure(
            name=name,
            value=count.value,
            unit=count.unit,
            year=None if summed else year or whose.year_of(sentence[: count.start]),
            evidence=place.evidence,
            paragraph=place.index,
        )
        yield _Found(count.rank + _AFTER_ALL * summed, figure)


def _name(count: Count, place: _Place) -> str | None:
    if count.name != THEME:
        return count.name
    opened = themes.led(place.paragraph) if count.led and place.heard else None
    theme = opened or count.theme
    return f"{THEME}:{theme}" if theme else None
