"""One small press and one undisturbed crawl of it, for every test of what a crash or a fault may cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spiders.press import Served, build, serving
from tests.crawl.crash import finished


@pytest.fixture(scope="session")
def small_press() -> Iterator[Served]:
    with serving(build(1), delay=0.005) as running:
        yield running


@pytest.fixture(scope="session")
def undisturbed(small_press: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a crawl that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed") / "archive"
    finished(small_press, folder)
    assert len(list((folder / "warc").glob("*.warc.gz"))) > 2, "the crawl must roll over"
    return folder
