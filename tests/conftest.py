"""Options of the whole suite: `--record` for saved cases, and the long runs that only `-m soak` starts."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        action="store_true",
        help="rewrite expected.json of the saved cases from what is read now; still asserts, so look at the diff",
    )


@pytest.fixture
def record(request: pytest.FixtureRequest) -> bool:
    """Whether saved cases are to be rewritten."""
    return bool(request.config.getoption("--record"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "soak" in str(config.getoption("markexpr", "")):
        return
    skip = pytest.mark.skip(reason="a long run: make soak, or pytest -m soak")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(skip)
