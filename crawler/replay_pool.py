"""Processes that read stretches of WARCs ahead of the replay, in order, and survive a page that kills one of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from archive.errors import CppccError
from archive.processes import end, pool
from archive.warc import Damage, Stored
from archive.warc_stretch import Stretch, captures
from crawler.newspapers import Newspaper
from crawler.readers import PATIENCE
from crawler.replay_reading import Replayed, begin, read_stretch, replayed

AHEAD = 2
"""Stretches that are read ahead for each process: more would only take memory."""
STRETCHES_A_POOL = 200
"""Stretches after which the processes are replaced, which bounds what lxml and OpenCC may keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A capture that no process could read, and why."""

    replayed: Replayed
    reason: str


class ReplayPool:
    """Reading processes over one WARC folder."""

    def __init__(self, folder: Path, newspapers: dict[str, Newspaper], count: int) -> None:
        self._folder = folder
        self._newspapers = newspapers
        self._count = count
        self._pool = self._start()
        self._given = 0

    def read(self, stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, list[Replayed | Damage | Lost]]]:
        """Each stretch with its captures, in the order given. Raises CppccError where a WARC cannot be read."""
        waiting: deque[tuple[Stretch, Future[list[Replayed | Damage]]]] = deque()
        coming = iter(stretches)
        while True:
            while len(waiting) < AHEAD * self._count and (stretch := next(coming, None)):
                waiting.append((stretch, self._fresh().submit(read_stretch, self._folder, stretch)))
            if not waiting:
                return
            stretch, future = waiting.popleft()
            found = self._result(future)
            if found is None:
                yield stretch, list(self._one_by_one(stretch))
                waiting = deque((later, self._pool.submit(read_stretch, self._folder, later)) for later, _ in waiting)
            else:
                yield stretch, list(found)

    def close(self) -> None:
        """Ends the processes; what they still read is not waited for."""
        end(self._pool)

    def _result(self, future: Future[list[Replayed | Damage]]) -> list[Replayed | Damage] | None:
        try:
            fault = future.exception(timeout=10 * PATIENCE)
        except TooLong as late:
            fault = late
        if isinstance(fault, CppccError):
            raise fault
        return None if fault else future.result()

    def _one_by_one(self, stretch: Stretch) -> Iterator[Replayed | Damage | Lost]:
        """Some page of the stretch ends its process, takes too long or meets a fault of ours: which one?"""
        self._renew()
        for found in captures(self._folder, stretch):
            here = replace(found, file=stretch.file)
            yield here if isinstance(here, Damage) else self._alone(here)

    def _alone(self, stored: Stored) -> Replayed | Lost:
        future = self._pool.submit(replayed, stored, self._newspapers)
        try:
            fault = future.exception(timeout=PATIENCE)
        except TooLong as late:
            fault = late
        if fault is None:
            return future.result()
        if isinstance(fault, BrokenProcessPool | TooLong):
            self._renew()
            reason = "reading it ended its process twice"
        else:
            reason = f"a fault of ours in reading: {type(fault).__name__}: {fault}"
        return Lost(replayed=replayed(stored, self._newspapers, reads=False), reason=reason)

    def _fresh(self) -> ProcessPoolExecutor:
        self._given += 1
        if self._given > STRETCHES_A_POOL:
            self._pool.shutdown(wait=False)
            self._pool = self._start()
            self._given = 0
        return self._pool

    def _renew(self) -> None:
        end(self._pool)
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return pool(self._count, begin, self._newspapers)
