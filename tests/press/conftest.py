"""One press and one serving process for the whole area."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spiders.press import Press, Served, build, serving


@pytest.fixture(scope="session")
def press() -> Press:
    return build(seed=1)


@pytest.fixture(scope="session")
def served(press: Press) -> Iterator[Served]:
    with serving(press) as running:
        yield running
