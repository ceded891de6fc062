"""What the numbers of a sentence count: 立案381件 → proposals_filed, by the rows of `figures.tsv`.

The first row that fits the words around a number decides, as a reader takes the nearest word; a percentage may state
several rates at once (办复率和满意率均为100%).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.reading import themes
from crawler.reading.mentions import Mention, mentions

THEME = "proposals_theme"
_NOTHING = "-"
_ALL = "=100"
_SUBJECT = re.compile("重点(?:督办)?提案|提案|立案|(?<!意见)(?<!意见[和、与])建议|议案")
_PROPOSALS = ("提案", "立案", "交由", "承办")
# 交由县委系统办理9件……全部办复: in a sentence that names no proposals
_HANDLED = re.compile("交由|承办")
_ASKED = re.compile("(?:要求|确保|务必|必须|督促)[^,;]{0,16}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that counts something of ours, between start and end of its sentence. `theme` is the theme's name.

    `rank`: of several counts of one name the lowest is kept. The flags are the words in the column `of` of
    `figures.tsv`: `parties`, figures of single parties and organisations are refused; `opinions`, it may go to other
    committees; `led`, its theme is the one with which the paragraph opens; `alone`, one of several parts, or the whole
    where it stands alone. `within`: one that 其中 names as a part of another.
    """

    name: str
    value: float
    unit: str
    start: int
    end: int
    rank: int
    theme: str | None = None
    parties: bool = False
    opinions: bool = False
    led: bool = False
    alone: bool = False
    within: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    rank: int
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    noun: str
    before: re.Pattern[str]
    sentence: re.Pattern[str]
    after: str
    of: frozenset[str]


def counts(sentence: str, heard: str = "") -> tuple[Count, ...]:
    """The counts of a plainly told sentence; `heard` is what its paragraph said before."""
    found: list[Count] = []
    last = ""
    for mention in mentions(sentence, heard):
        told = tuple(_told(mention, last))
        last = told[0].name if told else ""
        found += told
    return (*(count for count in found if count.name != _NOTHING), *_without_a_number(sentence, heard))


def without_parts(found: tuple[Count, ...]) -> tuple[Count, ...]:
    """The counts of a sentence without parts that stand beside other parts, or beside the whole."""
    wholes = {count.name for count in found if not count.within}
    told = [count for count in found if not (count.alone and count.within and count.name in wholes)]
    names = Counter(count.name for count in told)
    return tuple(count for count in told if not count.alone or names[count.name] == 1)


def _told(mention: Mention, last: str) -> Iterator[Count]:
    for row in _rows().get(mention.unit, ()):
        if places := _fits(row, mention, last):
            printed = next((place["theme"] for place in places if "theme" in place.re.groupindex), None)
            theme = themes.named(printed) if printed else None
            if printed and not theme:
                continue
            yield from _by_row(row, mention, theme)
            if mention.unit != "%":
                return


def _fits(row: _Row, mention: Mention, last: str) -> tuple[re.Match[str], ...]:
    """Where the row's patterns stand around the number, empty where one does not."""
    if (row.noun and not (mention.noun or "").startswith(row.noun)) or (row.after and row.after != last):
        return ()
    # the lead decides most often, so it is asked first
    lead = row.lead.search(mention.lead)
    tail = row.tail.match(mention.tail) if lead else None
    before = row.before.search(mention.sentence, 0, mention.start) if tail else None
    whole = row.sentence.search(mention.sentence) if before else None
    return (lead, tail, before, whole) if lead and tail and before and whole else ()


def _without_a_number(sentence: str, heard: str) -> Iterator[Count]:
    """What a wording states without a number: 全部办复; not what is asked for: 要求全部办复."""
    for row in _rows()[_ALL]:
        for match in row.lead.finditer(sentence):
            named = _SUBJECT.findall(heard + sentence[: match.end()]) or _HANDLED.findall(sentence)
            if (named or [""])[-1] in _PROPOSALS and not _ASKED.search(sentence[: match.start()]):
                yield Count(
                    name=row.name,
                    value=100.0,
                    unit="%",
                    start=match.start(),
                    end=match.end(),
                    rank=row.rank,
                    parties=True,
                )


def _by_row(row: _Row, mention: Mention, theme: str | None) -> Iterator[Count]:
    for name in row.name.split("+"):
        yield Count(
            name=name,
            value=mention.value,
            unit=mention.unit,
            start=mention.start,
            end=mention.end,
            rank=row.rank,
            theme=theme,
            parties="parties" in row.of,
            opinions="opinions" in row.of,
            led="led" in row.of,
            alone="alone" in row.of,
            within="其中" in mention.sentence[: mention.start].split(";")[-1],
        )


@cache
def _rows() -> dict[str, tuple[_Row, ...]]:
    """The rows by the unit that they are for, in the order of the file."""
    words: dict[str, str] = {}
    found: dict[str, list[_Row]] = {}
    for line in files("crawler.reading").joinpath("figures.tsv").read_text("utf-8").splitlines():
        if line.startswith("="):
            name, alternatives = line[1:].split("\t")
            words[name] = alternatives
        elif not line.startswith(("#", "name\t")):
            row, units = _row(line, words)
            for unit in units:
                found.setdefault(unit, []).append(row)
    return {unit: tuple(rows) for unit, rows in found.items()}


def _row(line: str, words: dict[str, str]) -> tuple[_Row, list[str]]:
    name, units, rank, lead, tail, noun, before, sentence, after, of, _reason = line.split("\t")

    def pattern(source: str, ending: str = "") -> re.Pattern[str]:
        for word, alternatives in words.items():
            source = source.replace(f"{{{word}}}", f"(?:{alternatives})")
        return re.compile(f"(?:{source}){ending}" if source else "")

    row = _Row(
        name=name,
        rank=int(rank),
        lead=pattern(lead, "" if units == _ALL else "$"),
        tail=pattern(tail),
        noun=noun,
        before=pattern(before),
        sentence=pattern(sentence),
        after=after,
        of=frozenset(of.split("+")),
    )
    return row, units.split("|")
