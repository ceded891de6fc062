"""Archives of several machines become one: in any order the same, nothing lost, a bad one refused, a kill survived."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.merge import merge
from archive.store import Archive
from archive.verify import verify
from tests.archive.crawls import EVENTS, PAIR, crawled
from tests.archive.logical import dump

RECORD = re.compile(r"<urn:[^>]*>")
MACHINES = ("north", "south", "west")
ALL = (*EVENTS, *PAIR)


def said(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with Archive.open(folder, hold=False) as archive:
        return dump(archive.db)


def merged(folder: Path, others: Sequence[Path]) -> dict[str, list[tuple[object, ...]]]:
    merge(folder, others)
    assert verify(folder) == ()
    return said(folder)


shares = st.lists(st.sampled_from(range(1, 8)), min_size=len(ALL), max_size=len(ALL))
"""For each event, which of the machines saw it, as bits; so several may have seen the same page."""


def divided(root: Path, share: Sequence[int]) -> list[Path]:
    return [
        crawled(root / machine, machine, [event for event, bits in zip(ALL, share, strict=True) if bits >> n & 1])
        for n, machine in enumerate(MACHINES)
    ]


@settings(max_examples=12, deadline=None)
@given(share=shares, order=st.permutations(range(3)), data=st.data())
def test_archives_of_a_divided_crawl_merge_to_the_same_in_any_order(
    share: list[int], order: list[int], data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        machines = divided(root, share)
        first = merged(root / "first", machines)
        other = [machines[n] for n in order]
        # as a tree: the first takes in the second, and the sum is taken in by, or takes in, the third
        merge(other[0], [other[1]])
        if data.draw(st.booleans()):
            assert merged(other[0], [other[2]]) == first
        else:
            assert merged(other[2], [other[0]]) == first


def without_records(found: dict[str, list[tuple[object, ...]]]) -> dict[str, list[str]]:
    """A dump without what names the machine: record ids and WARC files."""
    left = {name: rows for name, rows in found.items() if name != "captures"}
    return {name: sorted(RECORD.sub("", repr(row)) for row in rows) for name, rows in left.items()}


def test_a_divided_crawl_merges_to_what_one_machine_would_have_made(tmp_path: Path) -> None:
    whole = without_records(said(crawled(tmp_path / "whole", "whole", ALL, run=False)))
    backwards = without_records(said(crawled(tmp_path / "backwards", "whole", ALL[::-1], run=False)))
    parts = [crawled(tmp_path / name, name, ALL[n::3], run=False) for n, name in enumerate(MACHINES)]
    found = without_records(merged(tmp_path / "sum", parts))
    assert {name: len(found[name]) for name in ("articles", "paragraphs", "occurrences", "dropped", "figures")} == {
        "articles": 9,
        "paragraphs": 5,
        "occurrences": 14,
        "dropped": 8,
        "figures": 3,
    }
    assert found == whole == backwards
