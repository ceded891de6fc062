"""Progress on stderr, only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is (0 = not known)."""


@contextmanager
def shown(unit: str) -> Iterator[Progress]:
    """A bar that starts anew for each thing that is done; nothing where stderr is no terminal."""
    bar: tqdm[Any] = tqdm(unit=unit, leave=False, disable=not sys.stderr.isatty(), dynamic_ncols=True)

    def tell(what: str, done: int, total: int) -> None:
        if bar.disable:
            return
        if bar.desc != f"{what}: ":
            bar.set_description(what, refresh=False)
            bar.reset()
        bar.total = total or None
        bar.update(done - bar.n)

    with bar:
        yield tell
