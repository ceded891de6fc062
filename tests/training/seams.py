"""What `crawler/reading/fit.tsv` is fitted on: torn pages of the invented articles of tests/cases/topic.

`python -m tests.training.seams 0` tells, as JSON, what is seen of all pairs of blocks of the first half's pages; it is
run while `language.tsv` was counted from the other half alone, so that no sentence is known to the model already.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from random import Random

from crawler.reading import flat
from crawler.reading.fit import Seams
from crawler.reading.joins import can_continue
from crawler.reading.lines import Line, line
from dedupe import script
from tests.reading.mixtures import Mixture, Source, mixture
from tests.reading.topic_cases import TopicCase, topic_cases

PAGES = 400
"""Torn pages of each half."""
HALVES = (0, 1)
LEAST_REPORT, LEAST_ARTICLE = 300, 200
"""Characters of the articles that pages are made of."""


def half(number: int) -> list[TopicCase]:
    """Every other article."""
    return topic_cases()[number :: len(HALVES)]


def pages(number: int) -> Iterator[Mixture]:
    """Torn pages of one half's articles, the same ones each time."""
    random = Random(f"half {number}")
    cases = half(number)
    reports = [case for case in cases if case.topic == "report" and _length(case) >= LEAST_REPORT]
    others = [case for case in cases if case.topic != "report" and _length(case) >= LEAST_ARTICLE]
    for page in range(PAGES):
        own = random.sample(reports, 2)[page % 3 > 0 :]
        foreign = random.sample(others, random.randint(2, 4))
        yield mixture(f"half {number}/{page}", (_sources(own, "政协工作报告"), _sources(foreign, "本地新闻")))


def seen(page: Mixture) -> Iterator[tuple[bool, tuple[float, ...]]]:
    """Of each end that may be torn and each block that may go on: whether it does, and what is seen of the two."""
    lines = [line(block, script.simplified(block.text)) for block in flat.blocks(page.text)]
    seams = Seams([each.plain for each in lines])
    tears = {(head // 2, tail // 2) for head, tail in page.tears()}
    tails = [n for n, each in enumerate(lines) if can_continue(each)]
    for head in (n for n, each in enumerate(lines) if _may_be_torn(each)):
        yield from (((head, tail) in tears, seams.seen(head, tail)) for tail in tails if tail != head)


def _may_be_torn(each: Line) -> bool:
    return (each.torn or each.soft) and each.kind in ("body", "short")


def _length(case: TopicCase) -> int:
    return sum(len(paragraph.text) for paragraph in case.draft.paragraphs)


def _sources(cases: Sequence[TopicCase], untitled: str) -> list[Source]:
    return [
        Source(
            name=case.name,
            head=(case.draft.headline or untitled,),
            body=tuple(paragraph.text for paragraph in case.draft.paragraphs),
            report=case.topic == "report",
        )
        for case in cases
    ]


if __name__ == "__main__":
    rows = [row for page in pages(int(sys.argv[1])) for row in seen(page)]
    json.dump({"goes_on": [int(own) for own, _ in rows], "seen": [found for _, found in rows]}, sys.stdout)
