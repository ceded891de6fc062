"""The blocks of a page into drafts: restore, drop what was read twice, split, order, stitch.

Every block ends in a draft or in `dropped` with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from archive.records import Dropped
from crawler.reading import parts, repeats
from crawler.reading.drafting import Place, draft, half_title, stamped
from crawler.reading.lines import Line, line
from crawler.reading.model import Block, Draft, Hints
from crawler.reading.order import ordered
from crawler.reading.points import points
from crawler.reading.restore import Restored, restored
from crawler.reading.series import series
from crawler.reading.split import split
from dedupe import script

REASONS = {
    "breadcrumb": "furniture",
    "furniture": "furniture",
    "stamp": "stamp",
    "editors": "editors",
    "credit": "caption",
    "caption": "caption",
    "mark": "continuation mark",
}
"""Kinds of lines that are no text of an article, with the reason that `dropped` gives."""
OWN_HEAD = 4
"""Lines among which the head of a page's only article stands."""
SIGNED_ON = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """The articles of a page and what was left out of them; `Dropped.article` is an index into `drafts`."""

    drafts: tuple[Draft, ...]
    dropped: tuple[Dropped, ...] = ()


def drafts(blocks: Sequence[Block], hints: Hints, *, single: bool = False, titled: bool = False) -> Arranged:
    """The articles that stand in these blocks, each in its own order.

    `single` says that the page's software holds one article to a page, so that little speaks for a second one;
    `titled` that the page states one headline, which says the same where none of its text opens another article.
    """
    kept = tuple(block for block in blocks if block.text.strip())
    printed = restored(kept)
    listed = points([block.text for block in printed.blocks])
    lines = [line(block, script.simplified(block.text), listed=n in listed) for n, block in enumerate(printed.blocks)]
    lines = [replace(each, kind="title") if _is_first_of_two(lines, n) else each for n, each in enumerate(lines)]
    alike = series(lines)
    lines = [replace(each, heading=True, headline=False) if n in alike else each for n, each in enumerate(lines)]
    twice = repeats.reading(lines)
    places = {n: place for place, n in enumerate(twice.order)}
    before = [_above(twice, places, n) for n in twice.order]
    single = single or (titled and not any(_opens(each) for each in lines[OWN_HEAD:]))
    page = parts.page([lines[n] for n in twice.order], before, single=single)
    found = split(page)
    return _drafts(page, found, _Printed(lines=lines, order=twice.order, restored=printed, copies=twice.copies), hints)


def _is_first_of_two(lines: Sequence[Line], n: int) -> bool:
    """Whether a line is the first half of a document's title and no headline of its own."""
    if lines[n].kind != "short" or n + 1 == len(lines) or not lines[n + 1].document:
        return False
    return half_title(lines[n], lines[n + 1])


def _opens(line: Line) -> bool:
    """Whether a line opens an article whatever stands around it: a document's title, 本报讯, (上接第一版)."""
    return line.document or line.lead or line.continued_from is not None or line.kind == "byline"


def _above(twice: repeats.Reading, places: dict[int, int], n: int) -> int:
    """The place of the block that this one follows: the one that a second reading names, if it is read earlier."""
    named = places[twice.follows[n]] if n in twice.follows else places[n]
    return named if named < places[n] else places[n] - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """The blocks as printed, and the order in which they were kept."""

    lines: Sequence[Line]
    order: tuple[int, ...]
    restored: Restored
    copies: dict[int, int]


def _drafts(page: parts.Page, found: parts.Reading, printed: _Printed, hints: Hints) -> Arranged:
    """The drafts in the order of the page, and the rest."""
    verbatim = tuple(printed.restored.verbatim[n] for n in printed.order)
    made: list[Draft] = []
    dropped: list[tuple[int, Dropped]] = []
    article_of: dict[int, int | None] = {}
    owner_of_hints = _described(page, found, hints)
    masthead = takewhile(lambda line: line.kind in REASONS, page.lines)
    hints = replace(hints, day=hints.day or stamped(masthead))
    for k in range(len(found.parts)):
        members = [n for n, owner in enumerate(found.owners) if owner == k]
        text = [n for n in members if page.lines[n].kind not in REASONS]
        index = len(made) if text else None
        article_of |= dict.fromkeys(members, index)
        dropped += [(printed.order[n], _left_out(page.lines[n], index)) for n in members if n not in text]
        if text:
            place = Place(
                page=page,
                verbatim=verbatim,
                notes=tuple(
                    page.lines[n] for n in members if n not in text and not _signed(page.lines[n], n > text[-1])
                ),
                restored=printed.restored.restored,
                hints=hints if k == owner_of_hints else Hints(day=hints.day, source=hints.source),
            )
            made.append(draft(place, ordered(page, text, found.joins)))
    article_at = {n: article_of[place] for place, n in enumerate(printed.order)}
    dropped += [(n, _repeated(printed, n, article_at[of])) for n, of in printed.copies.items()]
    return Arranged(drafts=tuple(made), dropped=tuple(item for _, item in sorted(dropped, key=lambda pair: pair[0])))


def _signed(line: Line, below: bool) -> bool:
    """The day under a document is when it was signed, not when it was published."""
    return below and SIGNED_ON.fullmatch(line.plain) is not None


def _described(page: parts.Page, found: parts.Reading, hints: Hints) -> int:
    """Which article the page list's or the page's headline speaks of: the one that has it, else the first with text."""
    if hints.headline:
        wanted = "".join(hints.headline.split())
        for n, owner in enumerate(found.owners):
            if "".join(page.lines[n].block.text.split()) == wanted:
                return owner
    return next((k for k, part in enumerate(found.parts) if part.bodies), 0)


def _left_out(line: Line, article: int | None) -> Dropped:
    return Dropped(text=line.block.text, reason=REASONS[line.kind], lines=line.block.lines, article=article)


def _repeated(printed: _Printed, n: int, article: int | None) -> Dropped:
    block = printed.lines[n].block
    text = printed.restored.verbatim[n] or block.text
    return Dropped(text=text, reason="repeated", lines=block.lines, article=article)
