"""One crawl of some newspapers of the practice press, with requisites, serves the whole folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from spiders.press import Press, Served, build, serving
from tests.replay.collection import Collection, replayed

DAYS = ("--since", "2019-01-01", "--until", "2026-12-31")
PAPERS = ("yanchuan", "zhenxi", "cangwuling", "linyuenews", "linyuebig5")
"""A Founder paper, one in a modern skin, a portal in simplified and in traditional script, and one on 博达."""
DELAY = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """A finished crawl: the press, its log, the archive, and what the command said."""

    press: Press
    served: Served
    folder: Path
    log: tuple[dict[str, Any], ...]
    said: dict[str, Any]


def crawl(served: Served, folder: Path, *options: str) -> dict[str, Any]:
    """What one `cppcc crawl --requisites` says, in a process of its own."""
    words = [sys.executable, "-m", "crawler", "crawl", "--newspapers", str(served.newspapers), "--archive", str(folder)]
    done = subprocess.run(
        [*words, *DAYS, "--json", "--requisites", *options], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    press, folder = build(1), tmp_path_factory.mktemp("press") / "archive"
    with serving(press, delay=DELAY) as served:
        said = crawl(served, folder, *PAPERS)
        yield Crawled(press=press, served=served, folder=folder, log=tuple(served.log()), said=said)


@pytest.fixture(scope="session")
def collection(crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with replayed(tmp_path_factory.mktemp("pywb"), crawled.folder / "warc") as opened:
        yield opened
