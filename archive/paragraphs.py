"""Unique paragraphs and their occurrences: one text for each content hash, whatever order it was met in.

Several printed forms share one hash (traditional script, full-width digits, a list mark). `paragraphs.text` is the
smallest of the forms that are stored, by `form_order`, so it does not depend on the order of the crawl. Every
occurrence keeps what differs: `verbatim` where it was printed otherwise, `shown` where it was mended otherwise.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive import search_index
from archive.connection import Connection
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

SAID_BY_WIDTH = re.compile("[\uff0c\uff01\uff1f\uff1a\uff1b\uff08\uff09\uff05\uff5e]+")
"""Full-width , ! ? : ; ( ) % ~, which are the usual ones in Chinese, though NFKC changes them."""

ENDS = (*"。!?;:”’)》…", *"\uff01\uff1f\uff1b\uff1a\uff09")


def form_order(text: str) -> tuple[bool, bool, bool, int, str]:
    """The smallest of the printed forms of one hash is shown: simplified before traditional, ended by a mark before
    cut short, without before with compatibility characters, then the shorter, then by code point."""
    odd = not unicodedata.is_normalized("NFKC", SAID_BY_WIDTH.sub("", text))
    return simplified(text) != text, not text.endswith(ENDS), odd, len(text), text


OCCURS = "INSERT INTO occurrences (article_id, position, paragraph_id, role) VALUES (?, ?, ?, ?)"
OCCURS_WITH_MORE = """
INSERT INTO occurrences (article_id, position, paragraph_id, role, verbatim, shown, torn, lines, capture_id, page_no)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

KNOWN = "SELECT p.hash, p.id, p.text FROM json_each(?) j CROSS JOIN paragraphs p ON p.hash = j.value"

LAST = """
SELECT j.value, (SELECT max(id) FROM paragraphs WHERE id BETWEEN j.value AND j.value + ?2 - 1) FROM json_each(?1) j"""


def write(
    db: Connection,
    article_id: int,
    paragraphs: Sequence[Paragraph],
    continuations: Sequence[Continuation] = (),
) -> None:
    """Writes an article's paragraphs and occurrences.

    `continuations` are in the order of their starts.
    """
    known = _known(db, [paragraph.hash for paragraph in paragraphs])
    _insert_missing(db, paragraphs, known)
    for paragraph in paragraphs:
        key, text = known[paragraph.hash]
        if text != paragraph.text and form_order(paragraph.text) < form_order(text):
            _change_form(db, key, text, paragraph.text)
            known[paragraph.hash] = key, paragraph.text
    _write_occurrences(db, article_id, paragraphs, known, continuations)


def _known(db: Connection, hashes: Sequence[str]) -> dict[str, tuple[int, str]]:
    if db.late_hashes:
        return db.late_hashes.find(hashes)
    return {found: (key, text) for found, key, text in db.execute(KNOWN, (json.dumps(hashes),))}


def _insert_missing(db: Connection, paragraphs: Sequence[Paragraph], known: dict[str, tuple[int, str]]) -> None:
    missing = {p.hash: p for p in paragraphs if p.hash not in known}
    if not missing:
        return
    numbered = list(_numbered(db, missing.values()))
    db.executemany(
        "INSERT INTO paragraphs (id, hash, template_hash, text, chars, significant, norm_version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(n, p.hash, p.template_hash, p.text, p.chars, int(p.significant), NORM_VERSION) for n, p in numbered],
    )
    keys = json.dumps([key for key, _ in numbered])
    search_index.add(db, keys)
    if db.late_hashes:  # all of a draft is queued with their index
        for key, p in numbered:
            db.late_hashes.add(p.hash, key)
    else:
        db.execute("INSERT INTO queue (paragraph_id) SELECT value FROM json_each(?)", (keys,))
    known.update((p.hash, (key, p.text)) for key, p in numbered)


def _numbered(db: sqlite3.Connection, paragraphs: Collection[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    lengths = [bisect(LENGTHS, paragraph.chars) for paragraph in paragraphs]
    free = _first_free(db, {length * SPAN + 1 for length in lengths})
    for length, paragraph in zip(lengths, paragraphs, strict=True):
        first = length * SPAN + 1
        key = free[first]
        yield key, paragraph
        again = key + 1 - SPAN + ROUND
        free[first] = key + 1 if key % SPAN else _first_free(db, (again,))[again]


def _first_free(db: sqlite3.Connection, starts: Iterable[int]) -> dict[int, int]:
    """For each start the first id behind those that are used in the span from there on, or in that of a later round."""
    free: dict[int, int] = {}
    for start, last in db.execute(LAST, (json.dumps(list(starts)), SPAN)).fetchall():
        full = last == start + SPAN - 1
        free[start] = _first_free(db, (start + ROUND,))[start + ROUND] if full else (last or start - 1) + 1
    return free


def _behind(position: int, continuations: Sequence[Continuation]) -> Continuation | None:
    """The continuation on whose page the paragraph at a position stands; None for the head's own."""
    number = bisect(continuations, position, key=lambda one: one.start)
    return continuations[number - 1] if number else None


def _write_occurrences(
    db: sqlite3.Connection,
    article_id: int,
    paragraphs: Sequence[Paragraph],
    stored: Mapping[str, tuple[int, str]],
    continuations: Sequence[Continuation],
) -> None:
    """Most occurrences say nothing beside their role; to bind each of the NULLs would cost as much as the row."""
    bare: list[tuple[object, ...]] = []
    full: list[tuple[object, ...]] = []
    for position, paragraph in enumerate(paragraphs):
        key, text = stored[paragraph.hash]
        row = (article_id, position, key, paragraph.role)
        elsewhere = _behind(position, continuations) if continuations else None
        if elsewhere is None and _is_bare(paragraph, text):
            bare.append(row)
        else:
            full.append(row + _more(paragraph, text, elsewhere))
    db.executemany(OCCURS, bare)
    db.executemany(OCCURS_WITH_MORE, full)


def _is_bare(paragraph: Paragraph, text: str) -> bool:
    printed_so = paragraph.verbatim is None or paragraph.verbatim == text
    return paragraph.text == text and printed_so and paragraph.torn is None and not paragraph.lines


def _more(paragraph: Paragraph, text: str, elsewhere: Continuation | None) -> tuple[object, ...]:
    """What an occurrence says beside its role: its printed and mended form, torn ends, lines, and its own page."""
    printed = paragraph.text if paragraph.verbatim is None else paragraph.verbatim
    return (
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
