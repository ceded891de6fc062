"""The site of the small archive, served by the real command on a free port of loopback."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.serve import press


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for an address."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running server."""

    folder: Path
    address: str

    def get(self, path: str, **headers: str) -> Answer:
        """What a path answers, whatever its status."""
        request = Request(self.address.rstrip("/") + path, headers=headers)
        try:
            with urlopen(request, timeout=10) as got:
                return Answer(status=got.status, headers=dict(got.headers), text=got.read().decode())
        except HTTPError as error:
            with error:
                return Answer(status=error.code, headers=dict(error.headers), text=error.read().decode())

    def uid(self, url: str) -> str:
        """The uid of the article at an address."""
        with closing(sqlite3.connect(self.folder / "archive.db")) as db:
            (found,) = db.execute("SELECT uid FROM articles WHERE url = ?", (url,)).fetchone()
        return str(found)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Site]:
    """`cppcc serve` on a free port."""
    line = [sys.executable, "-c", "from crawler.cli import main; main()", "serve", "--archive", str(folder)]
    with subprocess.Popen([*line, "--port", "0", *options], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield Site(folder=folder, address=server.stdout.readline().split()[0])
        finally:
            server.terminate()
            assert server.wait(20) in (0, -signal.SIGTERM)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(press.make(tmp_path_factory.mktemp("archive"))) as running:
        yield running
