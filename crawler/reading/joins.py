"""Whether a block is the rest of a torn sentence: what speaks for and against it, in log odds as in `prices.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from crawler.reading.lines import LONGEST_HEADING, Line
from crawler.reading.parts import Page, Part, Reading

DEAD_END = -2.3
"""Its continuation is not on the page."""
JOINED = 0.5
JOINED_FAR = -1.2
"""Its continuation stands behind another article."""
JOINED_FAR_MIDWAY = -2.7
"""The same, but what stands above the continuation is no column's end."""
JOINED_HEADING = -2.0
"""The end is a short line without a stop and with a number or without a comma, more often a heading."""
JOINED_TITLE = -3.5
"""The end stands where a headline does: the first words of an article may be all that a column has of it."""
LEAST_FIT, LEAST_FIT_SOFT, LEAST_FIT_SHORT = -3.0, -1.0, 3.5
"""The fit below which no join is thought of: after a torn end, after a line that may be one, after a short line."""
MOST_LEFT_OVER = 4000
"""Pairs of ends and rests that are compared, a tenth of a second: a list of a thousand torn lines has no sentences."""
TRUSTED, TRUSTED_FAR = -1.0, 0.0
"""The fit from which a join of the finished reading is made: next to the end, and behind another article. The others
only say whose the blocks are; the end stays torn."""
TRUSTED_HEADING = 3.0
"""The same where the head looks like a whole heading."""
LEFT_OVER, LEFT_OVER_NEXT = 4.0, 1.0
"""The fit from which an end and a rest that splitting left alone are joined: printed anywhere, and right behind it. In
940 mixtures of three kinds that mends 42 of 1,488 tears more, with 3 wrong joins."""


def price(page: Page, reading: Reading, n: int, part: Part) -> float | None:
    """What it costs to take block n for the rest of the article's torn end, None where it cannot be."""
    line, head = page.lines[n], page.lines[part.last]
    if not (part.torn or part.short) or not can_continue(line) or _under_heading(page, n):
        return None
    odds = page.words.seams.fit(part.last, n)
    if odds < _least_fit(head):
        return None
    return odds + _of_head(head) + _of_place(page, reading, n, part.last) + JOINED_TITLE * part.only_title


def _of_place(page: Page, reading: Reading, n: int, head: int) -> float:
    """The price of joining block n to the torn block `head`, before the fit of their texts is asked."""
    if page.before[n] == head:
        return JOINED
    above = page.lines[page.before[n]]
    column_end = above.torn or above.soft or above.kind not in ("body", "short")
    return JOINED_FAR if column_end or reading.parts[reading.owners[page.before[n]]].ended else JOINED_FAR_MIDWAY


def _of_head(head: Line) -> float:
    """The price of taking this line for a torn end."""
    return 0.0 if _is_end(head) else JOINED_HEADING


def _is_end(line: Line) -> bool:
    """Whether a sentence is torn at the end of this line, as far as the line itself tells."""
    return line.torn or _torn_words(line)


def _torn_words(head: Line) -> bool:
    """A short line that is rather the last words of a torn paragraph than a heading."""
    return head.soft and not head.mark


def _least_fit(head: Line) -> float:
    """The fit below which a join is no hypothesis at all."""
    if head.torn:
        return LEAST_FIT
    return LEAST_FIT_SOFT if head.soft else LEAST_FIT_SHORT


def made(page: Page, reading: Reading) -> Reading:
    """The reading with those of its joins that are sure: a wrong join is worse than a sentence that stays torn."""
    opening = _opening(reading)
    sure = tuple((head, tail) for head, tail in reading.joins if trusted(page, head, tail, opens=head in opening))
    return replace(reading, joins=sure)


def trusted(page: Page, head: int, tail: int, *, opens: bool = False) -> bool:
    """Whether the two are surely one sentence; what opens an article and may be whole is its headline."""
    odds = page.words.seams.fit(head, tail)
    if not _is_end(page.lines[head]):
        return not opens and odds >= TRUSTED_HEADING
    return odds >= (TRUSTED if page.before[tail] == head else TRUSTED_FAR)


def left_over(page: Page, reading: Reading) -> Reading:
    """The reading with torn ends joined to a rest that splitting could not think of: it is printed before the end, or
    in what was taken for another article. Each of the two must fit the other better than whatever else is left."""
    following = dict(reading.joins)
    tails = set(following.values())
    opening = _opening(reading)  # a headline has no full stop either
    ends = [
        n
        for n, line in enumerate(page.lines)
        if n not in following and _is_end(line) and (line.torn or n not in opening)
    ]
    rests = [n for n, line in enumerate(page.lines) if n not in tails and can_continue(line)]
    if len(ends) * len(rests) > MOST_LEFT_OVER:
        return reading
    odds = {(end, rest): page.words.seams.fit(end, rest) for end in ends for rest in rests if end != rest}
    for end, rest in _best_both(odds):
        least = LEFT_OVER_NEXT if page.before[rest] == end else LEFT_OVER
        if odds[end, rest] >= least and not _leads_to(following, rest, end):
            following[end] = rest
    owners = list(reading.owners)
    for start in following.keys() - following.values():
        end = start
        while end in following:
            end = following[end]
            owners[end] = owners[start]
    return replace(reading, owners=tuple(owners), joins=tuple(following.items()))


def _opening(reading: Reading) -> frozenset[int]:
    return frozenset(part.members[0] for part in reading.parts)


def _best_both(odds: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs of which each fits the other better than any other does."""
    fits: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for pair, fit in odds.items():
        for side in (0, 1):
            fits[side, pair[side]].append(fit)
    best = {of: max(found) for of, found in fits.items() if found.count(max(found)) == 1}
    return [(a, b) for (a, b), fit in odds.items() if best.get((0, a)) == fit == best.get((1, b))]


def _leads_to(following: Mapping[int, int], start: int, end: int) -> bool:
    """Whether the paragraph that goes on from a block comes to another one."""
    while start != end and start in following:
        start = following[start]
    return start == end


def can_continue(line: Line) -> bool:
    """Whether a block can be the rest of a torn sentence at all: no mark of its own, no title, no other start."""
    if line.mark or line.continued_from or line.lead or line.headline:
        return False
    if len(line.plain) <= LONGEST_HEADING and line.plain.endswith(("?", ":")):
        return False
    return line.kind == "body" or (line.kind == "short" and line.torn)


def _under_heading(page: Page, n: int) -> bool:
    """Right under a heading stands a paragraph's start, never the rest of a sentence."""
    above = page.lines[page.before[n]] if page.before[n] >= 0 else None
    return above is not None and (above.kind == "salutation" or (above.heading and not above.soft))
