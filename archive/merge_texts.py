"""Merges what was read: articles with their versions, paragraphs, figures and dropped blocks.

Articles are the same where place and content are the same (archive/identity.py). Such a pair becomes one article that
stands for the earlier of the two captures with the form printed there, unless only the other is joined with its
continuation. Two readings of one payload that say different things are of different
readers; the newer one is kept and the pair counted, because only `cppcc rebuild` makes the whole archive of one mind.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from archive import articles, identity, paragraphs, readings
from archive.connection import Connection
from archive.merge_rows import Values, said, values

Progress = Callable[[str, int, int], None]

WHERE_SEEN = ("capture_id", "payload_sha256", "seen_at")
"""Columns that tell the capture that an article stands for."""

OWN = ("id", "uid", "version", "latest", "continues")
"""Columns of an article that hold numbers of one archive, or are given anew."""

ARTICLES = """
SELECT a.*, c.record_id, c.warc_file, c.warc_offset, h.place_uid AS head_place, h.content_sha256 AS head_content,
       EXISTS (SELECT 1 FROM articles t WHERE t.continues = a.id) AS is_head
  FROM articles a LEFT JOIN captures c ON c.id = a.capture_id LEFT JOIN articles h ON h.id = a.continues"""
BESIDE = ("record_id", "warc_file", "warc_offset", "head_place", "head_content", "is_head")
"""Columns of ARTICLES that are not the article's own."""

TEXT = """
SELECT o.role, p.hash, coalesce(o.shown, p.text), coalesce(o.verbatim, p.text), o.torn, o.lines, o.page_no
  FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id
 WHERE o.article_id = ? ORDER BY o.position"""
FIGURES = "SELECT name, value, unit, year, evidence, position FROM figures WHERE article_id = ? ORDER BY ordinal"

ELSEWHERE = """
SELECT capture_id, page_no, position FROM occurrences
 WHERE article_id = ? AND (capture_id IS NOT NULL OR page_no IS NOT NULL)"""

# Head and tail may have taken over an earlier capture: what stands on a tail's page names the tail's. Of several tails,
# which are parts at addresses of their own, the one is meant whose address the capture answered.
FOLLOW_TAIL = """
UPDATE occurrences SET capture_id = tails.capture_id
  FROM (SELECT t.continues AS head, t.capture_id, c.url, count(*) OVER (PARTITION BY t.continues) AS beside
          FROM articles t JOIN captures c ON c.id = t.capture_id WHERE t.continues IS NOT NULL) AS tails
 WHERE occurrences.article_id = tails.head AND occurrences.capture_id <> tails.capture_id
   AND (tails.beside = 1 OR (SELECT url FROM captures WHERE id = occurrences.capture_id) = tails.url)"""

# An article has one continuation behind each of its pages, or parts at several addresses, each of them once.
TAILS_BESIDE = """
SELECT count(DISTINCT continues)
  FROM (SELECT continues FROM articles WHERE continues IS NOT NULL
         GROUP BY continues, coalesce(continued_from, place_uid) HAVING count(*) > 1)"""

# Tried together already where one run stored both.
HALVES_APART = """
SELECT count(*) FROM articles h WHERE h.continued_on IS NOT NULL AND h.continues IS NULL AND h.topic <> 'other'
   AND h.latest = 1 AND NOT EXISTS (SELECT 1 FROM articles WHERE continues = h.id)
   AND EXISTS (SELECT 1 FROM articles t WHERE t.newspaper_id = h.newspaper_id AND t.day = h.day
                  AND t.continued_from IS NOT NULL AND t.continues IS NULL AND t.latest = 1
                  AND t.run_id IS NOT h.run_id)"""

NEXT_APART = """
SELECT count(*) FROM articles h WHERE h.next_url IS NOT NULL AND h.topic <> 'other' AND h.latest = 1
   AND EXISTS (SELECT 1 FROM articles t WHERE t.newspaper_id IS h.newspaper_id AND t.url = h.next_url
                  AND t.continues IS NULL AND t.run_id IS NOT h.run_id)"""

# The newest version came from another archive than the one that is joined.
OUTDATED = """
SELECT count(*) FROM articles t JOIN articles h ON h.id = t.continues WHERE t.latest = 0 OR h.latest = 0"""

DROPPED = """
SELECT d.url, d.capture_id, d.article_id, a.place_uid, d.position, d.text, d.reason, d.lines
  FROM dropped d LEFT JOIN articles a ON a.id = d.article_id"""
ADD_DROPPED = """
INSERT INTO dropped (url, capture_id, article_id, position, text, reason, lines) VALUES (?, ?, ?, ?, ?, ?, ?)"""

NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class Texts:
    """Takes the articles of `theirs` into `mine`; `captures` are the numbers of captures, there → here."""

    mine: Connection
    theirs: sqlite3.Connection
    captures: Mapping[int, int]
    changed: int = 0
    left_out: int = 0
    """Pages of whose dropped blocks others are kept now."""
    differently_read: int = 0

    def merge(self, progress: Progress) -> None:
        """Takes everything in that is not here or is further here than there."""
        (total,) = self.theirs.execute("SELECT count(*) FROM articles").fetchone()
        numbers: dict[int, int] = {}
        tied: list[tuple[int, int]] = []
        for done, row in enumerate(values(self.theirs.execute(f"{ARTICLES} ORDER BY a.id")), start=1):
            numbers[row["id"]], taken = self._take(row)
            if taken and row["continues"] is not None:
                tied.append((row["id"], row["continues"]))
            if done % 100 == 0 or done == total:
                progress("merging articles", done, total)
        for tail, head in tied:
            self.mine.execute("UPDATE articles SET continues = ? WHERE id = ?", (numbers[head], numbers[tail]))
        self.changed += self.mine.execute(FOLLOW_TAIL).rowcount
        self._merge_dropped(numbers)

    def _take(self, row: Values) -> tuple[int, bool]:
        """The number of the article here, and whether its text is theirs."""
        stored = identity.versions(self.mine, row["place_uid"])
        content, payload = row["content_sha256"], row["payload_sha256"]
        same = next((one for one in stored if content is not None and one.content == content), None)
        clash = next((one for one in stored if one is not same and one.seen.payload == payload), None)
        if clash and not self._is_newer_reading(row, clash.id, clash.content):
            return (same or clash).id, False
        if clash and same:
            readings.remove(self.mine, (clash.id,))
        if not same and not clash:
            return self._insert(row, alone=not stored), True
        if same:
            taken = self._settle(row, same.id)
        else:
            assert clash
            self._replace(row, clash.id, self._own(row))
            taken = True
        if clash:
            identity.number_versions(self.mine, row["place_uid"])
        return (same or clash).id, taken  # type: ignore[union-attr]

    def _is_newer_reading(self, row: Values, number: int, content: str | None) -> bool:
        (version,) = self.mine.execute("SELECT reader_version FROM articles WHERE id = ?", (number,)).fetchone()
        here = _reader(version), content or ""
        there = _reader(row["reader_version"]), row["content_sha256"] or ""
        self.differently_read += here != there
        return there > here

    def _insert(self, row: Values, *, alone: bool) -> int:
        self.changed += 1
        key = articles.insert(self.mine, self._own(row), row["place_uid"], alone=alone)
        self._write_text(row, key)
        if not alone:
            identity.number_versions(self.mine, row["place_uid"])
        return key

    def _settle(self, row: Values, number: int) -> bool:
        """Makes one of two articles with the same content; whether the text is theirs."""
        (here,) = values(self.mine.execute(f"{ARTICLES} WHERE a.id = ?", (number,)))
        earlier, further = _seen(row) < _seen(here), self._is_further(row, here)
        own = self._own(row)
        if further:
            seen = own if earlier else here
            self._replace(row, number, {**own, **{name: seen[name] for name in WHERE_SEEN}})
        elif earlier:
            self.changed += 1
            articles.update(self.mine, number, {name: own[name] for name in WHERE_SEEN})
        if earlier:
            identity.number_versions(self.mine, row["place_uid"])
        return further

    def _is_further(self, row: Values, here: Values) -> bool:
        """Whether their text of one content is to be kept. Joined texts are compared by themselves, because what is
        joined may have taken over an earlier capture from one that stood alone."""
        if _is_joined(row) != _is_joined(here):
            return _is_joined(row)
        if not _is_joined(row) and _seen(row) != _seen(here):
            return _seen(row) < _seen(here)
        return _body(self.theirs, row) > _body(self.mine, here)

    def _replace(self, row: Values, number: int, own: Values) -> None:
        self.changed += 1
        articles.update(self.mine, number, {**own, "continues": None})
        held = articles.clear(self.mine, number)
        self._write_text(row, number)
        paragraphs.purge(self.mine, held)

    def _own(self, row: Values) -> Values:
        kept = {name: value for name, value in row.items() if name not in (*OWN, *BESIDE, "place_uid")}
        return {**kept, "capture_id": self.captures.get(row["capture_id"])}

    def _write_text(self, row: Values, number: int) -> None:
        article = articles.load(self.theirs, row["id"])
        paragraphs.write(self.mine, number, article.paragraphs)
        articles.write_figures(self.mine, number, article.figures)
        self.mine.executemany(
            "UPDATE occurrences SET capture_id = ?, page_no = ? WHERE article_id = ? AND position = ?",
            [
                (self.captures.get(capture), page_no, number, position)
                for capture, page_no, position in self.theirs.execute(ELSEWHERE, (row["id"],)).fetchall()
            ],
        )

    def _merge_dropped(self, numbers: Mapping[int, int]) -> None:
        rows = self.theirs.execute(f"{DROPPED} ORDER BY d.url, d.capture_id, d.position, d.id")
        for (url, capture), page in groupby(rows, key=itemgetter(0, 1)):
            key = (url, self.captures.get(capture))
            theirs = list(page)
            here = f"{DROPPED} WHERE d.url = ? AND d.capture_id IS ? ORDER BY d.position, d.id"
            mine = self.mine.execute(here, key).fetchall()
            if _blocks(theirs) > _blocks(mine):
                self.left_out += 1
                self.mine.execute("DELETE FROM dropped WHERE url = ? AND capture_id IS ?", key)
                self.mine.executemany(ADD_DROPPED, [(*key, numbers.get(row[2]), *row[4:]) for row in theirs])


def tails_beside(db: sqlite3.Connection) -> int:
    """Heads that two archives joined with different tails: of one the text stands in the WARC alone."""
    (count,) = db.execute(TAILS_BESIDE).fetchone()
    return int(count)


def parts_apart(db: sqlite3.Connection) -> int:
    """Parts of articles that another archive completes: with a continuation, a next part or a newer version."""
    return sum(int(count) for query in (HALVES_APART, NEXT_APART, OUTDATED) for (count,) in db.execute(query))


def _blocks(rows: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    found = tuple(said(row[3:]) for row in rows)
    return len(found), found


def _seen(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return said(row[name] for name in ("seen_at", "payload_sha256", "record_id", "warc_file", "warc_offset"))


def _is_joined(row: Mapping[str, Any]) -> bool:
    return bool(row["is_head"] or row["continues"] is not None)


def _body(db: sqlite3.Connection, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What an article says, as far as two readings of one content may differ; the greater one is kept, and so the one
    to which more parts are joined."""
    without = {*OWN, *WHERE_SEEN, "place_uid", "record_id", "warc_file", "warc_offset"}
    columns = said(value for name, value in row.items() if name not in without)
    return _reader(row["reader_version"]), row["chars"], columns, *_lines(db, row["id"])


def _lines(db: sqlite3.Connection, number: int) -> Iterator[tuple[Any, ...]]:
    for query in (TEXT, FIGURES):
        yield tuple(said(row) for row in db.execute(query, (number,)))


def _reader(version: str) -> tuple[int, ...]:
    return tuple(map(int, NUMBER.findall(version)))
