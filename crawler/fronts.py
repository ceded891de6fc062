"""What the answer to a front says of its edition: printed, none that day, or not to be told.

No-edition days answer in three ways: 404, 200 with nothing in it, or the latest edition instead; so the printed day is
compared with the day asked for, and where none is printed, the day in the links' addresses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from archive.records import EditionState
from crawler.platform import PageView

GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The edition's state and why. `follow`: its pages and articles are those asked for."""

    state: EditionState
    reason: str | None = None
    follow: bool = False


def missing_edition(status: int) -> Finding | None:
    """What a status other than 200 says of an edition; None where the body must be read."""
    if status in GONE:
        return Finding(state="no-edition", reason=f"HTTP {status}")
    if status != 200:
        return Finding(state="missing", reason=f"HTTP {status}")
    return None


def edition_finding(
    view: PageView, *, empty: bool, asked: date, at_address: date | None, address_day: Callable[[str], date | None]
) -> Finding:
    """What a front's content says. `at_address` is the day in the address that answered in the end."""
    if empty:
        return Finding(state="no-edition", reason="empty answer")
    shown = view.printed_day or _day_of_links(view, address_day) or at_address
    if shown is not None and shown != asked:
        return Finding(state="no-edition", reason=f"shows {shown.isoformat()}")
    if view.shell_target:
        return Finding(state="partial", reason="shell", follow=True)
    if not view.articles and not view.pages:
        return Finding(state="missing", reason="; ".join(view.missing) or "no page and no article is linked")
    return Finding(state="published", follow=True)


def _day_of_links(view: PageView, address_day: Callable[[str], date | None]) -> date | None:
    days = Counter(day for link in view.articles if (day := address_day(link.url)))
    return days.most_common(1)[0][0] if days else None
