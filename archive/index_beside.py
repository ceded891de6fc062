"""Indexes a draft in a process beside the one that stores: two fifths of storing a paragraph is to make its index.

The index of a draft may be behind its tables, since nobody searches it before it is whole. So the texts of several
commits are gathered until there are enough for a segment, the other process makes it, and a later commit puts it in.
What leaves the index, or changes there, waits until all that was given before is in. Of a draft that was interrupted
the index says itself which texts are not in it yet. Where the other process is lost, this one does its work.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Final

from archive import bulk_index, search_index
from archive.bulk_index import Made, Row
from archive.processes import LOST, Helper
from dedupe.script import simplified

AHEAD: Final = 3
"""Segments that are waited for at most: more would only take memory."""

MISSING: Final = "SELECT id, text FROM paragraphs WHERE id NOT IN (SELECT id FROM paragraphs_fts_docsize) ORDER BY id"
ENTERING: Final = """
SELECT r.id, r.text FROM temp.entering e JOIN paragraphs r ON r.id = e.id WHERE e.of_table = 'paragraphs'"""
ENTERED: Final = "DELETE FROM temp.entering WHERE of_table = 'paragraphs'"
LEAVING: Final = "SELECT id FROM temp.leaving WHERE of_table = 'paragraphs'"
LEFT: Final = "DELETE FROM temp.leaving WHERE of_table = 'paragraphs' AND id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """What was made of some paragraphs: as they are printed, and those in traditional script in simplified form."""

    printed: list[Made]
    traditional: list[Row]
    simplified: list[Made]


def make(rows: list[Row]) -> Both:
    """Makes the segments of some paragraphs, in any process."""
    forms = ((key, text, simplified(text)) for key, text in rows)
    traditional = [(key, simple) for key, text, simple in forms if simple != text]
    return Both(
        printed=bulk_index.make(rows),
        traditional=traditional,
        simplified=bulk_index.make(traditional) if traditional else [],
    )


class IndexBeside:
    """The indexing of one draft, from its first commit to `finish`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._gathered: dict[int, str] = dict(db.execute(MISSING))
        self._given: deque[tuple[list[Row], Future[Both]]] = deque()
        self._helper: Helper[list[Row], Both] | None = None

    def feed(self) -> None:
        """Takes over what entered and what left since the last commit, and puts in what has been made."""
        leaving = [key for (key,) in self._db.execute(LEAVING)]
        never_in = [key for key in leaving if self._gathered.pop(key, None) is not None]
        self._db.executemany(LEFT, ((key,) for key in never_in))
        if len(never_in) < len(leaving):
            self._put(all_given=True)
        self._gathered.update(self._db.execute(ENTERING))
        self._db.execute(ENTERED)
        search_index.feed(self._db)
        while len(self._gathered) >= bulk_index.AT_ONCE:
            self._give()
        self._put()

    def finish(self) -> None:
        """Brings the index to what the tables say; `feed` must not be called again."""
        self.feed()
        self._put(all_given=True)
        rest = sorted(self._gathered.items())  # a small draft has no more, and begins no process
        self._put_in(rest, make(rest))
        self.close()

    def close(self) -> None:
        """Ends the other process. What it was given is indexed when the draft is taken up again."""
        if self._helper:
            self._helper.end()
            self._helper = None

    def _give(self) -> None:
        rows = sorted(islice(self._gathered.items(), bulk_index.AT_ONCE))
        for key, _ in rows:
            del self._gathered[key]
        self._helper = self._helper or Helper(make)
        self._given.append((rows, self._helper.ask(rows)))

    def _put(self, *, all_given: bool = False) -> None:
        """Puts in what is made, in the order given, and waits where too much or all of it is waited for."""
        while self._given and (all_given or len(self._given) > AHEAD or self._given[0][1].done()):
            rows, made = self._given.popleft()
            self._put_in(rows, make(rows) if isinstance(made.exception(), LOST) else made.result())

    def _put_in(self, rows: list[Row], made: Both) -> None:
        search_index.put(self._db, "paragraphs", made.printed, rows)
        search_index.put(self._db, "traditional", made.simplified, made.traditional)
