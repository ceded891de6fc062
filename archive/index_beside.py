"""Indexes a draft in a process beside the one that stores: two fifths of storing a paragraph is to make its index.

The index of a draft may be behind its tables, since nobody searches it before it is whole. So texts are gathered over
commits, the other process sorts their terms (archive/sorted_runs.py), and in the end both merge them into one segment.
What leaves the index meanwhile, or changes there, waits for that. A draft that was interrupted begins its index anew.
Where the other process is lost, this one does its work.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from archive import bulk_index, merged_runs, search_index, sorted_runs
from archive.bulk_index import Row
from archive.connection import Connection
from archive.durable import write_failed
from archive.fts5_segment import Segment
from archive.fts5_tables import Refused
from archive.merged_runs import Merge, Written
from archive.processes import LOST, Helper
from archive.replace import RUNS
from archive.sorted_runs import Run
from dedupe.script import simplified

AHEAD: Final = 3
"""Runs that are waited for at most: more would only take memory."""

TEXTS: Final = "SELECT id, text FROM paragraphs ORDER BY id"
LEAVING: Final = "SELECT id FROM temp.paragraphs_leaving"
LEFT: Final = "DELETE FROM temp.paragraphs_leaving WHERE id IN (SELECT value FROM json_each(?))"
ENTERING: Final = f"""
SELECT r.id, r.text FROM temp.paragraphs_entering e CROSS JOIN paragraphs r ON r.id = e.id
 WHERE e.id NOT IN ({LEAVING})"""
ENTERED: Final = f"DELETE FROM temp.paragraphs_entering WHERE id NOT IN ({LEAVING})"
ENTER_LATE: Final = """
INSERT OR IGNORE INTO temp.paragraphs_entering (id)
SELECT id FROM paragraphs WHERE id IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Runs of some paragraphs: as they are printed, and in simplified form those of traditional script."""

    printed: list[Run]
    simplified: list[Run]
    left: list[int]
    """Ids of those that only FTS5 can index."""


def sort(file: Path, rows: Sequence[Row]) -> Sorted:
    """Appends the runs of some paragraphs to a file, in any process. Raises OSError."""
    forms = ((key, text, simplified(text)) for key, text in rows)
    traditional = [(key, simple) for key, text, simple in forms if simple != text]
    printed, left = sorted_runs.sort(file, rows)
    simple, left_simple = sorted_runs.sort(file, traditional)
    without = {key for key, _ in left + left_simple}
    if without.isdisjoint(key for key, _ in traditional):
        return Sorted(printed=printed, simplified=simple, left=sorted(without))
    # In one form FTS5 must index them, so it does in both.
    again = sort(file, [row for row in rows if row[0] not in without])
    return Sorted(printed=again.printed, simplified=again.simplified, left=sorted(without.union(again.left)))


class Beside:
    """What the other process does, in the order in which it is asked: it sorts rows, then makes parts of a merge."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._merge: Merge | None = None

    def __call__(self, given: Sequence[Row] | Merge | int) -> Sorted | Written | None:
        """Sorts rows; takes a merge; writes the part of the merge that has a number."""
        if isinstance(given, Merge):
            self._merge = given
            return None
        if isinstance(given, int):
            return self._merge.write(given) if self._merge else None
        return sort(self._file, given)


class IndexBeside:
    """The indexing of one draft, from its first commit to `finish`. Its methods raise StoreFailed."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._file = db.path.with_name(db.path.name + RUNS)
        self._gathered: dict[int, str] = {}
        self._given: deque[tuple[list[Row], Future[Sorted]]] = deque()
        self._sorted: list[Sorted] = []
        self._merges: list[tuple[str, Merge, list[Future[Written]]]] = []
        self._helper: Helper[Sequence[Row] | Merge | int, Any] | None = None
        self._file.unlink(missing_ok=True)
        search_index.clear(db, "paragraphs")
        try:
            for key, text in db.execute(TEXTS):
                self._gathered[key] = text
                self._give()
        except BaseException:
            self.close()
            raise

    def feed(self) -> None:
        """Takes over what entered and what left since the last commit."""
        never_in = [key for (key,) in self._db.execute(LEAVING) if self._gathered.pop(key, None) is not None]
        self._db.execute(LEFT, (json.dumps(never_in),))
        self._gathered.update(self._db.execute(ENTERING))
        self._db.execute(ENTERED)
        search_index.feed(self._db, ("articles",))
        self._give()

    def begin_merge(self) -> None:
        """Has the other process begin with what `finish` goes on with; `feed` must not be called again."""
        self.feed()
        while self._given:
            self._take()
        if not self._sorted:  # so few texts need no other process
            return
        self._sorted.append(self._sort(sorted(self._gathered.items())))
        for table, runs in (
            ("paragraphs_fts", [run for some in self._sorted for run in some.printed]),
            ("traditional_fts", [run for some in self._sorted for run in some.simplified]),
        ):
            for merge in merged_runs.merges(self._file, runs):
                self._ask(merge)
                self._merges.append((table, merge, [self._ask(number) for number in range(merge.parts)]))

    def finish(self) -> None:
        """Brings the index to what the tables say, with commits on the way."""
        try:
            for table, merge, asked in self._merges:
                bulk_index.put_merged(self._db, table, merge, self._parts(merge, asked))
        except Refused:
            self._sorted.clear()
        if self._sorted:
            self._late()
        else:
            search_index.rebuild(self._db)
        search_index.note_merged(self._db)
        self.close()

    def close(self) -> None:
        """Ends the other process, and drops what is not in the index yet."""
        if self._helper:
            self._helper.end()
            self._helper = None
        self._file.unlink(missing_ok=True)

    def _give(self) -> None:
        while len(self._gathered) >= bulk_index.AT_ONCE:
            rows = sorted(islice(self._gathered.items(), bulk_index.AT_ONCE))
            for key, _ in rows:
                del self._gathered[key]
            self._given.append((rows, self._ask(rows)))
        while self._given and (len(self._given) > AHEAD or self._given[0][1].done()):
            self._take()

    def _ask(self, given: Sequence[Row] | Merge | int) -> Future[Any]:
        self._helper = self._helper or Helper(Beside(self._file))
        return self._helper.ask(given)

    def _take(self) -> None:
        rows, found = self._given.popleft()
        self._sorted.append(self._sort(rows) if isinstance(found.exception(), LOST) else found.result())

    def _sort(self, rows: Sequence[Row]) -> Sorted:
        with self._written():
            return sort(self._file, rows)

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise write_failed(self._file, error) from error

    def _parts(self, merge: Merge, asked: Sequence[Future[Written]]) -> Iterator[Segment]:
        """The parts of the segment in order. The other process makes them from the first on, this one from the last."""
        made: dict[int, Written] = {}
        for number in reversed(range(merge.parts)):
            if not asked[number].cancel():
                break
            made[number] = self._part(merge, number)
        for number, part in enumerate(asked):
            if number not in made:
                made[number] = self._part(merge, number) if isinstance(part.exception(), LOST) else part.result()
            with self._written():
                yield merge.read(made.pop(number))

    def _part(self, merge: Merge, number: int) -> Written:
        with self._written():
            return merge.write(number)

    def _late(self) -> None:
        """Indexes what only FTS5 can index, and what left or changed since it was sorted."""
        left = json.dumps([key for some in self._sorted for key in some.left])
        self._db.execute(LEFT, (left,))  # they never were in
        self._db.execute(ENTER_LATE, (left,))
        search_index.feed(self._db)
