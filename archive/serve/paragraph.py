"""A paragraph with every printing of it, a citation, and what says nearly the same."""

from __future__ import annotations

import sqlite3

from archive.cite import bibtex, plain
from archive.errors import InputError
from archive.printings import named, printings
from archive.serve.database import Row, rows
from dedupe.difference import difference

PRINTINGS_SHOWN = 500
"""A salutation stands in every report; a page lists as many as a person may read."""

PARAGRAPH = "SELECT id, hash, template_hash, text, chars, significant, norm_version FROM paragraphs WHERE id = ?"

SOURCES = """
SELECT s.* FROM sources s JOIN articles a ON a.id = s.article_id
 WHERE s.paragraph_id = ? AND a.latest = 1 ORDER BY coalesce(s.day, '9999'), s.uid, s.position LIMIT ?"""

ALIKE = """
SELECT q.hash, q.text, n.similarity, 0 AS formula FROM near n
  JOIN paragraphs q ON q.id = n.paragraph_a + n.paragraph_b - :id WHERE :id IN (n.paragraph_a, n.paragraph_b)
UNION ALL
SELECT q.hash, q.text, NULL, 1 FROM paragraphs p JOIN paragraphs q ON q.template_hash = p.template_hash AND q.id <> p.id
 WHERE p.id = :id AND p.significant = 1 ORDER BY 4, 3 DESC, 1 LIMIT 50"""


def paragraph(db: sqlite3.Connection, name: str) -> Row:
    """All that a paragraph's page shows. Raises InputError where no paragraph has that hash."""
    table, key = named(db, name)
    if table != "paragraphs":
        raise InputError(f"{name}: this is an article's uid; its page is /report/{name}")
    (found,) = rows(db, PARAGRAPH, (key,))
    first = printings(db, found["hash"])[0]
    alike = {row["hash"]: row for row in reversed(rows(db, ALIKE, {"id": key}))}
    return {
        "paragraph": found,
        "sources": rows(db, SOURCES, (key, PRINTINGS_SHOWN)),
        "alike": [{**row, "pieces": difference(row["text"], found["text"])} for row in reversed(alike.values())],
        "citation": plain(first),
        "bibtex": bibtex(first),
    }
