"""What `crawler/reading/fit.tsv` is fitted on: torn pages of the invented articles of tests/cases/topic.

`python -m tests.training.seams 0` tells, as JSON, what is seen of all pairs of blocks of the first half's pages; it is
run while `language.tsv` and `seam_network.npz` know the other half alone, so that no sentence is known to them already.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from random import Random

from crawler.reading import flat
from crawler.reading.fit import Seams
from crawler.reading.joins import can_continue
from crawler.reading.lines import line
from dedupe import script
from tests.reading.mixtures import Mixture, is_whole, may_be_torn, mixture, written
from tests.reading.topic_cases import TopicCase, topic_cases

PAGES = 400
"""Torn pages of each half."""
HALVES = (0, 1)


def half(number: int) -> list[TopicCase]:
    """Those of every other article that have no torn end."""
    return [case for case in topic_cases()[number :: len(HALVES)] if is_whole(case)]


def pages(number: int) -> Iterator[Mixture]:
    """Torn pages of one half's articles, the same ones each time."""
    random, articles = Random(f"half {number}"), written(half(number))
    for page in range(PAGES):
        yield mixture(f"half {number}/{page}", articles.drawn(random))


def seen(page: Mixture) -> Iterator[tuple[bool, tuple[float, ...]]]:
    """Of each end that may be torn and each block that may go on: whether it does, and what is seen of the two.

    A block that is read twice would be told to go on once and not to go on the other time: it is asked once.
    """
    lines = [line(block, script.simplified(block.text)) for block in flat.blocks(page.text)]
    seams = Seams([each.plain for each in lines])
    tears = {(head // 2, tail // 2) for head, tail in page.tears()}
    once = [(n, each) for n, each in enumerate(lines) if not page.lines[n].repeats]
    tails = [n for n, each in once if can_continue(each)]
    for head in (n for n, each in once if may_be_torn(each)):
        yield from (((head, tail) in tears, seams.seen(head, tail)) for tail in tails if tail != head)


if __name__ == "__main__":
    rows = [row for page in pages(int(sys.argv[1])) for row in seen(page)]
    json.dump({"goes_on": [int(own) for own, _ in rows], "seen": [found for _, found in rows]}, sys.stdout)
