"""The figures that a report states of its own year."""

from __future__ import annotations

import pytest

from archive.records import Report
from crawler.reading import figures
from tests.reading.seed_reports import SEEDS, seed_reports

needs_seeds = pytest.mark.skipif(not SEEDS.exists(), reason="the sample documents (../shared/seeds) are not here")
GOLD_NAMES = {
    "proposals_submitted": "submitted",
    "proposals_filed": "filed",
    "proposals_member": "member",
    "proposals_collective": "collective",
    "reply_rate": "reply_rate",
    "filing_rate": "filing_rate",
}


@needs_seeds
@pytest.mark.parametrize("name", ["000A", "000B", "001A", "002A", "002B", "003A", "004A"])
def test_a_sample_report_gives_the_figures_of_the_gold_file_and_no_others(name: str) -> None:
    draft, gold = seed_reports()[name]
    found = figures.figures(draft.paragraphs, Report(kind="other", covers_year=gold["covers_year"]))
    got = {figure.name: figure.value for figure in found if figure.name in GOLD_NAMES}
    assert got == {ours: gold[theirs] for ours, theirs in GOLD_NAMES.items() if gold.get(theirs) is not None}
    assert all(figure.evidence in draft.paragraphs[figure.paragraph].text for figure in found)
