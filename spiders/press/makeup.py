"""Makes up an edition: fills pages with news, tears long articles over two pages, sets several articles in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from random import Random

from spiders.press.agenda import agenda, said
from spiders.press.model import Edition, Leaf, Line, Newspaper, Page, Story
from spiders.press.news import furniture, kinds, story
from spiders.press.phrasing import phrases
from spiders.press.session import numeral, session

PAGES = 4
TAIL_PAGE = 2
LONG = 900
"""Characters from which an article may be torn over two pages."""


@lru_cache(maxsize=64)
def edition(seed: int, newspaper: Newspaper, day: date) -> Edition:
    """The newspaper's edition of that day."""
    random = Random(f"{seed}/{newspaper.id}/{day}/makeup")
    placed = [(item.page, item.story) for item in agenda(seed, newspaper, day)]
    placed += _fill(seed, newspaper, day, random, placed)
    placed.sort(key=lambda pair: pair[0])
    leaves = [_leaf(newspaper, random, page, text) for page, text in placed]
    if "together" in newspaper.features:
        leaves = _set_together(newspaper, leaves)
    if "torn" in newspaper.features:
        leaves = _torn(newspaper, leaves, random)
    leaves += _furniture(newspaper, day)
    return Edition(day=day, pages=tuple(_pages(newspaper, day, _numbered(leaves))))


def _fill(
    seed: int, newspaper: Newspaper, day: date, random: Random, placed: list[tuple[int, Story]]
) -> Iterator[tuple[int, Story]]:
    context = said(session(seed, newspaper.place.id, newspaper.sessions[-1][0]), day)
    names = list(kinds("news"))
    for page in range(PAGES):
        wanted = random.randint(3, 5) - sum(1 for at, _ in placed if at == page)
        for number in range(max(1, wanted)):
            yield page, story("news", random.choice(names), f"{seed}/{newspaper.id}/{day}/{page}/{number}", context)


def _leaf(newspaper: Newspaper, random: Random, page: int, text: Story) -> Leaf:
    subtitle, byline, opening = text.subtitle, text.byline, text.opening
    if opening and random.randint(0, 1):
        subtitle = " ".join(line.text for line in opening if line.role == "dateline") or None
        byline = next((line.text for line in opening if line.role == "speaker"), None)
        opening = ()
    lines = opening + text.lines
    if not text.report and random.randint(0, 3) == 0:
        lines = _captioned(lines, f"{newspaper.id}/{text.headline}", random)
    return Leaf(
        number=0,
        page=page,
        title=text.headline,
        kicker=text.kicker,
        headline=text.headline,
        subtitle=subtitle,
        byline=byline,
        lines=lines,
        stories=(text,),
    )


def _captioned(lines: tuple[Line, ...], seed: str, random: Random) -> tuple[Line, ...]:
    caption = Line(text=furniture("caption", seed), role="caption")
    return (caption, *lines) if random.randint(0, 1) else (*lines, caption)


def _set_together(newspaper: Newspaper, leaves: list[Leaf]) -> list[Leaf]:
    """One address with several articles in its body: a report and the next article of its page, in either order."""
    for at, leaf in enumerate(leaves[:-1]):
        follower = leaves[at + 1]
        if leaf.stories[0].report and 0 < leaf.page == follower.page and not follower.stories[0].report:
            first, second = (follower, leaf) if "report-second" in newspaper.features else (leaf, follower)
            story = second.stories[0]
            title = Line(text=second.title, role="headline")
            byline = (Line(text=story.byline, role="byline"),) if story.byline else ()
            lines = (*first.lines, title, *byline, *story.opening, *story.lines)
            both = replace(first, lines=lines, stories=first.stories + second.stories)
            return [*leaves[:at], both, *leaves[at + 2 :]]
    return leaves


def _torn(newspaper: Newspaper, leaves: list[Leaf], random: Random) -> list[Leaf]:
    """The first long article of page 1 ends on a later page, torn in the middle of a sentence."""
    for at, leaf in enumerate(leaves):
        if leaf.page == 0 and len(leaf.stories) == 1 and sum(len(line.text) for line in leaf.lines) > LONG:
            head, tail = _tear(newspaper, leaf, random)
            return [*leaves[:at], head, *leaves[at + 1 :], tail]
    return leaves


def _tear(newspaper: Newspaper, leaf: Leaf, random: Random) -> tuple[Leaf, Leaf]:
    bodies = [n for n, line in enumerate(leaf.lines) if line.role == "body" and len(line.text) > 60]
    at = bodies[len(bodies) // 2]
    text = leaf.lines[at].text
    cut = text.index("，", 20) + random.randint(2, 5) if "，" in text[20:-6] else len(text) // 2
    to, origin = (_page_word(newspaper, page, random) for page in (TAIL_PAGE, leaf.page))
    marks = random.choice([("（下转第{}版）", "（上接第{}版）"), ("(下转第{}版)", "(上接第{}版)")])
    head_end = Line(text=text[:cut] + marks[0].format(to))
    tail_start = Line(text=marks[1].format(origin) + text[cut:])
    title = leaf.title if random.randint(0, 1) else leaf.title.split("委员会", 1)[-1]
    tail = Leaf(number=0, page=TAIL_PAGE, title=title, headline=title, lines=(tail_start, *leaf.lines[at + 1 :]))
    return replace(leaf, lines=(*leaf.lines[:at], head_end), tail=-1), replace(tail, kind="tail", tail_of=-1)


def _page_word(newspaper: Newspaper, page: int, random: Random) -> str:
    number = newspaper.page_no(page)
    return number if not number.isdigit() or random.randint(0, 1) else numeral(page + 1)


def _furniture(newspaper: Newspaper, day: date) -> Iterator[Leaf]:
    for page in range(PAGES):
        text = furniture("editors", f"{newspaper.id}/{day}/{page}")
        yield Leaf(number=0, page=page, title=text, headline=text, lines=(Line(text=text),), kind="editors")
    text = furniture("advert", f"{newspaper.id}/{day}")
    yield Leaf(number=0, page=PAGES - 1, title="广告", headline="广告", lines=(Line(text=text),), kind="advert")


def _numbered(leaves: list[Leaf]) -> list[Leaf]:
    """The leaves with their numbers in page order, heads and tails naming each other."""
    ordered = sorted(leaves, key=lambda leaf: leaf.page)
    head = next((n for n, leaf in enumerate(ordered) if leaf.tail is not None), None)
    tail = next((n for n, leaf in enumerate(ordered) if leaf.tail_of is not None), None)
    return [
        replace(
            leaf,
            number=n,
            tail=tail if leaf.tail is not None else None,
            tail_of=head if leaf.tail_of is not None else None,
        )
        for n, leaf in enumerate(ordered)
    ]


def _pages(newspaper: Newspaper, day: date, leaves: list[Leaf]) -> Iterator[Page]:
    names = phrases("furniture")["furniture"]["page_names"]
    guide = "guide" in newspaper.features
    damaged = {number for _, number in _damaged(newspaper, day, leaves)}
    for index in range(PAGES):
        own = [replace(leaf, truncated=leaf.number in damaged) for leaf in leaves if leaf.page == index]
        if guide and index == TAIL_PAGE:
            first = next(n for n, leaf in enumerate(own) if leaf.kind == "article")
            own[first] = replace(own[first], also_on=0)
        unknown = "unknown-layout" in newspaper.features and index == PAGES - 1 and day == newspaper.days[-1]
        yield Page(index=index, name=names[(index + day.day % 2 * 4) % len(names)], leaves=tuple(own), unknown=unknown)


def _damaged(newspaper: Newspaper, day: date, leaves: list[Leaf]) -> Iterator[tuple[date, int]]:
    """An ordinary article whose file ends in the middle, on the newspaper's last session day."""
    if "truncated" in newspaper.features and day == newspaper.days[-1]:
        yield day, next(leaf.number for leaf in leaves if leaf.stories and leaf.stories[0].topic == "other")
