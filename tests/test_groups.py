"""Tests that share a costly fixture run in one process: a group that xdist does not see makes it twice."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("groups")
def test_a_group_is_part_of_the_name_by_which_xdist_deals_out_tests(request: pytest.FixtureRequest) -> None:
    """pytest 9.2 no longer reads what pytest-xdist 3.8 writes it into."""
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("without --dist loadgroup there are no groups")
    assert request.node.nodeid.endswith("@groups")
