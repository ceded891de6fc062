"""Processes beside a command: begun anew (no lock or connection of the parent in them), and never left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

LOST = (EOFError, OSError)
"""What a `Helper`'s answer raises where its process is gone."""


class Helper(Generic[Given, Made]):
    """One process that does one kind of work, in the order in which it is given.

    Whatever becomes of the process, each answer comes or raises one of LOST: nobody but the process itself holds the
    other end of its pipe. An executor's pool holds it too, and waits for ever where a process dies in mid-answer.
    """

    def __init__(self, does: Callable[[Given], Made]) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, does), daemon=True)
        self._process.start()
        there.close()
        self._thread = ThreadPoolExecutor(1)

    @property
    def pid(self) -> int | None:
        """The process."""
        return self._process.pid

    def ask(self, given: Given) -> Future[Made]:
        """Gives work; to give it and to wait for its end takes no time of the caller's."""
        return self._thread.submit(self._asked, given)

    def end(self) -> None:
        """Ends the process; what it still does is not waited for."""
        self._process.kill()
        self._thread.shutdown(cancel_futures=True)
        self._process.join()
        self._here.close()

    def _asked(self, given: Given) -> Made:
        self._here.send(given)
        made: Made = self._here.recv()
        return made


def _serve(there: Connection, does: Callable[[Any], Any]) -> None:
    _begin(None, ())
    with suppress(*LOST):  # also where the work fails so: whoever asked does it, and says what is wrong
        while True:
            there.send(does(there.recv()))


def pool(count: int, begins: Callable[..., None] | None = None, *given: Any) -> ProcessPoolExecutor:
    """Processes that call `begins` with what is given before their first task, if it is given."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(begins, given))


def end(pool: ProcessPoolExecutor) -> None:
    """Ends a pool and its processes; what they still do is not waited for."""
    processes = tuple((pool._processes or {}).values())
    answers: Any = pool._result_queue
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()  # a process that hangs may never take notice of SIGTERM
    # One that died in mid-answer: the rest of it would be waited for as long as somebody could write it.
    if answers is not None:
        answers._writer.close()


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
