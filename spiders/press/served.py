"""Serves a press to a test or a demonstration: a process of its own that ends with its parent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

from spiders.press.faults import Fault
from spiders.press.press import Press

WAIT = 10.0
"""Seconds for a control request and for the process to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A press that listens: `urls` by server index, `newspapers` the declarations' file."""

    press: Press
    urls: tuple[str, ...]
    newspapers: Path
    pid: int

    def url(self, newspaper_id: str) -> str:
        """The base URL of a newspaper's server."""
        return self.urls[next(n.server for n in self.press.newspapers if n.id == newspaper_id)]

    def log(self) -> list[dict[str, Any]]:
        """Every request so far: time, server, method, path (with query), status (0 = dropped), user_agent."""
        rows: list[dict[str, Any]] = json.loads(self._ask("GET", "log"))
        return rows

    def forget(self) -> None:
        """Empties the log."""
        self._ask("DELETE", "log")

    def fault(self, *faults: Fault) -> None:
        """Puts these faults in force in place of all others; none = sound again."""
        self._ask("PUT", "faults", json.dumps([asdict(fault) for fault in faults]).encode())

    def _ask(self, method: str, what: str, body: bytes | None = None) -> bytes:
        request = Request(f"{self.urls[0]}/__press__/{what}", data=body, method=method)
        with urlopen(request, timeout=WAIT) as answer:
            told: bytes = answer.read()
            return told


@contextmanager
def serving(
    press: Press, folder: Path | None = None, *, delay: float = 0.01, arguments: Sequence[str] = ()
) -> Iterator[Served]:
    """Serves a press in a process of its own while the block runs.

    `folder` receives newspapers.toml and truth.json (a temporary one if None). Raises RuntimeError with the process's
    words if it does not start.
    """
    with TemporaryDirectory() as spare:
        command = [sys.executable, "-m", "spiders.press", "serve", "--write", str(folder or spare)]
        command += ["--seed", str(press.seed), "--editions", str(press.scale), "--delay", str(delay)]
        command += [] if press.broken else ["--sound"]
        process = subprocess.Popen(
            [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            yield _ready(process, press)
        finally:
            _end(process)


def _ready(process: subprocess.Popen[str], press: Press) -> Served:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        _, words = process.communicate(timeout=WAIT)
        raise RuntimeError(f"the practice press did not start: {words.strip()}")
    told = json.loads(line)
    return Served(press=press, urls=tuple(told["ready"]), newspapers=Path(told["newspapers"]), pid=process.pid)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=WAIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
