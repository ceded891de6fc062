"""A paragraph from its blocks: torn ends joined, page marks out of the text, the printed form kept where it differs."""

from __future__ import annotations

from collections.abc import Sequence

from archive.records import Role, Torn
from crawler.reading.lines import CONTINUED_FROM, CONTINUED_ON, Line
from crawler.reading.model import DraftParagraph

LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def paragraph(lines: Sequence[Line], verbatim: Sequence[str | None], role: Role) -> DraftParagraph:
    """The blocks as one paragraph; `verbatim` is each block's printed form where it was restored."""
    text = ""
    for line in lines:
        text = joined(text, unmarked(line.block.text))
    printed = ""
    for line, original in zip(lines, verbatim, strict=True):
        printed = joined(printed, original or line.block.text)
    return DraftParagraph(
        text=text,
        role=role,
        verbatim=printed if printed != text else None,
        lines=tuple(number for line in lines for number in line.block.lines),
        torn=_torn(lines, role),
    )


def joined(head: str, tail: str) -> str:
    """Two halves of a sentence; Latin words need their space back, hanzi never had one."""
    space = " " if head and tail and head[-1] in LATIN and tail[0] in LATIN else ""
    return head + space + tail


def unmarked(text: str) -> str:
    """The text without (上接第一版) and (下转第四版), which stay in the printed form."""
    return CONTINUED_ON.sub("", CONTINUED_FROM.sub("", text)).strip()


def _torn(lines: Sequence[Line], role: Role) -> Torn | None:
    if role not in ("body", "heading"):
        return None
    end = lines[-1].torn
    came = lines[0].continued_from is not None and lines[0].mark is None
    start = came or lines[0].plain.startswith(tuple(",。、;:)》”"))
    if start and end:
        return "both"
    return "end" if end else "start" if start else None
