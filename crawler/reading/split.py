"""Which block belongs to which article of the page.

The blocks are read in their order; each either goes on with the article before it, returns to an earlier one, or opens
a new one. Each choice has a price: titles and numbering, whose words and whose voice a block uses (`prices.py`), torn
ends and how well a continuation fits them (`joins.py`). The best reading of the page wins (a beam search). Further
passes know the articles of the pass before, so that lines that stand before their own title find it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from crawler.reading import joins, prices
from crawler.reading.likeness import pairs
from crawler.reading.lines import ANNEX
from crawler.reading.numbering import step
from crawler.reading.parts import HEAD_KINDS, LOOSE_KINDS, Page, Part, Reading, grown

BEAM, LEAST_BEAM = 16, 2
"""Readings that are kept at each block; four times as many find nothing better. On a long page fewer are."""
FULL_BEAM = 150
"""Lines of the longest page that is read so: no page of a newspaper has more, but lists and whole booklets do."""
PASSES = 3
MOST_ARTICLES = 16
"""Articles that a block is tried with: no page prints more, and a list of hundreds of titles would cost minutes."""


OURS = re.compile("政[协協]|提案|政治[协協]商|[协協]商[会會][议議]")
"""What stands in whatever tells of 政协. A page without it holds nothing of ours, and is not split: that cost more than
all the rest of reading a page, and nobody asks which of its articles a paragraph belongs to that is not kept."""


def split(page: Page) -> Reading:
    """The most likely owner of each block, and the tears that are mended."""
    if not page.lines:
        return Reading()
    if not _doubtful(page):
        return _one_article(page)
    sure = joins.made(page, _best(page))
    return _reunited(page, sure if page.single else joins.left_over(page, sure))


def _best(page: Page) -> Reading:
    found = _search(page, ())
    best: Reading | None = None
    for _ in range(PASSES):
        if len(found.parts) < 2:
            break
        again = _search(page, _profiles(found))
        best = max(best or again, again, key=lambda reading: reading.price)
        if again.owners == found.owners:
            break
        found = again
    return best or found


def _reunited(page: Page, reading: Reading) -> Reading:
    """With the half of a document that is printed above its title: 二、… where 一、… stands below, or the reverse."""
    chapters = [_chapters(page, part) for part in reading.parts]
    for k, part in enumerate(reading.parts):
        if part.titled or part.continues or not chapters[k]:
            continue
        rest = [d for d, other in enumerate(reading.parts) if other.title and _go_on(chapters[d], chapters[k])]
        if len(rest) == 1:
            owners = tuple(rest[0] if owner == k else owner for owner in reading.owners)
            return replace(reading, owners=owners)
    return reading


def _go_on(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether the chapters of one half of a document follow those of the other, which has some."""
    return bool(one) and (one[-1] == other[0] - 1 or (other[0] == 1 and one[0] == other[-1] + 1))


def _chapters(page: Page, part: Part) -> tuple[int, ...]:
    marks = (page.lines[n].mark for n in part.members)
    return tuple(found.ordinal for found in marks if found and found.style == "chapter")


def _doubtful(page: Page) -> bool:
    """Whether anything on the page hints at a second article or a tear."""
    if not any(OURS.search(line.block.text) for line in page.lines):
        return False
    if sum(line.document for line in page.lines) > 1 or any(line.torn or line.continued_from for line in page.lines):
        return True
    if any(line.document or line.kind in ("agency", "byline", "editors") or line.lead for line in page.lines[2:-1]):
        return True
    return not page.single and any(line.kind == "short" for line in page.lines)


def _one_article(page: Page) -> Reading:
    part = Part()
    for n, line in enumerate(page.lines):
        part = part if line.kind in LOOSE_KINDS else grown(line, n, part)
    return Reading(parts=(part,), owners=(0,) * len(page.lines))


def _profiles(reading: Reading) -> tuple[int, ...]:
    """The members of each article, as bit masks; loose lines are members too."""
    return tuple(sum(1 << n for n, owner in enumerate(reading.owners) if owner == k) for k in range(len(reading.parts)))


def _search(page: Page, profiles: tuple[int, ...]) -> Reading:
    beam = [Reading()]
    most = max(LEAST_BEAM, min(BEAM, BEAM * FULL_BEAM // len(page.lines)))
    for n in range(len(page.lines)):
        block = _Block(page=page, n=n)
        options = [option for reading in beam for option in _options(block, reading, profiles)]
        options.sort(key=lambda option: -option.price)
        beam = _distinct(options, most)
    return max((_closed(reading) for reading in beam), key=lambda reading: reading.price)


def _distinct(options: Iterable[_Option], most: int) -> list[Reading]:
    """The cheapest readings, of those that nothing later can tell apart the first."""
    seen: dict[tuple[Part, ...], Reading] = {}
    for option in options:
        reading = option.reading()
        seen.setdefault(reading.parts, reading)
        if len(seen) == most:
            break
    return list(seen.values())


def _closed(reading: Reading) -> Reading:
    """With the price at the page's end: open tears, and titles whose articles were not found."""
    dead = joins.DEAD_END * sum(part.torn for part in reading.parts)
    empty = prices.EMPTY_TITLE * sum(part.only_title for part in reading.parts)
    return replace(reading, price=reading.price + dead + empty)


@dataclass(frozen=True, slots=True)
class _Option:
    """One more block in a reading: its price is known before the reading is made, and few are made."""

    price: float
    reading: Callable[[], Reading]


class _Block:
    """The next block, and what it costs in each article whatever stands around it: readings share most articles."""

    def __init__(self, *, page: Page, n: int) -> None:
        self.page, self.n, self.line = page, n, page.lines[n]
        self._first: dict[int | None, tuple[Part, float]] = {}
        self._inside: dict[int, tuple[Part, float, float]] = {}

    def first(self, profile: int | None) -> tuple[Part, float]:
        """An article that opens with the block, and what speaks for it."""
        if profile not in self._first:
            title = frozenset[str]() if profile is None else _title_of(self.page, profile)
            part = grown(self.line, self.n, Part(profile=profile, title=title))
            _, numbered = step((), self.line.mark)
            price = prices.NUMBERING * numbered + prices.of_words(self.page, self.n, part)
            self._first[profile] = part, price
        return self._first[profile]

    def inside(self, part: Part) -> tuple[float, float]:
        """How well the block's number follows in the article, and what the block costs there."""
        # By identity: to compare two articles takes longer than to price the block anew
        known = self._inside.get(id(part))
        if known is None:
            _, numbered = step(part.numbering, self.line.mark)
            price = prices.of_line(self.page, self.n, part) + prices.of_number(self.line, part)
            known = part, numbered, price + prices.of_words(self.page, self.n, part)
            self._inside[id(part)] = known
        return known[1:]


def _options(block: _Block, reading: Reading, profiles: tuple[int, ...]) -> Iterator[_Option]:
    page, n, line = block.page, block.n, block.line
    current = reading.owners[page.before[n]] if page.before[n] >= 0 else -1
    loose = line.kind in LOOSE_KINDS or (line.kind == "mark" and not line.continued_from)
    if loose and current >= 0:
        yield _attached(page, reading, n, current)
        return
    if current >= 0 and ANNEX.match(line.plain):
        yield _annexed(block, reading, current)
        return
    for k in _open(reading, current):
        yield from _added(block, reading, k, current)
    opening = prices.of_new(page, reading, n, current)
    taken = {part.profile for part in reading.parts}
    yield _opened(block, reading, opening + (prices.UNFORESEEN if profiles else 0.0), None)
    early = _may_open_early(page, n) and len(profiles) <= MOST_ARTICLES
    for profile in profiles:
        if profile not in taken and profile >> n & 1:
            yield _opened(block, reading, opening, profile)
        elif profile not in taken and early:
            yield _opened(block, reading, _early(page, reading, n, current, opening), profile)


def _open(reading: Reading, current: int) -> Sequence[int]:
    """The articles that a block may belong to: of very many only the last ones and the current one."""
    count = len(reading.parts)
    if count <= MOST_ARTICLES:
        return range(count)
    last = range(count - MOST_ARTICLES, count)
    return last if current in last else (current, *last)


def _may_open_early(page: Page, n: int) -> bool:
    """Text whose own title stands further down begins with a paragraph or a heading, not with what opens articles."""
    line = page.lines[n]
    return (line.kind == "body" or line.heading) and not line.lead and not line.continued_from


def _early(page: Page, reading: Reading, n: int, current: int, opening: float) -> float:
    early = prices.NEW_BEFORE_TITLE if page.lines[n].heading else prices.NEW_BEFORE_TITLE - 2
    under_title = current >= 0 and reading.parts[current].only_title
    return min(opening, early) if under_title else early


def _attached(page: Page, reading: Reading, n: int, k: int) -> _Option:
    """A line that is no text of any article stands in the current one; an editors' line or a picture closes it."""
    part = reading.parts[k]
    if page.lines[n].kind in ("editors", "caption", "credit") and part.bodies:
        part = replace(part, ended=not part.torn)
    return _Option(reading.price, partial(_with, reading, k, part, reading.price))


def _annexed(block: _Block, reading: Reading, current: int) -> _Option:
    """What is annexed belongs to a document: the current article where it is one, else the last one that is."""
    documents = [k for k, part in enumerate(reading.parts) if part.title]
    k = current if not documents or current in documents else documents[-1]
    part = grown(block.line, block.n, reading.parts[k])
    price = reading.price + prices.of_turn(reading, k, current, 0.0)
    return _Option(price, partial(_with, reading, k, part, price))


def _with(reading: Reading, k: int, part: Part, price: float, join: tuple[int, int] | None = None) -> Reading:
    return Reading(
        price=price,
        parts=(*reading.parts[:k], part, *reading.parts[k + 1 :]),
        owners=(*reading.owners, k),
        joins=(*reading.joins, join) if join else reading.joins,
    )


def _opened(block: _Block, reading: Reading, price: float, profile: int | None) -> _Option:
    part, said = block.first(profile)
    price += said + reading.price
    return _Option(price, partial(_with, reading, len(reading.parts), part, price))


def _title_of(page: Page, members: int) -> frozenset[str]:
    known = page.words.title_of
    if members not in known:
        titles = (pairs(line.plain) for n, line in enumerate(page.lines) if line.document and members >> n & 1)
        known[members] = next(titles, frozenset())
    return known[members]


def _added(block: _Block, reading: Reading, k: int, current: int) -> Iterator[_Option]:
    """The block as the next one of article k: as a continuation of its torn end, or as a paragraph of its own."""
    page, n, line, part = block.page, block.n, block.line, reading.parts[k]
    numbered, price = block.inside(part)
    turn = prices.of_turn(reading, k, current, numbered)

    def following(price: float, join: tuple[int, int] | None = None) -> _Option:
        price += reading.price
        return _Option(price, lambda: _with(reading, k, grown(line, n, part), price, join))

    in_head = line.kind in HEAD_KINDS or line.kind == "title"
    yield following(price + turn + joins.DEAD_END * (part.torn and not in_head))
    joining = None if in_head else joins.price(page, reading, n, part)
    if joining is not None:
        yield following(price + joining, (part.last, n))
