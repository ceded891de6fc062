"""A search as its page shows it: hits with the words that were asked for marked in them."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from itertools import pairwise

from archive import ngrams
from archive.search import Hit, search
from dedupe.script import simplified

PER_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit and its text in stretches, each with whether it is one of the words."""

    hit: Hit
    stretches: tuple[tuple[str, bool], ...]


def found(
    db: sqlite3.Connection, query: str, *, kind: str | None, place: str | None, year: int | None, page: int
) -> tuple[tuple[Found, ...], bool]:
    """One page of hits, shortest paragraph first, and whether there are more. Raises InputError as `search` does."""
    last = (page + 1) * PER_PAGE
    hits = search(db, query, kind=kind, place=place, year=year, limit=last + 1)
    shown = hits[page * PER_PAGE : last]
    return tuple(Found(hit=hit, stretches=marked(hit.text, query)) for hit in shown), len(hits) > last


def marked(text: str, query: str) -> tuple[tuple[str, bool], ...]:
    """The text cut at the words of a query, as search compares them: in either script, letters in either case."""
    words = sorted(ngrams.words(simplified(query).lower()), key=len, reverse=True)
    held = simplified(text).lower()
    if not words or len(held) != len(text):
        return ((text, False),)
    cuts = [0, *(at for found in re.finditer("|".join(words), held) for at in found.span()), len(text)]
    stretches = pairwise(cuts)
    return tuple((text[i:j], bool(number % 2)) for number, (i, j) in enumerate(stretches) if i < j)
