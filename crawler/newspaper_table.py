"""The table of declared newspapers, as `cppcc newspapers list` and the documentation show it."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.newspaper import Era, Newspaper
from crawler.terminal import width

COLUMNS = ("id", "title", "place", "platform", "since", "until", "verified", "seen", "front")


def rows(newspapers: Iterable[Newspaper]) -> tuple[tuple[str, ...], ...]:
    """One row an era, in the order of COLUMNS; a date that is not declared is an empty cell."""
    return tuple(_row(paper, era) for paper in newspapers for era in paper.eras)


def table(newspapers: Iterable[Newspaper]) -> str:
    """The rows as a Markdown table whose columns also line up on a terminal (a hanzi is two columns wide)."""
    lines = (COLUMNS, *rows(newspapers))
    widths = [max(width(line[column]) for line in lines) for column in range(len(COLUMNS))]
    ruled = (lines[0], tuple("-" * size for size in widths), *lines[1:])
    return "\n".join(_line(line, widths) for line in ruled) + "\n"


def _row(paper: Newspaper, era: Era) -> tuple[str, ...]:
    return (
        paper.id,
        paper.title,
        paper.place,
        era.platform,
        str(era.since or ""),
        str(era.until or ""),
        "yes" if era.verified else "no",
        str(era.seen or ""),
        era.front,
    )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "| " + " | ".join(cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)) + " |"
