"""Processes that read pages beside the reactor, so that parsing never delays a request.

A reader that dies (killed, out of memory) or hangs is replaced and its pages are tried once more, then each alone, so
that none pays for another's fault. A page that ends a reader of its own is given up with `ReaderLost`, and becomes a
problem instead of stopping the run.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager

from archive.errors import CppccError
from archive.processes import end, pool
from archive.records import Reading
from crawler.worker import PageRead, Task, read

PATIENCE = 60.0
"""Seconds that one page may take; the slowest real page of the gold set takes under 1."""
GRACE = 5.0
"""Seconds that pages have left which are being read when the run is to end: systemd waits 90 before it kills."""
PAGES_A_READER = 2000
"""Pages after which a reader is replaced, which bounds what lxml and OpenCC may keep."""


class ReaderLost(CppccError):
    """A page that no reader could read: it made every one die or hang, or met a fault of ours."""


class RunEnding(Exception):
    """A page that was still being read when its run had to end; another run reads it."""


def reader_count(asked: int) -> int:
    """How many reading processes: as asked, or one less than the cores, which the crawl itself needs."""
    return asked or max(1, (os.cpu_count() or 2) - 1)


class Readers:
    """A pool of reading processes that survives the loss of any of them."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._given = 0
        self._pool = self._start()
        self._one_at_a_time = asyncio.Lock()
        self._limits: set[asyncio.Timeout] = set()
        self._until: float | None = None

    def _start(self) -> ProcessPoolExecutor:
        self._given = 0
        return pool(self.count)

    async def read(self, task: Task) -> PageRead | Reading:
        """Reads one response in another process. Raises ReaderLost when it cannot be read there, RunEnding when there
        is no time left for it."""
        for _ in range(2):
            those = self._fresh()
            if (done := await self._read_in(those, task)) is not None:
                return done
            self._replace(those)
        async with self._one_at_a_time:
            alone = pool(1)
            try:
                done = await self._read_in(alone, task)
            finally:
                end(alone)
        if done is None:
            raise ReaderLost("reading it ended its process, each of three times")
        return done

    async def _read_in(self, pool: ProcessPoolExecutor, task: Task) -> PageRead | Reading | None:
        """What a task reads, None where the process died or hung. Raises ReaderLost for a fault of ours."""
        try:
            reading = asyncio.wrap_future(pool.submit(read, task))
        except BrokenProcessPool:
            return None
        try:
            async with self._patience():
                await asyncio.wait((reading,))
        except TimeoutError:
            if self._until is not None:
                raise RunEnding("the run ended while it was read") from None
            return None
        match reading.exception():
            case None:
                return reading.result()
            case BrokenProcessPool():
                return None
            case fault:
                raise ReaderLost(f"a fault of ours in reading: {type(fault).__name__}: {fault}") from fault

    @asynccontextmanager
    async def _patience(self) -> AsyncIterator[None]:
        end = asyncio.get_running_loop().time() + PATIENCE
        async with asyncio.timeout_at(end if self._until is None else min(end, self._until)) as limit:
            self._limits.add(limit)
            try:
                yield
            finally:
                self._limits.discard(limit)

    def leave(self) -> None:
        """The run is to end: what is read now has GRACE left."""
        if self._until is not None:
            return
        self._until = asyncio.get_running_loop().time() + GRACE
        for limit in self._limits:
            limit.reschedule(min(limit.when() or self._until, self._until))

    def _fresh(self) -> ProcessPoolExecutor:
        # The executor's own max_tasks_per_child can lock up (CPython issue 115634), so whole pools are replaced.
        self._given += 1
        if self._given > PAGES_A_READER * self.count:
            self._pool.shutdown(wait=False)
            self._pool = self._start()
        return self._pool

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is broken:
            self._pool = self._start()
            end(broken)

    def close(self) -> None:
        """Ends the processes; what they still read is not waited for."""
        end(self._pool)
