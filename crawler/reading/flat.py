"""A flat text file as blocks: one block a line, numbered from 1; empty lines are no blocks.

In a text that was wrapped to a width, as a pasted column or a mail is, a block has many lines (`wrapped.py`).
"""

from __future__ import annotations

import re

from crawler.reading import wrapped
from crawler.reading.model import Block

# \r\n, \n, \r and U+2028; not form feed or U+0085, which stand inside lines of converted files
LINE_END = re.compile(r"\r\n|[\n\r\u2028]")


def blocks(text: str) -> tuple[Block, ...]:
    """The lines that hold something, with their numbers as an editor shows them; a wrapped paragraph has several."""
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    return tuple(
        Block(text=wrapped.joined([lines[at] for at in places]), lines=tuple(at + 1 for at in places), tag="line")
        for places in wrapped.paragraphs(lines)
    )
