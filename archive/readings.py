"""Stores one page's reading: which version each article is, what it replaces, and what it unties.

A head and its continuation may have been joined before one of them is read again. A reading that says the same leaves
the join alone; one that says something else unties it, and the other half is named in `Stored.unjoined`, because its
own paragraphs stand only in its capture: it is to be read and joined again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from archive import articles, identity, paragraphs
from archive.records import Article, Reading, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What storing a reading did. `article_ids` are in the reading's order."""

    article_ids: tuple[int, ...]
    new_paragraphs: int = 0
    new_articles: int = 0
    unjoined: tuple[int, ...] = ()


class Storing:
    """The storing of one reading, inside the caller's savepoint."""

    def __init__(self, db: sqlite3.Connection, reading: Reading, source: Source) -> None:
        self._db = db
        self._reading = reading
        self._source = source
        self._seen = identity.seen(db, source)
        self._new_paragraphs = 0
        self._new_articles = 0
        self._unjoined: list[int] = []

    def run(self) -> Stored:
        """Writes articles and dropped blocks."""
        ids = tuple(self._store(position, article) for position, article in enumerate(self._reading.articles))
        self._remove_surplus(len(ids))
        self._write_dropped(ids)
        return Stored(
            article_ids=ids,
            new_paragraphs=self._new_paragraphs,
            new_articles=self._new_articles,
            unjoined=tuple(self._unjoined),
        )

    def _store(self, position: int, article: Article) -> int:
        place = identity.place_uid(self._source, position)
        content = identity.content_sha256(article)
        stored = identity.versions(self._db, place)
        same = next((version for version in stored if version.content == content), None)
        read_before = next((version for version in stored if version.seen.payload == self._seen.payload), None)
        if same and read_before and same.id != read_before.id:
            self._remove(read_before.id)
        row = articles.as_row(article, self._reading, self._source, position, self._seen)
        if found := same or read_before:
            if not (same and _is_later(self._seen, same.seen)):
                self._replace(found, article, row, said_before=found is same)
            key = found.id
        else:
            key = self._insert(place, article, row, alone=not stored)
        if stored and (len(stored) > 1 or not found):
            identity.number_versions(self._db, place)
        return key

    def _insert(self, place: str, article: Article, row: dict[str, object], *, alone: bool) -> int:
        self._new_articles += 1
        key = articles.insert(self._db, row, place, alone=alone)
        self._write_text(key, article)
        return key

    def _replace(
        self, version: identity.Version, article: Article, row: dict[str, object], *, said_before: bool
    ) -> None:
        if said_before and self._is_joined(version.id):
            return
        if _is_later(self._seen, version.seen):
            row = {name: value for name, value in row.items() if name not in ("capture_id", "seen_at", "run_id")}
        self._untie(version.id)
        articles.update(self._db, version.id, row)
        held = articles.clear(self._db, version.id)
        self._write_text(version.id, article)
        paragraphs.purge(self._db, held)

    def _write_text(self, article_id: int, article: Article) -> None:
        if article.topic in articles.KEPT:
            self._new_paragraphs += paragraphs.write(self._db, article_id, article.paragraphs)
            articles.write_figures(self._db, article_id, article.figures)

    def _remove_surplus(self, kept: int) -> None:
        """Articles that an earlier reading of the same payload saw behind the last one of this reading."""
        rows = self._db.execute(
            "SELECT id, place_uid, position FROM articles WHERE url = ? AND +newspaper_id IS ? AND +payload_sha256 IS ?"
            " AND position >= ?",
            (self._source.url, self._source.newspaper_id, self._seen.payload, kept),
        ).fetchall()
        for key, place, position in rows:
            if place == identity.place_uid(self._source, position):
                self._remove(key)
                identity.number_versions(self._db, place)

    def _remove(self, article_id: int) -> None:
        self._untie(article_id)
        articles.remove(self._db, article_id)

    def _is_joined(self, article_id: int) -> bool:
        return bool(_halves(self._db, article_id))

    def _untie(self, article_id: int) -> None:
        for other in _halves(self._db, article_id):
            self._unjoined.append(other)
            _untie_pair(self._db, article_id, other)

    def _write_dropped(self, ids: tuple[int, ...]) -> None:
        source = self._source
        self._db.execute("DELETE FROM dropped WHERE url = ? AND capture_id IS ?", (source.url, source.capture_id))
        if all(article.topic not in articles.KEPT for article in self._reading.articles):
            return
        self._db.executemany(
            "INSERT INTO dropped (article_id, capture_id, url, position, text, reason, lines)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    None if block.article is None else ids[block.article],
                    source.capture_id,
                    source.url,
                    position,
                    block.text,
                    block.reason,
                    json.dumps(block.lines) if block.lines else None,
                )
                for position, block in enumerate(self._reading.dropped)
            ],
        )


def join(
    db: sqlite3.Connection, head_id: int, tail_id: int, joined: Article, tail_from: int, tail_capture_id: int | None
) -> None:
    """Gives the head all paragraphs of both; the tail keeps its row, naming the head, without paragraphs."""
    (page_no,) = db.execute("SELECT page_no FROM articles WHERE id = ?", (tail_id,)).fetchone()
    held = articles.clear(db, head_id) | articles.clear(db, tail_id)
    articles.update(db, head_id, articles.stated(joined))
    articles.update(db, tail_id, {"continues": head_id, "chars": 0})
    behind = paragraphs.Continuation(start=tail_from, capture_id=tail_capture_id, page_no=page_no)
    paragraphs.write(db, head_id, joined.paragraphs, behind)
    articles.write_figures(db, head_id, joined.figures)
    paragraphs.purge(db, held)


def _halves(db: sqlite3.Connection, article_id: int) -> tuple[int, ...]:
    rows = db.execute(
        "SELECT id FROM articles WHERE continues = ?1 UNION"
        " SELECT continues FROM articles WHERE id = ?1 AND continues IS NOT NULL",
        (article_id,),
    )
    return tuple(key for (key,) in rows)


def _untie_pair(db: sqlite3.Connection, article_id: int, other: int) -> None:
    """Both halves stand alone again; without a content hash, the next reading of either is taken as it is."""
    db.execute("UPDATE articles SET continues = NULL, content_sha256 = NULL WHERE id IN (?1, ?2)", (article_id, other))
    behind = "FROM occurrences WHERE article_id IN (?1, ?2) AND (capture_id IS NOT NULL OR page_no IS NOT NULL)"
    held = {key for (key,) in db.execute(f"SELECT paragraph_id {behind}", (article_id, other))}
    db.execute(
        f"DELETE FROM figures WHERE (article_id, position) IN (SELECT article_id, position {behind})",
        (article_id, other),
    )
    db.execute(f"DELETE {behind}", (article_id, other))
    paragraphs.purge(db, held)


def _is_later(seen: identity.Seen, before: identity.Seen) -> bool:
    """Whether the other was fetched first: a content stands for its earliest capture, printed form and all."""
    return (seen.at or "", seen.payload or "") > (before.at or "", before.payload or "")


def remove(db: sqlite3.Connection, article_ids: Iterable[int]) -> None:
    """Removes articles with all that only they hold."""
    for article_id in article_ids:
        for other in _halves(db, article_id):
            _untie_pair(db, article_id, other)
        articles.remove(db, article_id)
