"""Stores one page's reading: which version each article is, what it replaces, and what it unties.

A head and its tails may have been joined before one of them is read again. A reading that says the same leaves the
join alone; one that takes the place of another unties it, and the others are named in `Stored.unjoined`, because their
own paragraphs stand only in their captures: the caller reads and stores them again (`crawler.settle`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive import articles, identity, paragraphs
from archive.connection import Connection
from archive.records import Article, Reading, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What storing a reading did. `article_ids` are in the reading's order."""

    article_ids: tuple[int, ...]
    unjoined: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """An article that another one goes on with. `start`: the place of its first paragraph in the whole."""

    id: int
    start: int


class Storing:
    """The storing of one reading, inside the caller's savepoint; `of_ours` as in `Archive.add_reading`."""

    def __init__(self, db: Connection, reading: Reading, source: Source, *, of_ours: bool = False) -> None:
        self._db = db
        self._reading = reading
        self._source = source
        self._of_ours = of_ours or any(article.topic in articles.KEPT for article in reading.articles)
        self._seen = identity.seen(db, source)
        self._unjoined: list[int] = []

    def run(self) -> Stored:
        """Writes articles and dropped blocks."""
        ids = tuple(self._store(position, article) for position, article in enumerate(self._reading.articles))
        self._remove_surplus(len(ids))
        self._write_dropped(ids)
        return Stored(article_ids=ids, unjoined=tuple(self._unjoined))

    def _store(self, position: int, article: Article) -> int:
        place = identity.place_uid(self._source, position)
        row = articles.as_row(article, self._reading, self._source, position, self._seen)
        stored = identity.versions(self._db, place)
        same = next((version for version in stored if version.content == row["content_sha256"]), None)
        read_before = next((version for version in stored if version.seen.payload == self._seen.payload), None)
        if same and read_before and same.id != read_before.id:
            self._remove(read_before.id)
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
        key = articles.insert(self._db, row, place, alone=alone)
        self._write_text(key, article)
        return key

    def _replace(
        self, version: identity.Version, article: Article, row: dict[str, object], *, said_before: bool
    ) -> None:
        if said_before and _tied(self._db, version.id):
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
            paragraphs.write(self._db, article_id, article.paragraphs)
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

    def _untie(self, article_id: int) -> None:
        self._unjoined += (key for key in untie(self._db, article_id) if key != article_id)

    def _write_dropped(self, ids: tuple[int, ...]) -> None:
        source = self._source
        self._db.execute("DELETE FROM dropped WHERE url = ? AND capture_id IS ?", (source.url, source.capture_id))
        if not self._of_ours:
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


def join(db: Connection, head_id: int, tails: Sequence[Tail], joined: Article) -> None:
    """Gives the head the paragraphs of all; a tail keeps its row, naming the head, without paragraphs.

    `tails` are in the order of their starts.
    """
    held = articles.clear(db, head_id).union(*(articles.clear(db, tail.id) for tail in tails))
    kept = joined.topic in articles.KEPT
    articles.update(db, head_id, articles.stated(joined) | ({} if kept else {"chars": 0}))
    for tail in tails:
        articles.update(db, tail.id, {"continues": head_id, "chars": 0, "next_url": None})
    if kept:
        paragraphs.write(db, head_id, joined.paragraphs, [_continuation(db, tail) for tail in tails])
        articles.write_figures(db, head_id, joined.figures)
    paragraphs.purge(db, held)


def _continuation(db: Connection, tail: Tail) -> paragraphs.Continuation:
    found = db.execute("SELECT capture_id, page_no FROM articles WHERE id = ?", (tail.id,)).fetchone()
    return paragraphs.Continuation(start=tail.start, capture_id=found[0], page_no=found[1])


def _tied(db: Connection, article_id: int) -> tuple[int, ...]:
    """A head and its tails, where the article is one of them; () where it stands alone."""
    rows = db.execute(
        "SELECT a.id FROM articles s JOIN articles a ON a.id = coalesce(s.continues, s.id) OR a.continues ="
        " coalesce(s.continues, s.id) WHERE s.id = ? ORDER BY a.continues IS NOT NULL, a.id",
        (article_id,),
    )
    tied = tuple(key for (key,) in rows)
    return tied if len(tied) > 1 else ()


def untie(db: Connection, article_id: int) -> tuple[int, ...]:
    """Lets a head and its tails stand alone again; their ids, () where the article was not joined.

    Each of them is to be read again; without a content hash its next reading is taken as it is.
    """
    tied = _tied(db, article_id)
    db.executemany("UPDATE articles SET continues = NULL, content_sha256 = NULL WHERE id = ?", [(key,) for key in tied])
    behind = "FROM occurrences WHERE article_id = ? AND (capture_id IS NOT NULL OR page_no IS NOT NULL)"
    for head_id in tied[:1]:
        held = {key for (key,) in db.execute(f"SELECT paragraph_id {behind}", (head_id,))}
        db.execute(
            f"DELETE FROM figures WHERE (article_id, position) IN (SELECT article_id, position {behind})", (head_id,)
        )
        db.execute(f"DELETE {behind}", (head_id,))
        paragraphs.purge(db, held)
    return tied


def _is_later(seen: identity.Seen, before: identity.Seen) -> bool:
    """Whether the other was fetched first: a content stands for its earliest capture, printed form and all."""
    return (seen.at or "", seen.payload or "") > (before.at or "", before.payload or "")


def remove(db: Connection, article_ids: Iterable[int]) -> None:
    """Removes articles with all that only they hold."""
    for article_id in article_ids:
        untie(db, article_id)
        articles.remove(db, article_id)
