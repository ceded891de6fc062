"""What the practice press knows of its own printings, as relations: (later key, kind, earlier key)."""

from __future__ import annotations

from collections.abc import Iterable

from spiders.press.model import Printed

Relations = frozenset[tuple[str, str, str]]


def meant(printed: Iterable[Printed]) -> Relations:
    """What each printing is to which earlier one, by the press's own account; a summary (摘要) is an excerpt."""
    rows = tuple(printed)
    whole = {_session(row): row.key for row in reversed(rows) if row.report_kind and not _is_summary(row)}
    named = {
        "twin": {row.key: row.twin_of for row in rows},
        "correction": {row.key: row.corrects for row in rows},
        "reprint": {row.key: None if row.twin_of else row.reprint_of for row in rows},
        "excerpt": {row.key: whole.get(_session(row)) for row in rows if _is_summary(row)},
    }
    return frozenset((key, kind, of) for kind, pairs in named.items() for key, of in pairs.items() if of)


def undirected(relations: Relations, printed: Iterable[Printed]) -> Relations:
    """Of two printings of one day neither is known as the first: both go by the name the press puts first."""
    rows = {row.key: row for row in printed}
    names = {key: row.reprint_of for key, row in rows.items() if row.reprint_of and rows[row.reprint_of].day == row.day}
    return frozenset(
        (of, kind, key) if names.get(of) == key else (key, kind, names.get(of, of)) for key, kind, of in relations
    )


def _session(row: Printed) -> tuple[object, ...]:
    return row.place, row.report_kind, row.term, row.session


def _is_summary(row: Printed) -> bool:
    return bool(row.report_kind) and "摘要" in row.headline
