"""A 政协 session of an invented place: its number, days, people and the figures that every report of it agrees on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from spiders.press.cast import CLOSING_AFTER, opening_day, places
from spiders.press.model import Place
from spiders.press.phrasing import phrases

NUMERALS = "零一二三四五六七八九十"
THEMES = ("economy", "politics", "culture", "social", "ecology")
RARE_NAMES = ("镕", "堃", "喆")
"""Given names that gb2312 cannot write and GBK can: the chairs bear them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session: `figures` are of the year it looks back on, `received` of the proposals handed in at it."""

    place: Place
    year: int
    opens: date
    term: int
    number: int
    chair: str
    vice: str
    examiner: str
    figures: dict[str, float]
    received: dict[str, float]
    past_submitted: float

    @property
    def closes(self) -> date:
        """Its last day."""
        return self.opens + timedelta(days=CLOSING_AFTER)

    def context(self) -> dict[str, str]:
        """What every article about the session may name."""
        return {
            "place": self.place.name,
            "short": self.place.short,
            "year": str(self.year),
            "covers": str(self.year - 1),
            "month": str(self.opens.month),
            "term_cn": numeral(self.term),
            "number_cn": numeral(self.number),
            "previous_cn": numeral(self.number - 1),
            "chair": self.chair,
            "vice": self.vice,
            "deadline": f"{(self.opens + timedelta(days=2)).month}月{(self.opens + timedelta(days=2)).day}日12时",
            "span": span(self.opens, self.closes),
            "closing_day": str(self.closes.day),
            "three_to_six": NUMERALS[3 + self.year % 4],
            "past_submitted": f"{self.past_submitted:g}",
        }


def numeral(number: int) -> str:
    """A Chinese numeral up to 九十九: 十三 for 13."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def long_date(day: date) -> str:
    """2024年1月16日."""
    return f"{day.year}年{day.month}月{day.day}日"


def span(first: date, last: date) -> str:
    """2024年1月16日至19日, with the month again where it changes."""
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{long_date(first)}至{end}"


def written(value: float) -> str:
    """A figure as it is printed: 100 for 100.0, 86.4."""
    return f"{value:g}"


@cache
def session(seed: int, place_id: str, year: int) -> Session:
    """The session that a place held in that year; years 2017 and 2022 begin a term and are not told."""
    place = places()[place_id]
    new_term = year >= 2022
    term = place.term_2022 if new_term else place.term_2022 - 1
    opens = opening_day(place_id, year)
    people = Random(f"{seed}/{place_id}/{term}")
    received = _figures(seed, place_id, year)
    handed_in = _share(received, 0.72)
    return Session(
        place=place,
        year=year,
        opens=opens,
        term=term,
        number=year - (2021 if new_term else 2016),
        chair=_person(people, rare=True),
        vice=_person(people),
        examiner=_person(people),
        figures=_figures(seed, place_id, year - 1),
        received=handed_in,
        past_submitted=_figures(seed, place_id, year - 2)["proposals_submitted"],
    )


def _person(random: Random, *, rare: bool = False) -> str:
    words = phrases("slots")["slots"]
    given = RARE_NAMES if rare else words["given"]
    name: str = random.choice(words["surname"]) + random.choice(given)
    return name


def _figures(seed: int, place_id: str, year: int) -> dict[str, float]:
    random = Random(f"{seed}/figures/{place_id}/{year}")
    submitted = random.randint(240, 520)
    filed = submitted - random.randint(18, 64)
    return {
        **_divided(random, submitted, filed),
        "key_proposals": random.randint(9, 24),
        "opinions_submitted": random.randint(320, 1480),
        "members_participating": random.randint(1250, 6900),
        "reply_rate": 100,
    }


def _divided(random: Random, submitted: int, filed: int) -> dict[str, float]:
    collective = random.randint(38, 88)
    cuts = sorted(random.sample(range(6, filed - 6), len(THEMES) - 1))
    themes = [high - low for low, high in zip([0, *cuts], [*cuts, filed], strict=True)]
    return {
        "proposals_submitted": submitted,
        "proposals_filed": filed,
        "proposals_member": filed - collective,
        "proposals_collective": collective,
        "filing_rate": round(100 * filed / submitted, 1),
        **{f"theme_{name}": count for name, count in zip(THEMES, themes, strict=True)},
    }


def _share(figures: dict[str, float], share: float) -> dict[str, float]:
    random = Random(str(sorted(figures.items())))
    submitted = int(figures["proposals_submitted"] * share)
    return _divided(random, submitted, submitted - random.randint(9, 38))
