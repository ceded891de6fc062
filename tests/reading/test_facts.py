"""What a report states of itself, on the sample documents and on invented ones."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.reading import facts, topic
from crawler.reading.model import Hints
from tests.reading.seed_reports import SEEDS, seed_reports

needs_seeds = pytest.mark.skipif(not SEEDS.exists(), reason="the sample documents (../shared/seeds) are not here")
KINDS = {"常委会工作报告": "常委会工作报告", "提案工作情况报告": "提案工作报告"}


@needs_seeds
@pytest.mark.parametrize("name", ["000A", "000B", "001A", "002A", "002B", "003A", "004A"])
def test_a_sample_report_states_what_the_gold_file_says_and_nothing_more(name: str) -> None:
    draft, gold = seed_reports()[name]
    judged = topic.judge(draft, Hints())
    assert judged.topic == "report", judged
    found = facts.report(draft, Hints(), judged)
    assert found.kind == KINDS[gold["type"]]
    assert (found.place, found.province) == (gold["city"] + "市", gold["province"] + "省")
    assert found.level == "prefecture"
    assert (found.term, found.session) == (gold["term"], gold["session"])
    assert found.speaker == gold["speaker"]
    assert found.delivered_on == (date.fromisoformat(gold["delivered"]) if gold["delivered"] else None)
    assert found.covers_year == gold["covers_year"]
