"""Columns that were read twice: which blocks are repetitions, and what the second reading says of the order.

A repetition is found by a long block, and grows over its short neighbours where they repeat side by side with it; a
heading or a dateline that merely stands in two reports is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.reading.lines import Line

LONG = 24
"""Characters from which a block is not the same by chance."""


MOST_AHEAD = 2
"""Blocks that a second reading may have before its first copy; more of them are rather an article of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The order in which each block is kept, and the copies: copy → the block that it repeats."""

    order: tuple[int, ...]
    copies: dict[int, int]
    follows: dict[int, int]
    """Block → the block that it follows in a second reading: what stands before it is a copy of that one."""


def reading(lines: Sequence[Line]) -> Reading:
    """The blocks kept once, in the order that both readings of a column agree on."""
    copies = _copies(lines)
    follows = {n: copies[n - 1] for n in range(1, len(lines)) if n not in copies and n - 1 in copies}
    return Reading(order=_order(len(lines), copies, lines), copies=copies, follows=follows)


def _copies(lines: Sequence[Line]) -> dict[int, int]:
    keys = ["".join(line.plain.split()) for line in lines]
    copies = _long_copies(lines, keys)
    closing = [n for n, original in copies.items() if _closes_another(n, original, copies, lines)]
    for n in closing:
        del copies[n]
    for seed, original in sorted(copies.items()):
        for direction in (-1, 1):
            _grow(seed, original, direction, keys, copies, lines)
    return copies


def _long_copies(lines: Sequence[Line], keys: Sequence[str]) -> dict[int, int]:
    """Each long block that stands again, whole or as a part of a longer one, with the one to keep."""
    first: dict[str, int] = {}
    copies: dict[int, int] = {}
    for n, key in enumerate(keys):
        if len(key) >= LONG and lines[n].kind in ("body", "short", "title"):
            if key in first:
                copies[n] = first[key]
            first.setdefault(key, n)
    originals = sorted(first.values(), key=lambda n: len(keys[n]))
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for n in originals:
        for edge in _edges(keys[n]):
            alike[edge].append(n)
    for n in originals:
        longer = {m for edge in _edges(keys[n]) for m in alike[edge] if len(keys[m]) > len(keys[n])}
        whole = min((m for m in longer if _part(keys, n, m)), key=lambda m: (len(keys[m]), m), default=None)
        if whole is not None and lines[n].kind != "title":
            copies |= {copy: whole for copy, of in copies.items() if of == n}
            copies[n] = whole
    return copies


def _edges(key: str) -> tuple[str, str]:
    """How a long block begins and ends: two of which one is a part of the other share one of these."""
    return f"{key[:LONG]}…", f"…{key[-LONG:]}"


def _part(keys: Sequence[str], part: int, whole: int) -> bool:
    """A column torn at another place the second time: the one block begins or ends the other."""
    return keys[whole].startswith(keys[part]) or keys[whole].endswith(keys[part])


def _grow(
    seed: int, original: int, direction: int, keys: Sequence[str], copies: dict[int, int], lines: Sequence[Line]
) -> None:
    a, b = seed + direction, original + direction
    while 0 <= a < len(keys) and 0 <= b < len(keys) and a not in copies and a != original and keys[a] == keys[b]:
        if lines[a].kind == "title" or not keys[a] or abs(a - b) < 2:
            return
        copies[a] = copies.get(b, b)
        a, b = a + direction, b + direction


def _order(count: int, copies: dict[int, int], lines: Sequence[Line]) -> tuple[int, ...]:
    """The kept blocks by their first place, but a block that only the second reading has, before what follows it there.

    Seen where the second reading begins a few lines earlier than the first: those lines belong before the copied ones.
    """
    before: dict[int, list[int]] = {}
    run: list[int] = []
    for n in range(count):
        if n not in copies:
            run = [*run, n] if lines[n].kind == "body" else []
            continue
        if 0 < len(run) <= MOST_AHEAD and run[0] > copies[n] and _starts_reading(run[0], copies, lines):
            before.setdefault(copies[n], []).extend(run)
        run = []
    moved = {n for run_before in before.values() for n in run_before}
    return tuple(
        n for kept in range(count) if kept not in copies and kept not in moved for n in (*before.get(kept, ()), kept)
    )


def _starts_reading(first: int, copies: dict[int, int], lines: Sequence[Line]) -> bool:
    """Nothing of the first reading stands right before these lines: not a copy, but a head or a page's start."""
    return first == 0 or (first - 1 not in copies and _opens_article(lines[first - 1]))


def _closes_another(n: int, original: int, copies: dict[int, int], lines: Sequence[Line]) -> bool:
    """Whether a block that stands again closes a document of its own: 会议号召… of both resolutions of a session.

    It follows text of its own under a title of its own, and the next document or the page's end follows it.
    """
    titles = [m for m in range(original, n) if lines[m].document and m not in copies]
    if not titles or titles[-1] + 1 >= n or n - 1 in copies:
        return False
    below = lines[n + 1] if n + 1 < len(lines) else None
    return below is None or below.document or below.kind in ("editors", "byline")


def _opens_article(line: Line) -> bool:
    return line.kind in ("title", "dateline", "name", "byline", "stamp", "breadcrumb", "furniture", "salutation")
