"""Unique paragraphs and their occurrences: one text for each content hash, whatever order it was met in.

Several printed forms share one hash (traditional script, full-width digits, a list mark). `paragraphs.text` is the
smallest of the forms that are stored, by `form_order`, so it does not depend on the order of the crawl. Every
occurrence keeps what differs: `verbatim` where it was printed otherwise, `shown` where it was mended otherwise.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive import search_index
from archive.records import Paragraph
from dedupe import NORM_VERSION
from dedupe.script import simplified


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Where the paragraphs from index `start` on were printed: the tail's capture and page."""

    start: int
    capture_id: int | None
    page_no: str | None


LENGTHS = (16, 32, 64, 96, 128, 192, 256)
"""Where the classes of length begin, in characters: the rank of a search (archive/ngrams.py)."""

SPAN = 1 << 18
"""Ids of one class in one round; a class that has used them goes on in the next round, behind all classes of this one.
In the index an id of the first round takes three bytes at most, and a greater one four: a twentieth of its size."""

ROUND = (len(LENGTHS) + 1) * SPAN

SAID_BY_WIDTH = str.maketrans("", "", "\uff0c\uff01\uff1f\uff1a\uff1b\uff08\uff09\uff05\uff5e")
"""Full-width , ! ? : ; ( ) % ~, which are the usual ones in Chinese, though NFKC changes them."""

ENDS = (*"。!?;:”’)》…", *"\uff01\uff1f\uff1b\uff1a\uff09")


def form_order(text: str) -> tuple[bool, bool, bool, int, str]:
    """The smallest of the printed forms of one hash is shown: simplified before traditional, ended by a mark before
    cut short, without before with compatibility characters, then the shorter, then by code point."""
    plain = text.translate(SAID_BY_WIDTH)
    odd = unicodedata.normalize("NFKC", plain) != plain
    return simplified(text) != text, not text.endswith(ENDS), odd, len(text), text


def write(
    db: sqlite3.Connection,
    article_id: int,
    paragraphs: Sequence[Paragraph],
    continuations: Sequence[Continuation] = (),
) -> None:
    """Writes an article's paragraphs and occurrences.

    `continuations` are in the order of their starts.
    """
    known = _known(db, paragraphs)
    _insert_missing(db, paragraphs, known)
    for paragraph in paragraphs:
        key, text = known[paragraph.hash]
        if text != paragraph.text and form_order(paragraph.text) < form_order(text):
            _change_form(db, key, text, paragraph.text)
            known[paragraph.hash] = key, paragraph.text
    db.executemany(
        "INSERT INTO occurrences (article_id, position, paragraph_id, role, verbatim, shown, torn, lines, capture_id,"
        " page_no) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_occurrence(article_id, n, p, known[p.hash], _behind(n, continuations)) for n, p in enumerate(paragraphs)],
    )


def _known(db: sqlite3.Connection, paragraphs: Sequence[Paragraph]) -> dict[str, tuple[int, str]]:
    hashes = json.dumps([paragraph.hash for paragraph in paragraphs])
    rows = db.execute(
        "SELECT p.hash, p.id, p.text FROM json_each(?) j CROSS JOIN paragraphs p ON p.hash = j.value", (hashes,)
    )
    return {found: (key, text) for found, key, text in rows}


def _insert_missing(db: sqlite3.Connection, paragraphs: Sequence[Paragraph], known: dict[str, tuple[int, str]]) -> int:
    missing = {p.hash: p for p in paragraphs if p.hash not in known}
    if not missing:
        return 0
    numbered = list(_numbered(db, missing.values()))
    db.executemany(
        "INSERT INTO paragraphs (id, hash, template_hash, text, chars, significant, norm_version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(key, p.hash, p.template_hash, p.text, p.chars, p.significant, NORM_VERSION) for key, p in numbered],
    )
    keys = [key for key, _ in numbered]
    db.executemany("INSERT INTO queue (paragraph_id) VALUES (?)", zip(keys))
    search_index.add(db, keys)
    known.update((p.hash, (key, p.text)) for key, p in numbered)
    return len(missing)


def _numbered(db: sqlite3.Connection, paragraphs: Iterable[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    free: dict[int, int] = {}
    for paragraph in paragraphs:
        length = bisect(LENGTHS, paragraph.chars)
        key = free[length] if length in free else _first_free(db, length * SPAN + 1)
        yield key, paragraph
        free[length] = key + 1 if key % SPAN else _first_free(db, key + 1 - SPAN + ROUND)


def _first_free(db: sqlite3.Connection, start: int) -> int:
    """The first id behind those that are used in the span from `start` on, or in that of a later round."""
    while (last := _last(db, start)) == start + SPAN - 1:
        start += ROUND
    return start if last is None else last + 1


def _last(db: sqlite3.Connection, start: int) -> int | None:
    span = (start, start + SPAN - 1)
    found = db.execute("SELECT max(id) FROM paragraphs WHERE id BETWEEN ? AND ?", span).fetchone()[0]
    return None if found is None else int(found)


def _behind(position: int, continuations: Sequence[Continuation]) -> Continuation | None:
    """The continuation on whose page the paragraph at a position stands; None for the head's own."""
    number = bisect(continuations, position, key=lambda one: one.start)
    return continuations[number - 1] if number else None


def _occurrence(
    article_id: int,
    position: int,
    paragraph: Paragraph,
    stored: tuple[int, str],
    elsewhere: Continuation | None,
) -> tuple[object, ...]:
    key, text = stored
    printed = paragraph.text if paragraph.verbatim is None else paragraph.verbatim
    return (
        article_id,
        position,
        key,
        paragraph.role,
        None if printed == text else printed,
        None if paragraph.text == text else paragraph.text,
        paragraph.torn,
        json.dumps(paragraph.lines) if paragraph.lines else None,
        elsewhere and elsewhere.capture_id,
        elsewhere and elsewhere.page_no,
    )


def _change_form(db: sqlite3.Connection, key: int, old: str, new: str) -> None:
    search_index.change(db, key, old, new)
    db.execute("UPDATE paragraphs SET text = ? WHERE id = ?", (new, key))
    db.execute(
        "UPDATE occurrences SET verbatim = nullif(coalesce(verbatim, :old), :new),"
        " shown = nullif(coalesce(shown, :old), :new) WHERE paragraph_id = :key",
        {"old": old, "new": new, "key": key},
    )


def of_article(db: sqlite3.Connection, article_id: int) -> frozenset[int]:
    """The paragraphs that an article holds, to be given to `purge` after it changed."""
    rows = db.execute("SELECT paragraph_id FROM occurrences WHERE article_id = ?", (article_id,))
    return frozenset(key for (key,) in rows)


def purge(db: sqlite3.Connection, paragraph_ids: Iterable[int]) -> None:
    """Of paragraphs that lost an occurrence: removes those without any, and shows a form that is still printed."""
    for key in paragraph_ids:
        (text,) = db.execute("SELECT text FROM paragraphs WHERE id = ?", (key,)).fetchone()
        forms = {
            shown for (shown,) in db.execute("SELECT DISTINCT shown FROM occurrences WHERE paragraph_id = ?", (key,))
        }
        if not forms:
            search_index.drop(db, key, text)
            db.execute("DELETE FROM paragraphs WHERE id = ?", (key,))
        elif None not in forms:
            _change_form(db, key, text, min(forms, key=form_order))
