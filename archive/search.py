"""`cppcc search`: paragraphs that hold every word of a query of any length, in simplified or traditional script.

The index gives candidates, the text decides: a word stands in a hit exactly as it was asked for, letters in either
case. Words are separated by spaces and by punctuation of any width. Text printed in traditional script is found by a
simplified query and the other way round; the plain `sqlite-utils search` finds what LIKE finds and nothing more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive import ngrams
from archive.errors import InputError
from dedupe.script import simplified


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A paragraph that was found, with its first printing among those that were asked for, and how many there are."""

    paragraph_id: int
    hash: str
    text: str
    article_id: int
    uid: str
    headline: str | None
    topic: str
    report_kind: str | None
    place: str | None
    covers_year: int | None
    newspaper_id: str | None
    newspaper: str | None
    day: date | None
    page_no: str | None
    url: str
    printings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which printings count. `place` is a name or the beginning of one; `year` the year that a report covers."""

    kind: str | None = None
    place: str | None = None
    year: int | None = None


CANDIDATES = """
SELECT p.id, p.hash, p.text FROM {index} f CROSS JOIN paragraphs p ON p.id = f.rowid
 WHERE f.{index} MATCH ? ORDER BY f.rowid"""

PRINTINGS = """
SELECT a.id, a.uid, a.headline, a.topic, a.report_kind, coalesce(a.place, n.place), a.covers_year, a.newspaper_id,
       n.title, a.day, coalesce(o.page_no, a.page_no), a.url, count(*) OVER ()
  FROM occurrences o JOIN articles a ON a.id = o.article_id LEFT JOIN newspapers n ON n.id = a.newspaper_id
 WHERE o.paragraph_id = :paragraph AND a.latest = 1
   AND (:kind IS NULL OR a.report_kind = :kind OR a.topic = :kind)
   AND (:place IS NULL OR instr(a.place, :place) OR instr(a.province, :place) OR instr(n.place, :place))
   AND (:year IS NULL OR a.covers_year = :year OR a.covers_year IS NULL AND substr(a.day, 1, 4) = CAST(:year AS TEXT))
 ORDER BY coalesce(a.day, '9999'), a.uid LIMIT 1"""


def search(
    db: sqlite3.Connection,
    query: str,
    *,
    kind: str | None = None,
    place: str | None = None,
    year: int | None = None,
    limit: int = 20,
) -> tuple[Hit, ...]:
    """The paragraphs that hold all words of the query, shortest first, at most `limit`.

    `kind` is a report kind or a topic. Raises InputError for a query without a letter or digit.
    """
    words = ngrams.words(simplified(query))
    if not words:
        raise InputError(f"search: {query!r} holds no letter or digit; ask for a word such as 提案")
    wanted = Wanted(kind=kind, place=place, year=year)
    hits = _hits(db, words, ngrams.match(simplified(query)), wanted)
    return tuple(hit for hit, _ in zip(hits, range(limit), strict=False))


def _hits(db: sqlite3.Connection, words: tuple[str, ...], match: str, wanted: Wanted) -> Iterator[Hit]:
    for paragraph_id, content, text in _found(db, words, match):
        row = db.execute(
            PRINTINGS,
            {"paragraph": paragraph_id, "kind": wanted.kind, "place": wanted.place, "year": wanted.year},
        ).fetchone()
        if row is not None:
            yield _hit(paragraph_id, content, text, row)


def _found(db: sqlite3.Connection, words: tuple[str, ...], match: str) -> Iterator[tuple[int, str, str]]:
    """Candidates of both indexes by ascending id, verified."""
    rows = [db.execute(CANDIDATES.format(index=f"{index}_fts"), (match,)) for index in ("paragraphs", "traditional")]
    for paragraph_id, content, text in _merged(*rows):
        held = simplified(text).lower()
        if all(word.lower() in held for word in words):
            yield paragraph_id, content, text


def _merged(first: sqlite3.Cursor, second: sqlite3.Cursor) -> Iterator[tuple[int, str, str]]:
    left, right = first.fetchone(), second.fetchone()
    while left or right:
        if right is None or (left and left[0] <= right[0]):
            if right and left[0] == right[0]:
                right = second.fetchone()
            yield left
            left = first.fetchone()
        else:
            yield right
            right = second.fetchone()


def _hit(paragraph_id: int, content: str, text: str, row: tuple[Any, ...]) -> Hit:
    article_id, uid, headline, topic, kind, place, year, paper_id, paper, day, page_no, url, printings = row
    return Hit(
        paragraph_id=paragraph_id,
        hash=content,
        text=text,
        article_id=article_id,
        uid=uid,
        headline=headline,
        topic=topic,
        report_kind=kind,
        place=place,
        covers_year=year,
        newspaper_id=paper_id,
        newspaper=paper,
        day=date.fromisoformat(day) if day else None,
        page_no=page_no,
        url=url,
        printings=printings,
    )
