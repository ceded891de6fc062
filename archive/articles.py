"""An article as rows and back: the round trip between `records.Article` and the tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from archive import identity, paragraphs, search_index
from archive.errors import InputError
from archive.records import Article, Figure, Paragraph, Reading, Report, Source
from archive.software import VERSION
from dedupe import NORM_VERSION

KEPT = ("report", "related")
"""Topics whose text is kept; of any other article the row stays, with its headline and the reasons."""

_json = json.JSONEncoder(ensure_ascii=False).encode

REPORT_COLUMNS = {"kind": "report_kind"}
"""Columns whose name differs from the field of `Report`."""


def as_row(article: Article, reading: Reading, source: Source, position: int, seen: identity.Seen) -> dict[str, Any]:
    """The columns of `articles` that a reading states."""
    kept = article.topic in KEPT
    return {
        "newspaper_id": source.newspaper_id,
        "capture_id": source.capture_id,
        "run_id": source.run_id,
        "url": source.url,
        "day": _day(source.day or article.day),
        "page_no": source.page_no,
        "page_name": source.page_name,
        "position": position,
        "charset": reading.charset,
        "charset_evidence": reading.charset_evidence,
        "platform": reading.platform,
        "content_sha256": identity.content_sha256(article),
        "payload_sha256": seen.payload,
        "seen_at": seen.at,
        **stated(article),
        "chars": sum(paragraph.chars for paragraph in article.paragraphs) if kept else 0,
    }


def stated(article: Article) -> dict[str, Any]:
    """The columns that the article itself states."""
    return {
        "printed_day": _day(article.day),
        "kicker": article.kicker,
        "headline": article.headline,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "source": article.source,
        "editors": _json(article.editors),
        "topic": article.topic,
        "topic_score": article.topic_score,
        "topic_reasons": _json(article.topic_reasons),
        **_report_columns(article.report),
        "quality": article.quality,
        "restored": int(article.restored),
        "continued_on": article.continued_on,
        "continued_from": article.continued_from,
        "next_url": article.next_url,
        "headline_lines": _json(article.headline_lines),
        "chars": sum(paragraph.chars for paragraph in article.paragraphs),
        "norm_version": NORM_VERSION,
        "reader_version": VERSION,
    }


def _report_columns(report: Report | None) -> dict[str, Any]:
    names = Report.__dataclass_fields__
    values = {REPORT_COLUMNS.get(name, name): report and getattr(report, name) for name in names}
    return {**values, "delivered_on": _day(report.delivered_on) if report else None}


def insert(db: sqlite3.Connection, row: Mapping[str, Any], place: str, *, alone: bool) -> int:
    """A new article's row; with a passing uid beside other versions, until `identity.number_versions` names them."""
    said = (place, row["payload_sha256"], row["content_sha256"])
    named = {**row, "place_uid": place, "uid": place if alone else identity.digest("passing", *said)}
    values = {column: value for column, value in named.items() if value is not None}
    columns, holes = ", ".join(values), ", ".join("?" * len(values))
    key = db.execute(f"INSERT INTO articles ({columns}) VALUES ({holes})", tuple(values.values())).lastrowid
    assert key is not None
    search_index.add_article(db, key)
    return key


def update(db: sqlite3.Connection, article_id: int, row: Mapping[str, Any]) -> None:
    """Changes an article's row, and the index of its titles with it."""
    search_index.drop_article(db, article_id)
    sets = ", ".join(f"{column} = ?" for column in row)
    db.execute(f"UPDATE articles SET {sets} WHERE id = ?", (*row.values(), article_id))
    search_index.add_article(db, article_id)


def write_figures(db: sqlite3.Connection, article_id: int, figures: tuple[Figure, ...]) -> None:
    """Writes an article's figures; its occurrences stand already."""
    db.executemany(
        "INSERT INTO figures (article_id, ordinal, paragraph_id, position, name, value, unit, year, evidence)"
        " SELECT article_id, ?, paragraph_id, position, ?, ?, ?, ?, ? FROM occurrences"
        " WHERE article_id = ? AND position = ?",
        [(n, f.name, f.value, f.unit, f.year, f.evidence, article_id, f.paragraph) for n, f in enumerate(figures)],
    )


def clear(db: sqlite3.Connection, article_id: int) -> frozenset[int]:
    """Removes an article's figures and occurrences; the paragraphs that lost one, to be purged after."""
    held = paragraphs.of_article(db, article_id)
    db.execute("DELETE FROM figures WHERE article_id = ?", (article_id,))
    db.execute("DELETE FROM occurrences WHERE article_id = ?", (article_id,))
    return held


def remove(db: sqlite3.Connection, article_id: int) -> None:
    """Removes an article with everything that only it holds."""
    held = clear(db, article_id)
    search_index.drop_article(db, article_id)
    db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    paragraphs.purge(db, held)


def load(db: sqlite3.Connection, article_id: int) -> Article:
    """The article as reading made it; of a topic that is not kept, without paragraphs and figures.

    Raises InputError for an id that is not in the archive.
    """
    cursor = db.execute("SELECT * FROM articles WHERE id = ?", (article_id,))
    found = cursor.fetchone()
    if found is None:
        raise InputError(f"article {article_id}: not in this archive")
    row = dict(zip((column for column, *_ in cursor.description), found, strict=True))
    return Article(
        headline=row["headline"],
        kicker=row["kicker"],
        subtitle=row["subtitle"],
        byline=row["byline"],
        source=row["source"],
        editors=tuple(json.loads(row["editors"])),
        day=_date(row["printed_day"]),
        topic=row["topic"],
        topic_score=row["topic_score"],
        topic_reasons=tuple(json.loads(row["topic_reasons"])),
        report=_report(row),
        figures=_figures(db, article_id),
        paragraphs=_paragraphs(db, article_id),
        restored=bool(row["restored"]),
        quality=row["quality"],
        continued_on=row["continued_on"],
        continued_from=row["continued_from"],
        next_url=row["next_url"],
        headline_lines=tuple(json.loads(row["headline_lines"])),
    )


def _report(row: Mapping[str, Any]) -> Report | None:
    if row["report_kind"] is None:
        return None
    values = {name: row[REPORT_COLUMNS.get(name, name)] for name in Report.__dataclass_fields__}
    return Report(**{**values, "delivered_on": _date(row["delivered_on"])})


def _paragraphs(db: sqlite3.Connection, article_id: int) -> tuple[Paragraph, ...]:
    rows = db.execute(
        "SELECT coalesce(o.shown, p.text), coalesce(o.verbatim, p.text), o.role, p.hash, p.template_hash, p.chars,"
        " p.significant, o.lines, o.torn FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id"
        " WHERE o.article_id = ? ORDER BY o.position",
        (article_id,),
    )
    return tuple(
        Paragraph(
            text=text,
            verbatim=None if printed == text else printed,
            role=role,
            hash=content,
            template_hash=template,
            chars=chars,
            significant=bool(significant),
            lines=tuple(json.loads(lines)) if lines else (),
            torn=torn,
        )
        for text, printed, role, content, template, chars, significant, lines, torn in rows
    )


def _figures(db: sqlite3.Connection, article_id: int) -> tuple[Figure, ...]:
    rows = db.execute(
        "SELECT name, value, unit, year, evidence, position FROM figures WHERE article_id = ? ORDER BY ordinal",
        (article_id,),
    )
    return tuple(
        Figure(name=name, value=value, unit=unit, year=year, evidence=evidence, paragraph=position)
        for name, value, unit, year, evidence, position in rows
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
