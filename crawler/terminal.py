"""Tables on a terminal, where a hanzi is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A plain table whose columns line up for Chinese text too; columns of whole numbers stand to the right."""
    cells = [[str(cell) if cell is not None else "" for cell in row] for row in (heads, *rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    numbers = [bool(rows) and all(isinstance(row[n], int) for row in rows) for n in range(len(heads))]
    return "\n".join(
        "  ".join(_cell(cell, size, right) for cell, size, right in zip(row, widths, numbers, strict=True)).rstrip()
        for row in cells
    )


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _cell(text: str, size: int, right: bool) -> str:
    space = " " * (size - width(text))
    return space + text if right else text + space
