"""A newspaper's site: what answers at a path, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from posixpath import dirname, relpath

from spiders.press import epaper, portal
from spiders.press.addresses import address_day, alias, front, page_path, shell_paths
from spiders.press.makeup import edition
from spiders.press.model import Newspaper
from spiders.press.sheet import sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answers; `location` goes with 302. `dated` is the day of its Last-Modified."""

    status: int
    body: bytes
    content_type: str
    location: str | None = None
    dated: date | None = None


class Site:
    """The site of one newspaper. Editions are made up when one of their days is asked for, a few are kept."""

    def __init__(self, seed: int, newspaper: Newspaper) -> None:
        self.newspaper = newspaper
        self._seed = seed
        self._published = tuple(day for day in newspaper.days if day not in newspaper.absent_days)
        self._day = lru_cache(maxsize=12)(self._made)
        self._fixed = portal.addresses(seed, newspaper) if newspaper.reprints else {}
        self._shells = frozenset(shell_paths(newspaper))

    def answer(self, path: str) -> Answer | None:
        """The answer for a path without its query, None where nothing of this newspaper stands."""
        if path in self._fixed:
            return self._page(self._fixed[path](), None)
        if path in self._shells:
            return self._page(self._shell(path), None)
        day = address_day(path)
        if day in self.newspaper.absent_days and path == front(self.newspaper, day):
            return self._absent(day)
        if day not in self._published:
            return None
        made = self._day(day)
        return self._page(made[path](), day) if path in made else None

    def paths(self, day: date) -> tuple[str, ...]:
        """All paths of a published day."""
        return tuple(self._day(day))

    def _made(self, day: date) -> dict[str, Callable[[], bytes]]:
        made = edition(self._seed, self.newspaper, day)
        found = epaper.addresses(self.newspaper, made) | epaper.pads(self.newspaper, made)
        other = alias(self.newspaper, day)
        if other:
            found[other] = found[page_path(self.newspaper, day, 0)]
        return found

    def _page(self, body: bytes, day: date | None) -> Answer:
        return Answer(status=200, body=body, content_type=self.newspaper.content_type, dated=day)

    def _shell(self, path: str) -> bytes:
        target = relpath(front(self.newspaper, self._published[-1]), dirname(path))
        return sheets(self.newspaper.layout)["shell"].fill({"target": target}).encode("ascii", "xmlcharrefreplace")

    def _absent(self, day: date) -> Answer | None:
        """A day without an edition, in its newspaper's way."""
        latest = max(other for other in self._published if other < day)
        at = front(self.newspaper, latest)
        match self.newspaper.absent:
            case "404":
                return None
            case "empty":
                return self._page(b"", day)
            case "latest":
                return self._page(self._day(latest)[at](), latest)
            case "redirect":
                return Answer(status=302, body=b"", content_type="text/html", location=at)
