"""Which block belongs to which article of the page.

The blocks are read in their order; each either goes on with the article before it, returns to an earlier one, or opens
a new one. Each choice has a price in log odds: titles and numbering, torn ends and how well a continuation fits them,
and whose words a block uses. The cheapest reading of the page wins (a beam search). A second pass knows the articles
of the first, so that lines that stand before their own title find it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from crawler.reading.fit import PageCounts, fit, page_counts
from crawler.reading.likeness import Likeness, pairs
from crawler.reading.lines import LONGEST_HEADING, Line
from crawler.reading.numbering import State, step

BEAM = 16
PASSES = 3

# Prices in log odds; what each stands for is said where it is charged.
SWITCH = -6.0
SWITCH_AT_TEAR = -0.8
SWITCH_AFTER_END = -1.0
DEAD_END = -2.3
UNFORESEEN = -2.5
JOINED = -0.2
JOINED_FAR = -1.2
JOINED_FAR_MIDWAY = -2.7
LEAST_FIT = -0.8
LEAST_FIT_FAR = 0.4
LEAST_FIT_SHORT = 3.5
JOINED_HEADING = -2.0
AFTER_END = -2.5
NEW = -8.0
NEW_AT_TEAR = -4.0
NEW_CHAPTER = -3.0
NEW_AFTER_END = -1.5
WEAK_TITLE = -1.5
HEADLINE_LIKE = -0.5
NEW_BEFORE_TITLE = -4.0
TITLE_INSIDE = -8.0
TITLE_FOUND = -3.0
EMPTY_TITLE = -6.0
NUMBERING = 0.8

HEAD_KINDS = frozenset({"dateline", "name", "byline", "salutation", "agency"})
LOOSE_KINDS = frozenset({"breadcrumb", "furniture", "editors", "stamp", "credit", "caption"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An article while the page is being read. Blocks are named by their place in the page's order."""

    members: tuple[int, ...] = ()
    last: int = -1
    torn: bool = False
    short: bool = False
    """Its last block is a short line, which may be a heading or the few torn words at a column's end."""
    numbering: State = ()
    ended: bool = False
    continues: bool = False
    """It opened with (上接第一版): its title stands on another page."""
    titled: bool = False
    title: frozenset[str] = frozenset()
    """The words of its document's title."""
    bodies: int = 0
    shorts: int = 0
    """Short lines without a number that it has as headings."""
    mask: int = 0
    """The members as a bit mask."""
    profile: int | None = None
    """The article's members as the first pass found them, as a bit mask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read the page so far: its price, its articles, each block's article, and the tears it mends."""

    price: float = 0.0
    parts: tuple[Part, ...] = ()
    owners: tuple[int, ...] = ()
    joins: tuple[tuple[int, int], ...] = ()


class Words:
    """What is counted on a page, when it is first asked for: most pages hold one article and are never asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)

    @cached_property
    def counts(self) -> PageCounts:
        """Which characters stand together."""
        return page_counts(self._texts)

    @cached_property
    def likeness(self) -> Likeness:
        """Which words each block uses."""
        return Likeness(self._texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The kept blocks of a page in reading order, and for each the one that it follows."""

    lines: tuple[Line, ...]
    before: tuple[int, ...]
    """−1 for the first; differs from the place before it where a second reading of a column says so."""
    words: Words
    titles: tuple[frozenset[str], ...] = ()
    """The words of each document's title on the page."""
    single: bool = False
    """The page's software says that it holds one article."""

    @property
    def counts(self) -> PageCounts:
        """Which characters stand together on the page."""
        return self.words.counts

    @property
    def likeness(self) -> Likeness:
        """Which words each block uses."""
        return self.words.likeness


def page(lines: Sequence[Line], before: Sequence[int], *, single: bool = False) -> Page:
    """The page with what is counted on it once."""
    texts = [line.plain for line in lines]
    return Page(
        lines=tuple(lines),
        before=tuple(before),
        words=Words(texts),
        titles=tuple(pairs(line.plain) for line in lines if line.document),
        single=single,
    )


def split(page: Page) -> Reading:
    """The most likely owner of each block, and the tears that are mended."""
    if not page.lines:
        return Reading()
    if not _doubtful(page):
        return _one_article(page)
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


def _one_article(page: Page) -> Reading:
    part = Part()
    for n, line in enumerate(page.lines):
        part = part if line.kind in LOOSE_KINDS else _grown(line, n, part)
    return Reading(parts=(part,), owners=(0,) * len(page.lines))


def _profiles(reading: Reading) -> tuple[int, ...]:
    """The members of each article, as bit masks; loose lines are members too."""
    return tuple(sum(1 << n for n, owner in enumerate(reading.owners) if owner == k) for k in range(len(reading.parts)))


def _doubtful(page: Page) -> bool:
    """Whether anything on the page hints at a second article or a tear."""
    titles = sum(line.document for line in page.lines)
    marks = any(line.torn or line.continued_from for line in page.lines)
    closed = any(line.kind in ("agency", "byline", "editors") or line.lead for line in page.lines[2:-1])
    return titles > 1 or marks or closed or (not page.single and sum(line.kind == "short" for line in page.lines) > 0)


def _search(page: Page, profiles: tuple[int, ...], width: int = BEAM) -> Reading:
    beam = [Reading()]
    for n in range(len(page.lines)):
        options = [option for reading in beam for option in _options(page, reading, n, profiles)]
        options.sort(key=lambda reading: -reading.price)
        beam = _distinct(options)[:width]
    return max((_closed(reading) for reading in beam), key=lambda reading: reading.price)


def _distinct(options: list[Reading]) -> list[Reading]:
    """The first of those that nothing later can tell apart."""
    seen: dict[tuple[Part, ...], Reading] = {}
    for option in options:
        seen.setdefault(option.parts, option)
    return list(seen.values())


def _closed(reading: Reading) -> Reading:
    """The price at the page's end: open tears, and titles whose articles were not found."""
    dead = DEAD_END * sum(part.torn for part in reading.parts)
    empty = EMPTY_TITLE * sum(part.titled and not part.bodies for part in reading.parts)
    return replace(reading, price=reading.price + dead + empty)


def _options(page: Page, reading: Reading, n: int, profiles: tuple[int, ...]) -> Iterator[Reading]:
    line = page.lines[n]
    current = reading.owners[page.before[n]] if page.before[n] >= 0 else -1
    loose = line.kind in LOOSE_KINDS or (line.kind == "mark" and not line.continued_from)
    if loose and current >= 0:
        yield _attached(page, reading, n, current)
        return
    for k in range(len(reading.parts)):
        yield from _added(page, reading, n, k, current)
    opening = _price_of_new(page, reading, n, current)
    under_title = current >= 0 and reading.parts[current].titled and not reading.parts[current].bodies
    text = (line.kind == "body" or line.heading) and not line.lead and not line.continued_from
    early = NEW_BEFORE_TITLE if line.heading else NEW_BEFORE_TITLE - 2
    for profile in _unopened(reading, n, profiles):
        known = profile is None or profile >> n & 1
        if not known and not text:
            continue
        price = opening if known else min(opening, early) if under_title else early
        price += UNFORESEEN * (profile is None and bool(profiles))
        yield _opened(page, reading, n, price, profile)


def _unopened(reading: Reading, n: int, profiles: tuple[int, ...]) -> tuple[int | None, ...]:
    if not profiles:
        return (None,)
    taken = {part.profile for part in reading.parts}
    return (*(profile for profile in profiles if profile not in taken), None)


def _attached(page: Page, reading: Reading, n: int, k: int) -> Reading:
    """A line that is no text of any article stands in the current one; an editors' line closes it."""
    part = reading.parts[k]
    if page.lines[n].kind in ("editors", "caption", "credit") and part.bodies:
        part = replace(part, ended=not part.torn)
    return _with(reading, n, k, part, 0.0)


def _with(reading: Reading, n: int, k: int, part: Part, price: float, join: tuple[int, int] | None = None) -> Reading:
    return Reading(
        price=reading.price + price,
        parts=(*reading.parts[:k], part, *reading.parts[k + 1 :]),
        owners=(*reading.owners, k),
        joins=(*reading.joins, join) if join else reading.joins,
    )


def _opened(page: Page, reading: Reading, n: int, price: float, profile: int | None) -> Reading:
    part = _grown(page.lines[n], n, Part(profile=profile))
    _, numbered = step((), page.lines[n].mark)
    part = replace(part, title=_title_of(page, profile)) if profile else part
    return _with(reading, n, len(reading.parts), part, price + NUMBERING * numbered + _by_words(page, n, part))


def _price_of_new(page: Page, reading: Reading, n: int, current: int) -> float:
    line = page.lines[n]
    if current < 0 or line.continued_from:
        return 0.0
    part = reading.parts[current]
    if line.kind == "title":
        return -0.5 if line.document else -1.0
    if line.lead and part.bodies:
        return -0.5
    if line.kind == "short" and not line.mark:
        return _price_of_weak_title(page, n, part)
    if line.kind in HEAD_KINDS and not part.bodies:
        return NEW
    if part.ended:
        return NEW_AFTER_END
    if part.titled and not part.bodies:
        return 2 * NEW
    if line.mark and (line.mark.style, line.mark.ordinal) == ("chapter", 1) and not page.single:
        return NEW_CHAPTER
    return NEW_AT_TEAR if part.torn else (2 * NEW if page.single else NEW)


def _price_of_weak_title(page: Page, n: int, part: Part) -> float:
    """A short line opens an article when a byline follows it, or when the article before it has ended."""
    if part.titled and not part.bodies:
        return 2 * NEW
    if _announced(page, n):
        return -0.3
    if page.lines[n].heading:
        return NEW_AFTER_END - 1 if part.ended else NEW
    if part.ended:
        return -1.0
    if page.single:
        return NEW
    return HEADLINE_LIKE if page.lines[n].headline or (part.title and not part.shorts) else WEAK_TITLE


def _announced(page: Page, n: int) -> bool:
    """A short line right above a byline, a dateline or 本报讯."""
    follower = page.lines[n + 1] if n + 1 < len(page.lines) else None
    return follower is not None and (follower.kind in ("byline", "dateline") or follower.lead)


def _added(page: Page, reading: Reading, n: int, k: int, current: int) -> Iterator[Reading]:
    """The block as the next one of article k: as a continuation of its torn end, or as a paragraph of its own."""
    line, part = page.lines[n], reading.parts[k]
    price = _price_of_turn(page, reading, k, current) + _price_of_line(page, line, n, part, k == current)
    numbering, numbered = step(part.numbering, line.mark)
    price += NUMBERING * numbered + _by_words(page, n, part)
    if line.kind in HEAD_KINDS or line.kind == "title":
        yield _with(reading, n, k, _grown(line, n, part, keep_torn=True), price)
        return
    grown = replace(_grown(line, n, part), numbering=numbering)
    yield _with(reading, n, k, grown, price + DEAD_END * part.torn)
    last = page.lines[part.last] if part.last >= 0 else None
    if last is None or not (part.torn or part.short):
        return
    if can_continue(line) and not _after_heading(page, n):
        odds = fit(last.plain, line.plain, page.counts)
        near = page.before[n] == part.last
        if odds < _least_fit(last, near):
            return
        turn = JOINED if near else _price_of_return(page, reading, n) - _price_of_turn(page, reading, k, current)
        turn += JOINED_HEADING * (not part.torn)
        yield _with(reading, n, k, grown, price + turn + odds, (part.last, n))


def _title_of(page: Page, members: int) -> frozenset[str]:
    titles = (pairs(line.plain) for n, line in enumerate(page.lines) if line.document and members >> n & 1)
    return next(titles, frozenset())


def _by_words(page: Page, n: int, part: Part) -> float:
    """Whose words the block uses. The first pass cannot compare the articles: it knows too little of each."""
    if part.profile is None:
        return page.likeness.kinship(n, part.mask)
    likeness = page.likeness.odds(n, part.profile) + page.likeness.kinship(n, part.profile)
    if not part.title or len(page.titles) < 2:
        return likeness
    others = frozenset().union(*(title for title in page.titles if title != part.title))
    named = page.likeness.title_odds(n, part.title, others)
    return likeness + (2 * named if page.lines[n].heading else named)


def _after_heading(page: Page, n: int) -> bool:
    """Right under a heading stands a paragraph's start, never the rest of a sentence."""
    above = page.before[n]
    if above < 0:
        return False
    line = page.lines[above]
    return line.kind == "salutation" or (line.heading and not line.soft)


def _least_fit(head: Line, near: bool) -> float:
    """The fit below which nothing is joined: a wrong join is worse than a sentence that stays torn."""
    if head.torn:
        return LEAST_FIT if near else LEAST_FIT_FAR
    return LEAST_FIT_FAR if head.soft else LEAST_FIT_SHORT


def _price_of_return(page: Page, reading: Reading, n: int) -> float:
    """A continuation opens a column, so what stands above it should be the end of another one."""
    above = page.lines[page.before[n]]
    column_end = (
        above.torn
        or above.soft
        or above.kind not in ("body", "short")
        or reading.parts[reading.owners[page.before[n]]].ended
    )
    return JOINED_FAR if column_end else JOINED_FAR_MIDWAY


def can_continue(line: Line) -> bool:
    """Whether a block can be the rest of a torn sentence at all: no mark of its own, no title, no other start."""
    plain_text = line.kind in ("body", "short") and not (line.kind == "short" and not line.torn)
    if line.headline or (len(line.plain) <= LONGEST_HEADING and line.plain.endswith(("?", ":"))):
        return False
    return plain_text and line.mark is None and line.continued_from is None and not line.lead


def _price_of_turn(page: Page, reading: Reading, k: int, current: int) -> float:
    if k == current or current < 0:
        return 0.0
    left = reading.parts[current]
    if left.titled and not left.bodies:
        return 2 * SWITCH
    if left.torn:
        return SWITCH_AT_TEAR
    return SWITCH_AFTER_END if left.ended else SWITCH


def _price_of_line(page: Page, line: Line, n: int, part: Part, here: bool) -> float:
    """What speaks against this kind of line as the next one of the article."""
    if line.continued_from:
        return TITLE_INSIDE
    if line.kind == "title":
        known = part.profile is not None and part.profile >> n & 1 and not part.titled
        return 0.0 if known else _price_of_title(line, part)
    if line.lead and part.bodies:
        return -4.0
    if line.kind == "short" and not line.heading and not line.torn and part.bodies and _announced(page, n):
        return -3.0
    if line.kind in ("dateline", "name") and part.bodies and part.titled and not _under_title(page, part):
        return -3.0
    return AFTER_END if part.ended else 0.0


def _under_title(page: Page, part: Part) -> bool:
    """Whether the last line of the article is a title or stands with one."""
    kind = page.lines[part.members[-1]].kind
    return kind == "title" or kind in HEAD_KINDS


def _price_of_title(line: Line, part: Part) -> float:
    if not part.titled:
        return TITLE_INSIDE if part.continues else TITLE_FOUND
    if part.bodies:
        return TITLE_INSIDE if line.document else -2.0
    return -1.0


def _grown(line: Line, n: int, part: Part, *, keep_torn: bool = False) -> Part:
    is_head = (
        line.kind == "title"
        or (line.kind in HEAD_KINDS and not part.bodies)
        or (line.kind == "short" and not line.heading and not part.bodies and (part.titled or not part.members))
    )
    is_body = line.kind in ("body", "short") and not is_head
    return replace(
        part,
        members=(*part.members, n),
        mask=part.mask | 1 << n,
        last=n if is_body else part.last,
        torn=line.torn and not line.continued_on if is_body else part.torn and keep_torn,
        short=line.kind == "short" and not line.torn and not line.headline if is_body else part.short and keep_torn,
        ended=bool(line.continued_on) or (line.kind in ("agency", "byline") and part.bodies > 0),
        continues=part.continues or (not part.members and line.continued_from is not None),
        titled=part.titled or is_head,
        title=part.title or (pairs(line.plain) if line.document else frozenset()),
        bodies=part.bodies + is_body,
        shorts=part.shorts + (is_body and line.kind == "short" and not line.mark and not line.heading),
    )
