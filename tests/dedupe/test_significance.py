"""Short lines, salutations and formulae of courtesy are no reuse; full sentences are."""

from __future__ import annotations

import pytest

from dedupe import canonical
from dedupe.significance import significant


@pytest.mark.parametrize(
    "printed",
    [
        "各位委员、同志们：",
        "二、2024年提案工作的主要做法和成效",
        "尊敬的各位领导、各位委员、各位来宾、同志们、朋友们：",
        "我受政协临溪市第五届委员会常务委员会委托，向大会报告2024年以来的提案工作情况，请予审议。",
        "现在，我代表政协北泽县第九届委员会常务委员会，向大会报告工作，请予审议，并请列席人员提出意见。",
        "以上报告，请予审议，并请各位列席会议的同志提出宝贵意见。",
        "——2025年1月12日在中国人民政治协商会议临溪市第五届委员会第四次会议上",
        "（2025年1月15日政协临溪市第五届委员会第四次会议通过）",
    ],
)
def test_a_courtesy_is_no_reuse(printed: str) -> None:
    assert not significant(canonical(printed))


@pytest.mark.parametrize(
    "printed",
    [
        "全年共收到提案437件，经审查立案374件，办复率100%。",
        "各位委员积极建言资政，围绕老城改造提出意见建议86条，得到市委充分肯定。",
        "报告起草过程中，广泛征求了各界别委员的意见建议，先后修改十余次。",
        "紧扣产业升级召开专题协商会议，十二名委员作大会发言，有关建议转化为部门工作措施。",
    ],
)
def test_a_sentence_that_says_something_is(printed: str) -> None:
    assert significant(canonical(printed))
