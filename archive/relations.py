"""What articles are to each other: twin, reprint, correction or excerpt of the earlier printing they are closest to.

Triggers put every article that is written or changed into `unrelated`. Each is compared with those of its season that
hold nine tenths of its significant text, or whose text it holds: the same paragraphs, the same with other figures, or
near pairs, so near-duplicates are to be linked first. What a later article is to one that changed is found anew as
well. The outcome depends on the articles that are there and not on the order in which they came.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from archive.store import Archive
from dedupe.relation import NEARLY, SEASON, Printed, Printing, closest, relation
from dedupe.script import simplified

BATCH: Final = 100
"""Articles of one transaction."""
KEPT: Final = 4096
"""Printings that are remembered while they are compared."""
LINKED: Final = ("twin", "reprint", "correction", "excerpt")

WAITING = "SELECT article_id, changed FROM unrelated ORDER BY changed DESC, article_id LIMIT ?"
ALIKE = """
WITH mine AS MATERIALIZED (
    SELECT p.id, p.hash, p.template_hash, sum(p.chars) AS chars
      FROM occurrences o CROSS JOIN paragraphs p ON p.id = o.paragraph_id
     WHERE o.article_id = :article AND p.significant GROUP BY p.id),
pairs AS (
    SELECT m.hash, m.chars, p.id AS other, 0 AS near FROM mine m CROSS JOIN paragraphs p
        ON p.template_hash = m.template_hash
    UNION ALL SELECT m.hash, m.chars, n.paragraph_b, 1 FROM mine m CROSS JOIN near n ON n.paragraph_a = m.id
    UNION ALL SELECT m.hash, m.chars, n.paragraph_a, 1 FROM mine m CROSS JOIN near n ON n.paragraph_b = m.id)
SELECT o.article_id, pairs.hash, pairs.chars, pairs.near, o.position, p.hash, p.chars
  FROM pairs CROSS JOIN occurrences o ON o.paragraph_id = pairs.other
       CROSS JOIN articles a ON a.id = o.article_id CROSS JOIN paragraphs p ON p.id = pairs.other
 WHERE a.id <> :article AND (:since IS NULL OR a.day IS NULL OR a.day BETWEEN :since AND :until)"""
ARTICLE = """
SELECT a.place_uid, a.version, a.newspaper_id, a.day FROM articles a WHERE a.id = ?"""
TEXT = """
SELECT p.hash, p.template_hash, p.chars, coalesce(o.verbatim, p.text) FROM occurrences o
       JOIN paragraphs p ON p.id = o.paragraph_id WHERE o.article_id = ? AND p.significant ORDER BY o.position"""
LATER_ONES = "SELECT article_b FROM relations WHERE article_a = ?"
AGAIN = "INSERT OR IGNORE INTO unrelated (article_id, changed) VALUES (?, 0)"

Pair = frozenset[str]


@dataclass(slots=True)
class Shared:
    """What an article shares with another: characters by own hash, by the other's position, and near pairs."""

    own: dict[str, int] = field(default_factory=dict)
    theirs: dict[int, int] = field(default_factory=dict)
    near: set[Pair] = field(default_factory=set)


def refresh(archive: Archive, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Finds the relations of the articles that wait, committing batch by batch; the number of articles looked at.

    `progress` is told how many of how many are done. Raises StoreFailed where the archive cannot be written.
    """
    db, done = archive.db, 0
    relating = _Relating(db)
    while rows := db.execute(WAITING, (BATCH,)).fetchall():
        for article, changed in rows:
            relating.relate(article, changed=bool(changed))
        archive.commit()
        done += len(rows)
        (left,) = db.execute("SELECT count(*) FROM unrelated").fetchone()
        progress(done, done + left)
    return done


class _Relating:
    """The finding of relations in one database whose articles stand still."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._printing = lru_cache(maxsize=KEPT)(self._load)

    def relate(self, article: int, *, changed: bool) -> None:
        """Writes what an article is to an earlier one; of one that changed, the later ones are to be seen again."""
        self._db.execute("DELETE FROM unrelated WHERE article_id = ?", (article,))
        if changed:
            self._again(
                b for (b,) in self._db.execute("SELECT article_b FROM relations WHERE article_a = ?", (article,))
            )
        self._db.execute("DELETE FROM relations WHERE article_b = ?", (article,))
        mine = self._printing(article)
        if not mine.paragraphs:
            return
        shared = self._candidates(article, mine)
        others = {key: self._printing(key) for key in shared}
        near = frozenset(pair for one in shared.values() for pair in one.near)
        found = closest(mine, others.values(), near)
        if found and found.kind in LINKED:
            earlier = next(key for key, other in others.items() if other.uid == found.earlier)
            self._db.execute("INSERT INTO relations VALUES (?, ?, ?, ?)", (earlier, article, found.kind, found.same))
        if changed:
            self._again(key for key, other in others.items() if _follows(other, mine, near))

    def _again(self, articles: Iterable[int]) -> None:
        self._db.executemany(AGAIN, [(article,) for article in articles])

    def _candidates(self, article: int, mine: Printing) -> dict[int, Shared]:
        found: defaultdict[int, Shared] = defaultdict(Shared)
        season = {"since": _day(mine.day, -1), "until": _day(mine.day, 1)}
        for key, own, chars, near, position, theirs, size in self._db.execute(ALIKE, {"article": article, **season}):
            one = found[key]
            one.own[own] = chars
            one.theirs[position] = size
            if near:
                one.near.add(frozenset((own, theirs)))
        total = _chars(mine)
        return {key: one for key, one in found.items() if self._is_much(key, one, total)}

    def _is_much(self, key: int, shared: Shared, total: int) -> bool:
        if sum(shared.own.values()) >= NEARLY * total:
            return True
        return sum(shared.theirs.values()) >= NEARLY * _chars(self._printing(key))

    def _load(self, article: int) -> Printing:
        place, version, newspaper, day = self._db.execute(ARTICLE, (article,)).fetchone()
        rows = self._db.execute(TEXT, (article,)).fetchall()
        figures = self._db.execute("SELECT name, year, value FROM figures WHERE article_id = ?", (article,))
        odd = sum(simplified(text) != text for *_, text in rows)
        return Printing(
            uid=f"{place} {version:06}",  # the versions of a place in their order
            newspaper=newspaper,
            day=date.fromisoformat(day) if day else None,
            paragraphs=tuple(Printed(hash=h, template_hash=t, chars=chars) for h, t, chars, _ in rows),
            figures=frozenset(figures),
            traditional=2 * odd > len(rows),  # a simplified page may hold a few traditional characters
            place=place,
        )


def _follows(other: Printing, mine: Printing, near: frozenset[Pair]) -> bool:
    found = relation(mine, other, near)
    return found.later == other.uid and found.kind in LINKED


def _chars(printing: Printing) -> int:
    return sum(paragraph.chars for paragraph in printing.paragraphs)


def _day(day: date | None, way: int) -> str | None:
    return (day + way * SEASON).isoformat() if day else None
