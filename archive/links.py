"""What is done in the archive as a whole once a run has written: near-duplicates are found, then printings of one
text, and the search index is merged.

Any command that adds, changes or removes articles calls `refresh` at its end. It works on what has changed, commits as
it goes, and goes on where it was stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive import merged_index, near, relations
from archive.store import Archive

Progress = Callable[[str, int, int], None]
"""Told what is being linked, and how many of how many are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a refresh did: near pairs found, articles whose relations were looked for."""

    pairs: int
    articles: int


def refresh(archive: Archive, progress: Progress = lambda what, done, total: None) -> Linked:
    """Links what was written since the last time. Commits, so everything the rows point to is to be durable before.

    Raises StoreFailed where the archive cannot be written.
    """
    pairs = near.refresh(archive, lambda done, total: progress("paragraphs", done, total))
    articles = relations.refresh(archive, lambda done, total: progress("articles", done, total))
    merged_index.refresh(archive)
    return Linked(pairs=pairs, articles=articles)
