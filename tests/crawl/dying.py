"""Runs `cppcc` and dies by SIGKILL at a chosen instant: `python -m tests.crawl.dying append 17 crawl …`.

The instants are those at which a store can be half done; real code runs up to them and nothing after.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from archive import segments, warc, warc_writer
from archive.store import Archive
from crawler.cli import main
from crawler.settle import Settler


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(act: Callable[..., Any], number: int) -> Callable[..., Any]:
    calls = count(1)

    def acting(*arguments: Any, **named: Any) -> Any:
        if next(calls) == number:
            die()
        return act(*arguments, **named)

    return acting


def after(act: Callable[..., Any], number: int) -> Callable[..., Any]:
    calls = count(1)

    def acting(*arguments: Any, **named: Any) -> Any:
        done = act(*arguments, **named)
        if next(calls) == number:
            die()
        return done

    return acting


def half_written(act: Callable[..., Any], number: int) -> Callable[..., Any]:
    calls = count(1)

    def append(segment: segments.OpenSegment, content: bytes) -> int:
        if next(calls) == number:
            act(segment, content[: len(content) // 2])
            die()
        return int(act(segment, content))

    return append


INSTANTS: dict[str, tuple[Any, str, Callable[..., Callable[..., Any]]]] = {
    "append": (segments.OpenSegment, "append", half_written),
    "appended": (segments.OpenSegment, "append", after),
    "synced": (warc.Writer, "sync", after),
    "committed": (Archive, "commit", after),
    "settled": (Settler, "_done", after),
    "seal": (warc_writer, "seal", before),
    "sealed": (warc_writer, "seal", after),
    "add_reading": (Archive, "add_reading", after),
}
"""What is wrapped, and whether it dies before, after, or in the middle; `settled` is inside the savepoint."""


def run(instant: str, number: int) -> None:
    """Runs the command, to die at the number-th time of an instant."""
    owner, name, how = INSTANTS[instant]
    setattr(owner, name, how(getattr(owner, name), number))
    main()


if __name__ == "__main__":
    chosen, times = sys.argv[1], int(sys.argv[2])
    sys.argv = ["cppcc", *sys.argv[3:]]
    run(chosen, times)
