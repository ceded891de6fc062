"""Keeps near pairs: each once, the smaller hash first, with what differs, and of a formula only the nearest.

A formula of a thousand reports would be linked half a million times. A pair is kept where it is among the `MOST`
nearest of one of its two. Later pairs can only push it out of that, so what is kept does not depend on the order.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from heapq import nsmallest
from typing import Final

from dedupe import canonical
from dedupe.difference import brief
from dedupe.near import Near

MOST: Final = 256
"""Nearest ones with which a paragraph stays linked."""

ADD = "INSERT OR REPLACE INTO near (paragraph_a, paragraph_b, similarity) VALUES (?, ?, ?)"
DROP = "DELETE FROM near WHERE paragraph_a = ? AND paragraph_b = ?"
TELL = "UPDATE near SET difference = ? WHERE paragraph_a = ? AND paragraph_b = ?"
LINKED = """
SELECT (SELECT count(*) FROM near WHERE paragraph_a = ?1) + (SELECT count(*) FROM near WHERE paragraph_b = ?1)"""
BEYOND = """
SELECT p.id FROM (SELECT paragraph_b AS id, similarity FROM near WHERE paragraph_a = ?1
                  UNION ALL SELECT paragraph_a, similarity FROM near WHERE paragraph_b = ?1) o
       CROSS JOIN paragraphs p ON p.id = o.id ORDER BY o.similarity DESC, p.hash LIMIT -1 OFFSET ?2"""

Pair = tuple[int, int]


def keep(db: sqlite3.Connection, found: Iterable[Near]) -> int:
    """Writes pairs; how many of them stay."""
    alike = {(near.a, near.b): near.similarity for near in found}
    hashes = _hashes(db, {key for pair in alike for key in pair})
    pairs = {_ordered(pair, hashes): alike[pair] for pair in _nearest(alike, hashes)}
    db.executemany(ADD, ((*pair, similarity) for pair, similarity in pairs.items()))
    dropped = _beyond_both(db, hashes)
    db.executemany(DROP, dropped)
    kept = [pair for pair in pairs if pair not in dropped]
    db.executemany(TELL, ((_difference(db, pair), *pair) for pair in kept))
    return len(kept)


def _hashes(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, str]:
    rows = "SELECT p.id, p.hash FROM json_each(?) j CROSS JOIN paragraphs p ON p.id = j.value"
    return dict(db.execute(rows, (json.dumps(list(keys)),)))


def _ordered(pair: Pair, hashes: Mapping[int, str]) -> Pair:
    one, other = pair
    return pair if hashes[one] < hashes[other] else (other, one)


def _nearest(alike: Mapping[Pair, float], hashes: Mapping[int, str]) -> set[Pair]:
    """The pairs that are among the nearest of one of their two by these pairs alone: no other need be written."""
    by_end: defaultdict[int, list[tuple[float, str, Pair]]] = defaultdict(list)
    for (one, other), similarity in alike.items():
        by_end[one].append((-similarity, hashes[other], (one, other)))
        by_end[other].append((-similarity, hashes[one], (one, other)))
    return {pair for found in by_end.values() for *_, pair in nsmallest(MOST, found)}


def _beyond_both(db: sqlite3.Connection, keys: Iterable[int]) -> set[Pair]:
    """The pairs of paragraphs that are among the nearest of neither."""

    @cache
    def beyond(key: int) -> frozenset[int]:
        (many,) = db.execute(LINKED, (key,)).fetchone()
        return frozenset(other for (other,) in db.execute(BEYOND, (key, MOST))) if many > MOST else frozenset()

    apart = ((key, other) for key in keys for other in beyond(key) if key in beyond(other))
    return {pair for key, other in apart for pair in ((key, other), (other, key))}


def _difference(db: sqlite3.Connection, pair: Pair) -> str:
    """From the first to the second, in canonical forms: those do not change with the printing that is shown."""
    texts = dict(db.execute("SELECT id, text FROM paragraphs WHERE id IN (?, ?)", pair))
    return brief(*(canonical(texts[key]) for key in pair))
