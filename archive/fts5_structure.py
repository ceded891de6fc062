"""The record in which an FTS5 index lists its segments, in the form that all versions of FTS5 write for our tables.

An index that was made to forget rows by itself (contentless_delete) has another form; it is not read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from archive.fts5_segment import varint

MOST_SEGMENTS: Final = 2000
"""FTS5's limit."""

Level = tuple[int, tuple[tuple[int, int, int], ...]]
"""How many of a level's segments are being merged; and its segments from the oldest on: id, first and last page."""


def varints(record: bytes) -> Iterator[int]:
    """The variable-length integers of a record, of numbers below 2 ** 56."""
    value = 0
    for byte in record:
        value = value << 7 | byte & 127
        if byte < 128:
            yield value
            value = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The segments of an index."""

    cookie: bytes
    """Tells FTS5 whether its settings have changed."""
    written: int
    """Pages that were ever written to the first level."""
    levels: tuple[Level, ...]
    """The first is for the newest segments."""

    @classmethod
    def read(cls, record: bytes) -> Structure | None:
        """What a record says; None where it is not of the form that we write."""
        left = [*varints(record[4:])][::-1]
        try:
            count, _, written = left.pop(), left.pop(), left.pop()
            levels = tuple(_level(left) for _ in range(count))
        except IndexError:
            return None
        known = cls(cookie=record[:4], written=written, levels=levels)
        return known if known.record() == record else None

    @property
    def ids(self) -> frozenset[int]:
        """The ids of all segments."""
        return frozenset(key for _, segments in self.levels for key, *_ in segments)

    def record(self) -> bytes:
        """The record that says this."""
        numbers = [len(self.levels), sum(len(segments) for _, segments in self.levels), self.written]
        for merging, segments in self.levels:
            numbers += (merging, len(segments), *(number for segment in segments for number in segment))
        return self.cookie + b"".join(map(varint, numbers))

    def with_newest(self, key: int, pages: int) -> Structure:
        """With one segment more, the newest of all.

        It goes to the second level, and with it what is on the first: there FTS5 would merge all of them at once as
        soon as they are many, though at the end of the run they are merged anyway. Where the first is being merged, the
        last of the second is what comes of that, and none may come behind it.
        """
        levels: tuple[Level, ...] = (*self.levels, (0, ()), (0, ()))[: max(2, len(self.levels))]
        (merging, newest), (merging_older, older), *oldest = levels
        added = (key, 1, pages)
        if merging:
            levels = (merging, (*newest, added)), (merging_older, older), *oldest
        else:
            levels = (0, ()), (merging_older, (*older, *newest, added)), *oldest
        return replace(self, written=self.written + pages, levels=levels)


def _level(left: list[int]) -> Level:
    merging, count = left.pop(), left.pop()
    return merging, tuple((left.pop(), left.pop(), left.pop()) for _ in range(count))
