"""What `crawler/reading/standing.tsv` is learned from: where the paragraphs of the invented articles stand.

Half of what a torn page shows is torn, so that each long paragraph is torn once, too: its first half stands where the
paragraph does, which its start alone tells, and is cut off; its second half is the rest of a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log
from random import Random

from crawler.reading.lines import LONGEST_HEADING, TERMINAL, half_width
from crawler.reading.numbering import mark
from crawler.reading.standing import CLOSING, LONGEST, LONGEST_START, OPENING, PLACES, STANDINGS, pieces
from dedupe.script import simplified
from tests.reading.mixtures import SHORTEST_TEXT, is_around, tearing
from tests.reading.topic_cases import TopicCase
from tests.training import learn

TABLE = learn.TABLE.with_name("standing.tsv")
STRENGTH, LIGHTEST = 1.0, 0.3
SHORTEST = 20
"""Characters of a paragraph whose standing is learned."""
SETTINGS = (STANDINGS, PLACES, LONGEST, LONGEST_START, OPENING, CLOSING)


def write(cases: Sequence[TopicCase], digest: str) -> None:
    """Writes the table of these articles."""
    texts = [
        {"class": stands, "pieces": pieces(text, torn=torn)} for case in cases for stands, text, torn in blocks(case)
    ]
    found = learn.learned(learn.asked(texts, STRENGTH, LIGHTEST))
    # A class starts with how frequent it is among what was learned from, which says nothing of a page
    often = Counter(text["class"] for text in texts)
    of_classes = zip(found["classes"], found["bias"], strict=True)
    found["bias"] = [bias - log(often[name] / len(texts)) for name, bias in of_classes]
    head = learn.HEAD.format(module="standing.py", digest=digest)
    TABLE.write_text(head + learn.rows(found, STANDINGS), "utf-8")


def blocks(case: TopicCase) -> Iterator[tuple[str, str, bool]]:
    """What each of the article's blocks is, its text, and whether it is torn."""
    if not case.draft.headline:
        return
    random = Random(case.name)
    yield "headline", _plain(case.draft.headline), False
    texts = [_plain(each.text) for each in case.draft.paragraphs if not is_around(each.text)]
    long = [n for n, text in enumerate(texts) if len(text) >= SHORTEST and not _is_short(text)]
    for n, text in enumerate(texts):
        if _is_short(text):
            if not mark(text):
                yield "heading", text, False
        elif len(long) > 1 and n in long:
            stands = "first" if n == long[0] else "last" if n == long[-1] else "inner"
            yield stands, text, False
            places = tearing(text) if len(text) >= SHORTEST_TEXT else []
            if places:
                at = random.choice(places)
                yield stands, text[:at], True
                yield "cut", text[:at], False
                yield "rest", text[at:], False


def _is_short(text: str) -> bool:
    return 3 < len(text) <= LONGEST_HEADING and text[-1] not in TERMINAL and not re.search('[")”]$', text)


def _plain(text: str) -> str:
    return half_width(simplified(text))
