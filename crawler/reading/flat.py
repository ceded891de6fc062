"""A flat text file as blocks: one block a line, numbered from 1; empty lines are no blocks."""

from __future__ import annotations

import re

from crawler.reading.model import Block

# \r\n, \n, \r and U+2028; not form feed or U+0085, which stand inside lines of converted files
LINE_END = re.compile(r"\r\n|[\n\r\u2028]")


def blocks(text: str) -> tuple[Block, ...]:
    """The lines that hold something, with their numbers as an editor shows them."""
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    return tuple(
        Block(text=line.strip(), lines=(number,), tag="line") for number, line in enumerate(lines, 1) if line.strip()
    )
