"""Glossed mirror copies made readable: pinyin out, characters simplified, the printed form kept.

Only a document that is glossed throughout is restored. A traditional original stays as it is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler.reading.model import Block
from dedupe import glosses, script

FEWEST_GLOSSES = 5
CHARACTERS_PER_GLOSS = 120
"""A mirror glosses every third character; a text about pinyin has a few glosses in many pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The blocks to read on, and their printed form where it differs."""

    blocks: tuple[Block, ...]
    verbatim: tuple[str | None, ...]
    restored: bool


def restored(blocks: Sequence[Block]) -> Restored:
    """The blocks without glosses and in simplified characters, if the document is a glossed copy; else as they are."""
    if not _glossed(blocks):
        return Restored(blocks=tuple(blocks), verbatim=(None,) * len(blocks), restored=False)
    readable = [script.simplified(glosses.strip(block.text)) for block in blocks]
    return Restored(
        blocks=tuple(replace(block, text=text) for block, text in zip(blocks, readable, strict=True)),
        verbatim=tuple(
            block.text if block.text != text else None for block, text in zip(blocks, readable, strict=True)
        ),
        restored=True,
    )


def _glossed(blocks: Sequence[Block]) -> bool:
    count = sum(glosses.count(block.text) for block in blocks)
    return count >= FEWEST_GLOSSES and count * CHARACTERS_PER_GLOSS >= sum(len(block.text) for block in blocks)
