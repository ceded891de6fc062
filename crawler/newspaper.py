"""A declared newspaper as a value: who it is, and where its editions stood in which era.

`crawler.newspapers` reads the declarations, `crawler.newspaper_rules` refuses the wrong ones.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from archive import records
from crawler.servers import server_of

DEFAULT_DELAY = 1.5
"""Seconds between two requests to one server, where the declaration does not say (DESIGN: decision 6)."""

# {day:%Y-%m/%d} or {page}
_HOLE = re.compile(r"\{(day|page)(?::([^{}]*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """The days on which a newspaper used one platform and address. `since` and `until` are included days; None is open.

    `verified` is true only when a person has seen the address answer; `seen` is the year a public source saw it work.
    """

    platform: str
    front: str
    since: date | None = None
    until: date | None = None
    verified: bool = False
    seen: int | None = None
    note: str | None = None

    @property
    def dated(self) -> bool:
        """Whether the front is one edition's (a hole for the day), and not a list of articles."""
        return "{day" in self.front

    @property
    def server(self) -> str:
        """`host:port` of the front; newspapers with the same server share its request budget."""
        return server_of(_HOLE.sub("0", self.front))

    def covers(self, day: date) -> bool:
        """Whether the era holds that day."""
        return (self.since or date.min) <= day <= (self.until or date.max)

    def front_url(self, day: date | None = None, page: int = 1) -> str:
        """The front's address: of the edition of `day`, or the `page`-th page of a list.

        Raises ValueError when the template asks for a day and none is given.
        """

        def filled(hole: re.Match[str]) -> str:
            if hole[1] == "page":
                return format(page, hole[2] or "")
            if day is None:
                raise ValueError(f"{self.front} needs a day")
            return day.strftime(hole[2] or "%Y-%m-%d")

        return _HOLE.sub(filled, self.front)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What an edition usually has. A miss is reported, never fitted. `weekdays`: ISO 1 (Monday) … 7 of its editions."""

    pages: int | None = None
    articles: int | None = None
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Newspaper:
    """A newspaper as declared. `place` is 省/市: "山西/长治"; `delay` is seconds between requests to its server."""

    id: str
    title: str
    place: str
    delay: float = DEFAULT_DELAY
    eras: tuple[Era, ...]
    expect: Expect = Expect()
    file: str

    def era(self, day: date) -> Era | None:
        """The era that holds `day`, None where the declaration leaves that day open."""
        return next((era for era in self.eras if era.covers(day)), None)

    def era_of(self, day: date | None) -> Era:
        """The era of an address: its day's, or the newest where it has no day or the declaration leaves it open."""
        return (self.era(day) if day else None) or self.eras[-1]

    @property
    def servers(self) -> tuple[str, ...]:
        """`host:port` of every era, each once."""
        return tuple(dict.fromkeys(era.server for era in self.eras))

    def context(self, era: Era) -> dict[str, str]:
        """What a capture's metadata says of its newspaper, so that the WARC alone is enough to read it again."""
        said = {
            "newspaper": self.id,
            "newspaper_title": self.title,
            "newspaper_place": self.place,
            "platform": era.platform,
            "front": era.front,
            "since": era.since and era.since.isoformat(),
            "until": era.until and era.until.isoformat(),
        }
        return {name: value for name, value in said.items() if value}

    def record(self) -> records.Newspaper:
        """What the archive remembers of it."""
        eras = [
            {"platform": era.platform, "front": era.front, "since": era.since, "until": era.until} for era in self.eras
        ]
        told = json.dumps(eras, ensure_ascii=False, default=date.isoformat)
        return records.Newspaper(id=self.id, title=self.title, place=self.place, eras=told)
