"""Processes beside a command: begun anew (no lock or connection of the parent in them), and never left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def pool(count: int, begins: Callable[..., None] | None = None, *given: Any) -> ProcessPoolExecutor:
    """Processes that call `begins` with what is given before their first task, if it is given."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(begins, given))


def end(pool: ProcessPoolExecutor) -> None:
    """Ends a pool and its processes; what they still do is not waited for."""
    processes = tuple((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()  # a process that hangs may never take notice of SIGTERM


def _begin(begins: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """A process leaves Ctrl-C to its command, and ends when that is gone, also after `kill -9` of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def outlive_nobody() -> None:
        if parent is not None:
            parent.join()
        os._exit(0)

    threading.Thread(target=outlive_nobody, daemon=True).start()
    if begins:
        begins(*given)
