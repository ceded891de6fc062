"""The values that pass between the steps of reading; what leaves reading is `archive.records`.

bytes ─charset→ text ─body / flat / pdf→ blocks ─split, stitch, restore→ drafts ─topic, facts, figures→ articles
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive.records import Dropped, Role, Torn


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text with the evidence for its charset. `invalid` counts bytes that had to be replaced."""

    text: str
    charset: str
    evidence: str
    invalid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph-sized piece of a page before it is known whose it is."""

    text: str
    lines: tuple[int, ...] = ()
    tag: str = "p"
    """h1…h6, p, li, td, caption; "tr" for a row of a plain table, "line" in a flat text."""
    bold: bool = False
    centred: bool = False
    link_share: float = 0.0
    """Share of the characters that stand inside links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The main text of a page as blocks, what was left out, and the agreement of independent readers (0…1)."""

    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()
    quality: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of an article before its blocks are read: from the platform, the page list, or the command line."""

    url: str | None = None
    newspaper_title: str | None = None
    newspaper_place: str | None = None
    """省/市 as declared: "山西/长治"."""
    day: date | None = None
    kicker: str | None = None
    headline: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    author: str | None = None
    """Whom a web page's 作者： names: who wrote or posted it, and no speaker."""
    source: str | None = None
    editors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftParagraph:
    """A paragraph with its role, before it has hashes."""

    text: str
    role: Role
    verbatim: str | None = None
    lines: tuple[int, ...] = ()
    torn: Torn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One article of a page, split from its neighbours and stitched, before topic, facts and hashes."""

    headline: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    source: str | None = None
    editors: tuple[str, ...] = ()
    day: date | None = None
    paragraphs: tuple[DraftParagraph, ...] = ()
    restored: bool = False
    continued_on: str | None = None
    continued_from: str | None = None
    headline_lines: tuple[int, ...] = ()
