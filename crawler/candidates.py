"""Which articles of a page list are worth a request: those that could be ours, and those of which one cannot tell.

A report appears on a few days a year, so most articles need not be fetched. But a headline may hide one (a
continuation, a bare 摘要, no title), and a missed report is worse than a fetched advertisement. The rules are data:
`candidates.tsv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from crawler.reading.signs import narrow
from dedupe.script import simplified

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether to fetch an article, and why; the reason is kept in the ledger."""

    wanted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    wanted: bool
    where: Literal["title", "any"]
    pattern: re.Pattern[str]
    reason: str


def could_be_ours(title: str | None, page_name: str | None) -> Verdict:
    """Judges an article by what a page list says of it: title and the name of its page. Never raises."""
    printed = _plain(title or "")
    everything = "|".join(_plain(part) for part in (title, page_name) if part)
    for rule in _rules():
        if rule.pattern.search(printed if rule.where == "title" else everything):
            return Verdict(wanted=rule.wanted, reason=rule.reason)
    return Verdict(wanted=False, reason="标题与版名都与政协无关")


def _plain(text: str) -> str:
    return simplified(narrow(_SPACE.sub("", text)))


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = files("crawler").joinpath("candidates.tsv").read_text("utf-8").splitlines()
    return tuple(_rule(row) for row in rows if not row.startswith(("#", "verdict\t")))


def _rule(row: str) -> _Rule:
    verdict, where, pattern, reason = row.split("\t")
    return _Rule(
        wanted=verdict == "fetch",
        where=cast(Literal["title", "any"], where),
        pattern=re.compile(pattern),
        reason=reason,
    )
