"""Processes that read pages beside the reactor, so that parsing never delays a request.

A reader that dies (killed, out of memory) or hangs is replaced and its page is tried once more; a page that does it
twice is given up with `ReaderLost`, and becomes a problem instead of stopping the run.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from archive.errors import CppccError
from archive.records import Reading
from crawler.worker import PageRead, Task, read

PATIENCE = 60.0
"""Seconds that one page may take; the slowest real page of the gold set takes under 1."""
PAGES_A_READER = 2000
"""Pages after which a reader is replaced, which bounds what lxml and OpenCC may keep."""


class ReaderLost(CppccError):
    """A page that no reader could read: it made one die or hang twice, or met a fault of ours."""


def reader_count(asked: int) -> int:
    """How many reading processes: as asked, or one less than the cores, which the crawl itself needs."""
    return asked or max(1, (os.cpu_count() or 2) - 1)


class Readers:
    """A pool of reading processes that survives the loss of any of them."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._given = 0
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        self._given = 0
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.count, mp_context=context, initializer=begin)

    async def read(self, task: Task) -> PageRead | Reading:
        """Reads one response in another process. Raises ReaderLost when it cannot be read there."""
        for _ in range(2):
            pool = self._fresh()
            reading = asyncio.wrap_future(pool.submit(read, task))
            await asyncio.wait((reading,), timeout=PATIENCE)
            match reading.exception() if reading.done() else TimeoutError():
                case None:
                    return reading.result()
                case BrokenProcessPool() | TimeoutError():
                    self._replace(pool)
                case fault:
                    raise ReaderLost(f"a fault of ours in reading: {type(fault).__name__}: {fault}") from fault
        raise ReaderLost("reading it ended its process twice")

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


def end(pool: ProcessPoolExecutor) -> None:
    processes = tuple((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def begin() -> None:
    """A reader leaves Ctrl-C to the crawl, and ends when the crawl is gone, also after `kill -9` of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def outlive_nobody() -> None:
        if parent is not None:
            parent.join()
        os._exit(0)

    threading.Thread(target=outlive_nobody, daemon=True).start()
