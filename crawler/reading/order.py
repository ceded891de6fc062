"""An article's own order: its head first, then its pieces as their numbering and their torn ends ask for.

The printed order stays unless another one is clearly better: reading by columns is mostly right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from crawler.reading.joins import can_continue, trusted
from crawler.reading.numbering import State, step
from crawler.reading.parts import HEAD_KINDS, Page

MOST_PIECES = 6
BETTER_BY = 1.5
NEIGHBOURS = 1.0
"""Two pieces that follow each other on the page."""
SURE_JOIN = 2.0
"""Fit from which a tail is taken to belong to a torn end that is printed after it."""
LONELY = 45
"""Characters: a lead-in that has lost its paragraph is no longer than this."""

Group = tuple[int, ...]
"""Blocks that are one paragraph: a torn end and its continuations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An article's blocks: those of its head, and its paragraphs in their order."""

    head: tuple[int, ...]
    body: tuple[Group, ...]


def ordered(page: Page, members: Sequence[int], joins: Sequence[tuple[int, int]]) -> Ordered:
    """The article's head and its paragraphs in their own order; `joins` are the tears that splitting mended."""
    following = dict(joins)
    head = _head(page, members, following)
    body = _groups([n for n in members if n not in head], following)
    body = _rearranged(page, body) if not page.single else body
    return Ordered(head=head, body=_with_leads(page, body))


def _head(page: Page, members: Sequence[int], following: dict[int, int]) -> tuple[int, ...]:
    """The title with the kicker before it and the dateline, speaker and byline after it, wherever they are printed.

    A short line that another block goes on with, or that goes on where another is torn, is a part of a paragraph,
    whatever it looks like.
    """
    mended = following.keys() | following.values()
    may = [_may_head(page, n) and n not in mended for n in members]
    title = next((at for at, n in enumerate(members) if page.lines[n].document and n not in mended), None)
    if title is None:
        title = next((at for at, found in enumerate(may) if found), None)
        if title != 0:
            return ()
    start, end = title, title + 1
    while start > 0 and may[start - 1] and members[start - 1] == members[start] - 1:
        start -= 1
    while end < len(members) and may[end]:
        end += 1
    return tuple(members[start:end])


def _may_head(page: Page, n: int) -> bool:
    line = page.lines[n]
    if line.kind == "title" or line.kind in HEAD_KINDS - {"salutation", "agency"}:
        return True
    return line.kind == "short" and not line.heading


def _groups(members: Sequence[int], following: dict[int, int]) -> tuple[Group, ...]:
    tails = set(following.values())
    groups = []
    for n in members:
        if n in tails:
            continue
        group = [n]
        while group[-1] in following:
            group.append(following[group[-1]])
        groups.append(tuple(group))
    return tuple(groups)


def _rearranged(page: Page, body: tuple[Group, ...]) -> tuple[Group, ...]:
    pieces = _pieces(page, body)
    if not 1 < len(pieces) <= MOST_PIECES:
        return body
    printed = _worth(page, pieces)
    best = max(permutations(pieces), key=lambda order: _worth(page, order))
    if _worth(page, best) < printed + BETTER_BY:
        return body
    return _mended(page, best)


def _pieces(page: Page, body: tuple[Group, ...]) -> tuple[tuple[Group, ...], ...]:
    """Runs of paragraphs whose order is not in doubt."""
    pieces: list[list[Group]] = []
    state: State = ()
    for before, group in zip((None, *body), body, strict=False):
        state, numbered = step(state, page.lines[group[0]].mark)
        found = page.lines[group[0]].mark
        broken = numbered <= -1.5 and found is not None and found.style == "chapter"
        if before is None or broken or page.lines[before[-1]].torn or group[0] != before[-1] + 1:
            pieces.append([])
            state = step((), found)[0] if broken else state
        pieces[-1].append(group)
    return tuple(map(tuple, pieces))


def _worth(page: Page, order: Sequence[tuple[Group, ...]]) -> float:
    """How well the numbering runs through, how the torn ends fit, and how much of the printed order stays."""
    state: State = ()
    worth = 0.0
    for piece in order:
        for group in piece:
            state, numbered = step(state, page.lines[group[0]].mark)
            worth += numbered
    for one, other in pairwise(order):
        worth += NEIGHBOURS * (other[0][0] > one[-1][-1]) + _tear(page, one[-1], other[0])
    return worth


def _tear(page: Page, head: Group, tail: Group) -> float:
    if not page.lines[head[-1]].torn or not can_continue(page.lines[tail[0]]):
        return 0.0
    odds = page.words.seams.fit(head[-1], tail[0])
    return odds if odds >= SURE_JOIN and trusted(page, head[-1], tail[0]) else 0.0


def _mended(page: Page, order: Sequence[tuple[Group, ...]]) -> tuple[Group, ...]:
    """The paragraphs in the new order, with a tail that is printed before its head joined to it."""
    body: list[Group] = list(order[0])
    for piece in order[1:]:
        if _tear(page, body[-1], piece[0]) >= SURE_JOIN:
            body[-1] = body[-1] + piece[0]
            piece = piece[1:]
        body += piece
    return tuple(body)


def _with_leads(page: Page, body: tuple[Group, ...]) -> tuple[Group, ...]:
    """A list that opens the article without a lead-in goes to the lead-in that stands alone and uses its words."""
    first = next((n for n, group in enumerate(body) if _is_orphan_list(page, body, n)), None)
    if first is None:
        return body
    leads = [n for n in range(len(body)) if n != first - 1 and _is_lonely_lead(page, body, n)]
    words = page.likeness.words[body[first][0]]
    shared = {n: sum(word in words for word in page.likeness.words[body[n][0]]) for n in leads}
    best = max(shared, key=lambda n: shared[n], default=None)
    if best is None or shared[best] < 3 or sum(count >= shared[best] for count in shared.values()) > 1:
        return body
    rest = [group for n, group in enumerate(body) if n != first]
    place = rest.index(body[best]) + 1
    return (*rest[:place], body[first], *rest[place:])


def _is_orphan_list(page: Page, body: tuple[Group, ...], n: int) -> bool:
    """一是… right after the head, or after a torn end: what it lists is said elsewhere."""
    found = page.lines[body[n][0]].mark
    if not found or found.style != "item" or found.ordinal != 1:
        return False
    above = page.before[body[n][0]]
    return above < 0 or page.lines[above].kind == "title" or page.lines[above].kind in HEAD_KINDS


def _is_lonely_lead(page: Page, body: tuple[Group, ...], n: int) -> bool:
    if len(body[n]) > 1:
        return False
    line = page.lines[body[n][0]]
    following = page.lines[body[n + 1][0]].mark if n + 1 < len(body) else None
    said = line.plain.endswith(("。", ":", ":")) and line.plain.count("。") <= 1
    return said and len(line.plain) <= LONELY and not (following and following.style == "item")
