"""Builds a press: its newspapers, and the truth about everything that they print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from spiders.press import cast, truth
from spiders.press.addresses import eras
from spiders.press.declare import declarations
from spiders.press.model import EditionTruth, Era, Newspaper, Printed
from spiders.press.site import Site


@dataclass(frozen=True, kw_only=True)
class Press:
    """A whole press. Same seed and scale, same bytes.

    Not slotted: what it knows of itself is worked out once, when first asked for.
    """

    seed: int
    scale: float
    broken: bool
    newspapers: tuple[Newspaper, ...]

    @property
    def servers(self) -> int:
        """How many servers the newspapers live on."""
        return 1 + max(newspaper.server for newspaper in self.newspapers)

    @cached_property
    def editions(self) -> tuple[EditionTruth, ...]:
        """Every day of every e-paper, published or not."""
        return tuple(row for newspaper in self.newspapers for row in truth.editions(newspaper))

    @cached_property
    def truth(self) -> tuple[Printed, ...]:
        """Every article printed, in order of day."""
        return truth.printed(self.seed, self.newspapers)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The newspapers' sites, in the order of `newspapers`."""
        return tuple(Site(self.seed, newspaper) for newspaper in self.newspapers)

    @property
    def unknown_pages(self) -> tuple[str, ...]:
        """Paths of pages in a layout that no platform knows."""
        return tuple(truth.unknown_pages(self.seed, self.newspapers))

    def declarations(self, base_urls: Sequence[str], *, delay: float = 0.01) -> str:
        """The declarations as TOML; `base_urls` by server index, `delay` in seconds."""
        return declarations(self.newspapers, base_urls, delay)

    def write_truth(self, path: Path) -> None:
        """Writes `truth.json`: newspapers, editions and everything printed."""
        told = {
            "seed": self.seed,
            "newspapers": [{"id": n.id, "title": n.title, "server": n.server} for n in self.newspapers],
            "editions": [asdict(row) for row in self.editions],
            "printed": [asdict(row) for row in self.truth],
            "unknown_pages": self.unknown_pages,
        }
        text = json.dumps(told, ensure_ascii=False, default=truth.as_json)
        path.write_text(text, encoding="utf-8")


def build(seed: int = 1, *, scale: float = 1.0, broken: bool = True) -> Press:
    """A press of about 111 editions and 2,000 articles times `scale`; `broken=False` leaves out the damaged pages.

    Nothing is composed until it is asked for, so a large scale costs nothing here.
    """
    few = cast.newspapers()
    published = sum(len(newspaper.days) - len(newspaper.absent_days) for newspaper in few)
    papers = sum(1 for newspaper in few if newspaper.days)
    more = round(published * max(0.0, scale - 1) / papers)
    damage = frozenset() if broken else frozenset({"truncated", "unknown-layout"})
    made = tuple(replace(n, features=n.features - damage, eras=_eras(n)) for n in cast.newspapers(more))
    return Press(seed=seed, scale=scale, broken=broken, newspapers=made)


def _eras(newspaper: Newspaper) -> tuple[Era, ...]:
    windows: list[tuple[date, date]] = []
    for day in newspaper.days:
        if windows and day - windows[-1][1] == timedelta(days=1):
            windows[-1] = (windows[-1][0], day)
        else:
            windows.append((day, day))
    return eras(newspaper, windows)
