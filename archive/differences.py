"""What a new reading of an archive changed: articles gained, lost and changed, by uid, two databases side by side."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FIELDS = (
    *("headline", "kicker", "subtitle", "byline", "topic", "day", "page_no", "report_kind", "place", "province"),
    *("level", "term", "session", "speaker", "delivered_on", "covers_year", "next_url", "paragraphs", "figures"),
)

ARTICLES = f"""
SELECT a.uid, n.uid AS head, {", ".join(f"a.{name}" for name in FIELDS[:-2])},
       (SELECT group_concat(said, ' ') FROM (
            SELECT o.role || ' ' || p.hash AS said FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id
             WHERE o.article_id = a.id ORDER BY o.position)),
       (SELECT group_concat(said, '; ') FROM (
            SELECT name || ' ' || value || coalesce(unit, '') || ' ' || coalesce(year, '') AS said FROM figures
             WHERE article_id = a.id ORDER BY ordinal))
  FROM articles a LEFT JOIN articles n ON n.id = a.continues ORDER BY a.uid"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One article that is not as it was. `what` names the fields that changed."""

    uid: str
    change: Literal["gained", "lost", "changed"]
    headline: str | None
    what: tuple[str, ...] = ()


def differences(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[Difference]:
    """Every article that one of the databases has and the other has not, or has otherwise, in order of uid."""
    before, after = old.execute(ARTICLES), new.execute(ARTICLES)
    was, now = before.fetchone(), after.fetchone()
    while was or now:
        if now is None or (was and was[0] < now[0]):
            yield Difference(uid=was[0], change="lost", headline=was[2])
            was = before.fetchone()
        elif was is None or now[0] < was[0]:
            yield Difference(uid=now[0], change="gained", headline=now[2])
            now = after.fetchone()
        else:
            if was != now:
                yield Difference(uid=now[0], change="changed", headline=now[2], what=_what(was, now))
            was, now = before.fetchone(), after.fetchone()


def _what(was: tuple[object, ...], now: tuple[object, ...]) -> tuple[str, ...]:
    names = ("uid", "continues", *FIELDS)
    return tuple(name for name, one, other in zip(names, was, now, strict=True) if one != other)
