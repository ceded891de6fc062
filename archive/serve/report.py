"""An article with its paragraphs marked, and behind each the places where it stands."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import InputError
from archive.printings import named
from archive.serve.database import Row, rows
from dedupe.difference import Piece, difference

SOURCES_SHOWN = 12
"""Sources listed under a paragraph; its own page has them all."""

OFTEN = 200
"""Printings beyond which they are not sorted for a report's page."""

ARTICLE = """
SELECT a.*, n.title AS newspaper, c.fetched_at, c.warc_file, c.warc_offset, c.warc_length,
       (SELECT uid FROM articles h WHERE h.id = a.continues) AS head_uid,
       (SELECT uid FROM articles l WHERE l.place_uid = a.place_uid AND l.latest = 1) AS latest_uid
  FROM articles a LEFT JOIN newspapers n ON n.id = a.newspaper_id LEFT JOIN captures c ON c.id = a.capture_id
 WHERE a.id = ?"""

PARAGRAPHS = """
SELECT o.position, o.role, o.torn, coalesce(o.shown, o.verbatim, p.text) AS text, p.id, p.hash, p.template_hash,
       p.chars, p.significant
  FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id WHERE o.article_id = ? ORDER BY o.position"""

ELSEWHERE = """
SELECT o.paragraph_id, b.place, coalesce(b.covers_year, substr(coalesce(b.delivered_on, b.day), 1, 4) - 1) AS year
  FROM occurrences mine JOIN paragraphs p ON p.id = mine.paragraph_id AND p.significant = 1
  JOIN occurrences o ON o.paragraph_id = p.id JOIN articles b ON b.id = o.article_id
 WHERE mine.article_id = ? AND b.topic = 'report' AND b.latest = 1 AND b.continues IS NULL"""

PRINTINGS = """
SELECT o.paragraph_id, count(DISTINCT a.id) AS printings
  FROM (SELECT DISTINCT paragraph_id FROM occurrences WHERE article_id = :article) mine
  CROSS JOIN occurrences o ON o.paragraph_id = mine.paragraph_id CROSS JOIN articles a ON a.id = o.article_id
 WHERE a.latest = 1 OR a.id = :article GROUP BY o.paragraph_id"""

SOURCES = """
SELECT * FROM (
    SELECT s.*, row_number() OVER (PARTITION BY s.paragraph_id ORDER BY coalesce(s.day, '9999'), s.uid) AS number
      FROM sources s JOIN articles a ON a.id = s.article_id
     WHERE s.paragraph_id IN (SELECT value FROM json_each(:few)) AND (a.latest = 1 OR a.id = :article)
        OR s.article_id = :article
) WHERE number <= :shown OR article_id = :article ORDER BY paragraph_id, number"""
"""For paragraphs printed often (a salutation stands in every report) only the printing here: the others are a link."""

ALIKE = """
SELECT mine.id AS mine, q.hash, q.text, n.similarity
  FROM (SELECT DISTINCT p.* FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id
         WHERE o.article_id = :article AND p.significant = 1) mine
  JOIN near n ON mine.id IN (n.paragraph_a, n.paragraph_b)
  JOIN paragraphs q ON q.id = n.paragraph_a + n.paragraph_b - mine.id
UNION
SELECT mine.id, q.hash, q.text, NULL
  FROM occurrences o JOIN paragraphs mine ON mine.id = o.paragraph_id AND mine.significant = 1
  JOIN paragraphs q ON q.template_hash = mine.template_hash AND q.id <> mine.id
 WHERE o.article_id = :article
 ORDER BY 1, 4 DESC, 2"""

RELATIONS = """
SELECT r.kind, r.similarity, b.uid, b.day, n.title AS newspaper, b.headline
  FROM relations r JOIN articles b ON b.id = r.article_a + r.article_b - :article
  LEFT JOIN newspapers n ON n.id = b.newspaper_id WHERE :article IN (r.article_a, r.article_b) ORDER BY b.day, b.uid"""

COMPARABLE = """
SELECT uid, place, covers_year, report_kind, day, newspaper, headline FROM reports
 WHERE uid <> :uid AND place IS :place ORDER BY report_kind IS NOT :report_kind, day DESC LIMIT 40"""

FIGURES = """
SELECT name, value, unit, year, evidence, position FROM figures WHERE article_id = ? ORDER BY ordinal"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A paragraph that says nearly the same; `pieces` lead from it to the one it is shown under."""

    hash: str
    similarity: float | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A paragraph of an article. `mark`: new, reused, shared, both; None where its repetition would mean nothing.

    `since` is the earliest year in which its place reported it, `places` who else does.
    """

    position: int
    role: str
    torn: str | None
    text: str
    hash: str
    chars: int
    mark: str | None
    since: int | None
    places: tuple[str, ...]
    printings: int
    sources: tuple[Row, ...]
    alike: tuple[Alike, ...]


def article(db: sqlite3.Connection, name: str) -> Row:
    """All that a report's page shows. Raises InputError where no article has that uid."""
    table, key = named(db, name)
    if table != "articles":
        raise InputError(f"{name}: this is a paragraph's hash; its page is /paragraph/{name}")
    (found,) = rows(db, ARTICLE, (key,))
    marked = paragraphs(db, found)
    return {
        "article": found,
        "paragraphs": marked,
        "figures": rows(db, FIGURES, (key,)),
        "relations": rows(db, RELATIONS, {"article": key}),
        "comparable": rows(db, COMPARABLE, {name: found[name] for name in ("uid", "place", "report_kind")}),
        "dropped": db.execute("SELECT count(*) FROM dropped WHERE article_id = ?", (key,)).fetchone()[0],
        "novelty": novelty(marked),
    }


def novelty(marked: tuple[Shown, ...]) -> Row | None:
    """Shares of an article's characters as in the view of that name, which would read all reports for the one."""
    counted = [(paragraph.mark, paragraph.chars) for paragraph in marked if paragraph.mark]
    chars = sum(count for _, count in counted)
    if not chars:
        return None
    shares = {"new": ("new",), "reused": ("reused", "both"), "shared": ("shared", "both")}
    return {"chars": chars} | {
        name: sum(count for mark, count in counted if mark in marks) / chars for name, marks in shares.items()
    }


def paragraphs(db: sqlite3.Connection, of: Row) -> tuple[Shown, ...]:
    """The paragraphs of an article in their order, marked by the same rule as the view `novelty`."""
    key = of["id"]
    elsewhere = _grouped(rows(db, ELSEWHERE, (key,)), "paragraph_id")
    printings = {row["paragraph_id"]: row["printings"] for row in rows(db, PRINTINGS, {"article": key})}
    few = json.dumps([paragraph for paragraph, count in printings.items() if count <= OFTEN])
    listed = rows(db, SOURCES, {"article": key, "few": few, "shown": SOURCES_SHOWN})
    sources = _grouped(listed, "paragraph_id")
    alike = _grouped(rows(db, ALIKE, {"article": key}), "mine")
    return tuple(
        _shown(
            of,
            {**row, "printings": printings[row["id"]], "sources": sources[row["id"]]},
            elsewhere.get(row["id"], ()),
            alike.get(row["id"], ()),
        )
        for row in rows(db, PARAGRAPHS, (key,))
    )


def _year_before(day: str | None) -> int | None:
    """As the view `novelty` orders a report that does not state its year."""
    return int(day[:4]) - 1 if day else None


def _shown(of: Row, row: Row, elsewhere: tuple[Row, ...], alike: tuple[Row, ...]) -> Shown:
    years = [other["year"] for other in elsewhere if other["place"] == of["place"] and other["year"]]
    others = sorted({other["place"] for other in elsewhere if other["place"]} - {of["place"]})
    own = of["covers_year"] or _year_before(of["delivered_on"] or of["day"])
    reused = bool(years) and own is not None and min(years) < own
    marked = row["significant"] and of["topic"] == "report"
    return Shown(
        position=row["position"],
        role=row["role"],
        torn=row["torn"],
        text=row["text"],
        hash=row["hash"],
        chars=row["chars"],
        mark=_mark(reused, bool(others)) if marked else None,
        since=min(years) if reused else None,
        places=tuple(others),
        printings=row["printings"],
        sources=row["sources"],
        alike=tuple(_alike(row["text"], other) for other in alike[:3]),
    )


def _mark(reused: bool, shared: bool) -> str:
    return "both" if reused and shared else "reused" if reused else "shared" if shared else "new"


def _alike(text: str, other: Row) -> Alike:
    return Alike(hash=other["hash"], similarity=other["similarity"], pieces=difference(other["text"], text))


def _grouped(found: tuple[Row, ...], by: str) -> dict[Any, tuple[Row, ...]]:
    groups: dict[Any, list[Row]] = {}
    for row in found:
        groups.setdefault(row[by], []).append(row)
    return {key: tuple(group) for key, group in groups.items()}
