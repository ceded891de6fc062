"""The blocks of a page into drafts: split, stitch, order, restore."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.records import Dropped
from crawler.reading.model import Block, Draft, DraftParagraph, Hints

TITLE = re.compile(r"^[^。]{0,60}(?:工作报告|工作情况的?报告|审查报告|决议)\s*(?:\(摘要\)|(摘要))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """The articles of a page and what was left out of them; `Dropped.article` is an index into `drafts`."""

    drafts: tuple[Draft, ...]
    dropped: tuple[Dropped, ...] = ()


def drafts(blocks: tuple[Block, ...], hints: Hints) -> Arranged:
    """The articles that stand in these blocks, in their own order."""
    starts = [n for n, block in enumerate(blocks) if TITLE.match(block.text)] or [0]
    bounds = [*starts, len(blocks)]
    parts = [blocks[a:b] for a, b in zip(bounds, bounds[1:], strict=False) if a < b]
    return Arranged(drafts=tuple(_draft(part, hints) for part in parts))


def _draft(part: tuple[Block, ...], hints: Hints) -> Draft:
    titled = bool(TITLE.match(part[0].text))
    return Draft(
        headline=part[0].text if titled else hints.headline,
        headline_lines=part[0].lines if titled else (),
        kicker=hints.kicker,
        subtitle=hints.subtitle,
        byline=hints.byline,
        source=hints.source,
        editors=hints.editors,
        day=hints.day,
        paragraphs=tuple(
            DraftParagraph(text=block.text, role="headline" if titled and n == 0 else "body", lines=block.lines)
            for n, block in enumerate(part)
        ),
    )
