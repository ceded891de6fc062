"""What splitting knows of a page: its lines, its words when they are asked for, and the articles read so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from crawler.reading.fit import Seams
from crawler.reading.harmony import Harmony
from crawler.reading.likeness import Likeness, pairs
from crawler.reading.lines import Line
from crawler.reading.numbering import State, step
from crawler.reading.standing import Standing, standing

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
    """The article's members as the pass before found them, as a bit mask."""

    @property
    def only_title(self) -> bool:
        """It has a head and no text yet."""
        return self.titled and not self.bodies


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
        self.title_of: dict[int, frozenset[str]] = {}
        """The words of the title among blocks (a bit mask), as splitting found them."""
        self.other_titles: dict[frozenset[str], frozenset[str]] = {}

    @cached_property
    def likeness(self) -> Likeness:
        """Which words each block uses."""
        return Likeness(self._texts)

    @cached_property
    def harmony(self) -> Harmony:
        """With whose voice each block speaks."""
        return Harmony(self._texts)

    @cached_property
    def seams(self) -> Seams:
        """How well each block goes on where another is torn."""
        return Seams(self._texts)


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
    def likeness(self) -> Likeness:
        """Which words each block uses."""
        return self.words.likeness

    def standing(self, n: int) -> Standing:
        """Where in its article a block stands by its own words."""
        return standing(self.lines[n].plain, torn=self.lines[n].torn)

    def other_titles(self, title: frozenset[str]) -> frozenset[str]:
        """The words of all documents' titles but this one."""
        known = self.words.other_titles
        if title not in known:
            known[title] = frozenset().union(*(other for other in self.titles if other != title))
        return known[title]


def page(lines: Sequence[Line], before: Sequence[int], *, single: bool = False) -> Page:
    """The page of these lines; nothing is counted yet."""
    return Page(
        lines=tuple(lines),
        before=tuple(before),
        words=Words([line.plain for line in lines]),
        titles=tuple(pairs(line.plain) for line in lines if line.document),
        single=single,
    )


def grown(line: Line, n: int, part: Part) -> Part:
    """The article with this block as its next one."""
    is_head = _belongs_to_head(line, part)
    is_body = line.kind in ("body", "short") and not is_head
    may_go_on = is_body or (is_head and line.soft)
    numbering, _ = step(part.numbering, line.mark)
    # Not dataclasses.replace: this is made for every way to read the next block, and that takes three times as long.
    return Part(
        members=(*part.members, n),
        mask=part.mask | 1 << n,
        last=n if may_go_on else part.last,
        torn=line.torn and not line.continued_on if is_body else part.torn,
        short=line.kind == "short" and not line.torn and not line.headline if may_go_on else part.short,
        numbering=numbering,
        ended=bool(line.continued_on) or line.signed or (line.kind in ("agency", "byline") and part.bodies > 0),
        continues=part.continues or (not part.members and line.continued_from is not None),
        titled=part.titled or is_head,
        title=part.title or (pairs(line.plain) if line.document else frozenset()),
        bodies=part.bodies + is_body,
        shorts=part.shorts + (is_body and line.kind == "short" and not line.mark and not line.heading),
        profile=part.profile,
    )


def _belongs_to_head(line: Line, part: Part) -> bool:
    if line.kind == "title":
        return True
    if part.bodies:
        return False
    starts = part.titled or not part.members
    return line.kind in HEAD_KINDS or (line.kind == "short" and not line.heading and starts)
