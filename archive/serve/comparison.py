"""Two reports side by side: their paragraphs, and the figures that both or one of them state."""

from __future__ import annotations

import sqlite3
from collections import Counter

from archive.errors import InputError
from archive.printings import named
from archive.serve.alignment import Text, aligned
from archive.serve.database import Row, rows
from archive.serve.report import ARTICLE, FIGURES, PARAGRAPHS

CHOICE = """
SELECT uid, place, covers_year, report_kind, day, newspaper, headline FROM reports
 WHERE place IS nullif(:place, '') ORDER BY day DESC, uid LIMIT 500"""


def compared(db: sqlite3.Connection, first: str, second: str) -> Row:
    """Both articles with their paragraphs facing each other. Raises InputError where a uid names no article."""
    left, right = _whole(db, first), _whole(db, second)
    facing = aligned(left["texts"], right["texts"])
    return {
        "left": left,
        "right": right,
        "facing": facing,
        "counts": Counter(pair.verdict for pair in facing),
        "figures": _figures(left["figures"], right["figures"]),
    }


def choices(db: sqlite3.Connection, place: str) -> tuple[Row, ...]:
    """Reports of a place, the latest first; of "" those that name none."""
    return rows(db, CHOICE, {"place": place})


def _whole(db: sqlite3.Connection, name: str) -> Row:
    table, key = named(db, name)
    if table != "articles":
        raise InputError(f"{name}: only articles are compared; this is a paragraph's hash")
    (article,) = rows(db, ARTICLE, (key,))
    paragraphs = rows(db, PARAGRAPHS, (key,))
    texts = [Text(hash=row["hash"], template_hash=row["template_hash"], text=row["text"]) for row in paragraphs]
    return {"article": article, "paragraphs": paragraphs, "texts": texts, "figures": rows(db, FIGURES, (key,))}


def _figures(left: tuple[Row, ...], right: tuple[Row, ...]) -> tuple[Row, ...]:
    """One row for each name, with what each report states of it: several values where it names several years."""
    names = dict.fromkeys(row["name"] for row in (*left, *right))
    return tuple(
        {
            "name": name,
            "left": [row for row in left if row["name"] == name],
            "right": [row for row in right if row["name"] == name],
        }
        for name in names
    )
