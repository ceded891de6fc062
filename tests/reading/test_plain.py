"""How a sentence is told plainly, and its numbers cut out with the words around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.counted import counts
from crawler.reading.mentions import mentions
from crawler.reading.plain import plainly


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("立案四百八十六件,占百分之九十五点一。", "立案486件,占95.1%。"),
        ("六届二次会议第十二件提案", "六届二次会议第十二件提案"),
        ("立案率由2022年的92%降至85%。", "立案率达到85%。"),
        ("满意率比上年提高1.2个百分点,达到98.7%。", "满意率达到98.7%。"),
        ("委员提案、集体提案分别为298件、83件。", "委员提案298件,集体提案83件,。"),
        ("办复率和满意率分别由上年的98%和93%提高到100%和96%。", "办复率100%,满意率96%,。"),
        ("各类提案(含联名提案)446件", "各类提案446件"),
        ("各县(市、区)政协提案446件", "各县(市、区)政协提案446件"),
    ],
)
def test_a_sentence_told_plainly_has_each_value_beside_its_name(printed: str, plain: str) -> None:
    assert plainly(printed) == plain


def test_a_number_has_the_words_that_lead_to_it_and_those_that_follow_up_to_the_next() -> None:
    found = [(m.value, m.unit, m.lead, m.tail, m.noun) for m in mentions("共收到461件提案,立案381件,占82.6%。")]
    assert found == [
        (461, "件", "共收到", "提案", "提案"),
        (381, "件", "立案", "", "提案"),
        (82.6, "%", "占", "", "提案"),
    ]


def test_the_nearest_words_say_what_a_number_counts() -> None:
    found = [(count.name, count.value) for count in counts("共收到461件提案,立案381件,占82.6%。")]
    assert found == [("proposals_submitted", 461), ("proposals_filed", 381), ("filing_rate", 82.6)]


@given(st.text(alphabet="提案立共收到件委员集体办复率分别由增至为(),、百二十0123456789%。", max_size=80))
def test_no_sentence_is_too_odd_to_be_told_and_counted(sentence: str) -> None:
    plain = plainly(sentence)
    assert all(plain[count.start : count.end] for count in counts(plain))
