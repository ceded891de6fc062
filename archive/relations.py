"""What articles are to each other: twin, reprint, correction or excerpt of the earlier printing they are closest to.

Triggers put every article that is written or changed into `unrelated`. To be more than a neighbour, one of two must
hold nine tenths of the other, and so, in the same words, with other figures or nearly the same, one of the other's
`leads`: those few paragraphs are looked up, never all that two articles might share by a formula. Near-duplicates are
to be linked before. What a later article is to one that changed is found anew as well, so the outcome depends on the
articles that are there and not on the order in which they came.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from archive.store import Archive
from dedupe import NORM_VERSION
from dedupe.relation import NEARLY, SEASON, Pairs, Printed, Printing, closest, relation
from dedupe.script import simplified

RULES: Final = f"canonical {NORM_VERSION}, relations 2, {NEARLY}"
"""To be counted up when `dedupe.relation` judges otherwise: then all is found anew."""
BATCH: Final = 100
"""Articles of one transaction."""
KEPT: Final = 1024
"""Printings that are remembered while they are compared."""
LINKED: Final = ("twin", "reprint", "correction", "excerpt")

WAITING = "SELECT article_id, changed FROM unrelated ORDER BY changed DESC, article_id LIMIT ?"
AGAIN = "INSERT OR IGNORE INTO unrelated (article_id, changed) VALUES (?, 0)"
BESIDE = """
WITH mine AS MATERIALIZED (
    SELECT DISTINCT p.id, p.hash, p.template_hash,
           p.template_hash IN (SELECT template_hash FROM leads WHERE article_id = :article) AS leads
      FROM occurrences o CROSS JOIN paragraphs p ON p.id = o.paragraph_id
     WHERE o.article_id = :article AND p.significant),
beside AS MATERIALIZED (
    SELECT m.hash AS mine, m.leads, n.paragraph_b AS id FROM mine m CROSS JOIN near n ON n.paragraph_a = m.id
    UNION ALL SELECT m.hash, m.leads, n.paragraph_a FROM mine m CROSS JOIN near n ON n.paragraph_b = m.id)"""
CANDIDATES = f"""{BESIDE},
alike (id) AS (
    SELECT p.id FROM mine m CROSS JOIN paragraphs p ON p.template_hash = m.template_hash WHERE m.leads
    UNION SELECT id FROM beside WHERE leads),
templates (hash) AS (
    SELECT template_hash FROM mine
    UNION SELECT p.template_hash FROM beside b CROSS JOIN paragraphs p ON p.id = b.id),
found (id) AS (
    SELECT o.article_id FROM alike CROSS JOIN occurrences o ON o.paragraph_id = alike.id
    UNION SELECT l.article_id FROM templates t CROSS JOIN leads l ON l.template_hash = t.hash)
SELECT a.id FROM found CROSS JOIN articles a ON a.id = found.id
 WHERE a.id <> :article AND (:since IS NULL OR a.day IS NULL OR a.day BETWEEN :since AND :until)"""
NEAR = f"{BESIDE} SELECT b.mine, p.hash FROM beside b CROSS JOIN paragraphs p ON p.id = b.id"
TEXT = """
SELECT p.hash, p.template_hash, p.chars, coalesce(o.verbatim, p.text) FROM occurrences o
       JOIN paragraphs p ON p.id = o.paragraph_id WHERE o.article_id = ? AND p.significant ORDER BY o.position"""


def refresh(archive: Archive, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Finds the relations of the articles that wait, committing batch by batch; the number of articles looked at.

    `progress` is told how many of how many are done. Raises StoreFailed where the archive cannot be written.
    """
    db, done = archive.db, 0
    _keep_rules(db)
    relating = _Relating(db)
    while rows := db.execute(WAITING, (BATCH,)).fetchall():
        for article, changed in rows:
            relating.relate(article, changed=bool(changed))
        archive.commit()
        done += len(rows)
        (left,) = db.execute("SELECT count(*) FROM unrelated").fetchone()
        progress(done, done + left)
    return done


def _keep_rules(db: sqlite3.Connection) -> None:
    """Begins anew where relations were found by other rules."""
    if db.execute("SELECT value FROM marks WHERE name = 'relations'").fetchone() == (RULES,):
        return
    db.execute("INSERT OR REPLACE INTO unrelated SELECT id, 1 FROM articles")
    db.execute("INSERT OR REPLACE INTO marks (name, value) VALUES ('relations', ?)", (RULES,))


class _Relating:
    """The finding of relations in one database whose articles stand still."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._printing = lru_cache(maxsize=KEPT)(self._load)

    def relate(self, article: int, *, changed: bool) -> None:
        """Writes what an article is to an earlier one; of one that changed, the later ones are to be seen again."""
        mine = self._printing(article)
        if changed:
            self._again(self._children(article))
            self._write_leads(article, mine)
        others = {key: self._printing(key) for key in self._candidates(article, mine)}
        near = frozenset(map(frozenset, self._db.execute(NEAR, {"article": article}))) if others else frozenset()
        self._write(article, mine, others, near)
        if changed:
            self._again(key for key, other in others.items() if _follows(other, mine, near))
        self._db.execute("DELETE FROM unrelated WHERE article_id = ?", (article,))

    def _again(self, articles: Iterable[int]) -> None:
        self._db.executemany(AGAIN, [(article,) for article in articles])

    def _children(self, article: int) -> Iterator[int]:
        return (b for (b,) in self._db.execute("SELECT article_b FROM relations WHERE article_a = ?", (article,)))

    def _write_leads(self, article: int, mine: Printing) -> None:
        self._db.execute("DELETE FROM leads WHERE article_id = ?", (article,))
        rows = ((template, article) for template in leads(mine))
        self._db.executemany("INSERT OR IGNORE INTO leads (template_hash, article_id) VALUES (?, ?)", rows)

    def _candidates(self, article: int, mine: Printing) -> list[int]:
        season = {"since": _day(mine.day, -1), "until": _day(mine.day, 1)}
        return [key for (key,) in self._db.execute(CANDIDATES, {"article": article, **season})]

    def _write(self, article: int, mine: Printing, others: dict[int, Printing], near: Pairs) -> None:
        self._db.execute("DELETE FROM relations WHERE article_b = ?", (article,))
        found = closest(mine, others.values(), near)
        if found is None or found.kind not in LINKED:
            return
        earlier = next(key for key, other in others.items() if other.uid == found.earlier)
        self._db.execute(
            "INSERT INTO relations (article_a, article_b, kind, similarity) VALUES (?, ?, ?, ?)",
            (earlier, article, found.kind, found.same),
        )

    def _load(self, article: int) -> Printing:
        uid, place, version, newspaper, day = self._db.execute(
            "SELECT uid, place_uid, version, newspaper_id, day FROM articles WHERE id = ?", (article,)
        ).fetchone()
        rows = self._db.execute(TEXT, (article,)).fetchall()
        figures = self._db.execute("SELECT name, year, value FROM figures WHERE article_id = ?", (article,))
        odd = sum(simplified(text) != text for *_, text in rows)
        return Printing(
            uid=uid,
            newspaper=newspaper,
            day=date.fromisoformat(day) if day else None,
            paragraphs=tuple(Printed(hash=h, template_hash=t, chars=chars) for h, t, chars, _ in rows),
            figures=frozenset(figures),
            traditional=2 * odd > len(rows),  # a simplified page may hold a few traditional characters
            place=place,
            version=version,
        )


def leads(printing: Printing) -> frozenset[str]:
    """Templates of the longest paragraphs that together are more than `NEARLY` leaves out of a printing."""
    spare = (1 - NEARLY) * sum(paragraph.chars for paragraph in printing.paragraphs) + 1
    found: set[str] = set()
    for paragraph in sorted(printing.paragraphs, key=lambda one: (-one.chars, one.hash)):
        if spare < 0:
            break
        found.add(paragraph.template_hash)
        spare -= paragraph.chars
    return frozenset(found)


def _follows(other: Printing, mine: Printing, near: Pairs) -> bool:
    found = relation(mine, other, near)
    return found.later == other.uid and found.kind in LINKED


def _day(day: date | None, way: int) -> str | None:
    return (day + way * SEASON).isoformat() if day else None
