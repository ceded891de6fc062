"""What an archive says, without the numbers that it alone knows: equal for archives that hold the same."""

from __future__ import annotations

import sqlite3

A_CAPTURE = "(SELECT json_array(c.url, c.fetched_at, c.record_id) FROM captures c WHERE c.id = {0})"
AN_ARTICLE = "(SELECT n.uid FROM articles n WHERE n.id = {0})"
A_PARAGRAPH = "(SELECT p.hash FROM paragraphs p WHERE p.id = {0})"
AN_ADDRESS = "(SELECT l.url FROM ledger l WHERE l.id = {0})"

NATURAL = {
    "capture_id": A_CAPTURE,
    "article_id": AN_ARTICLE,
    "article_a": AN_ARTICLE,
    "article_b": AN_ARTICLE,
    "continues": AN_ARTICLE,
    "paragraph_id": A_PARAGRAPH,
    "paragraph_a": A_PARAGRAPH,
    "paragraph_b": A_PARAGRAPH,
}
TABLES = (
    *("newspapers", "runs", "captures", "accounts", "editions", "ledger", "links", "articles", "paragraphs"),
    *("occurrences", "dropped", "figures", "near", "relations", "problems"),
)
OWN = {("runs", "id"): "id", ("newspapers", "id"): "id"}


def dump(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table in an order of their own, with names for numbers; runs of `merge` left out."""
    return {name: sorted(db.execute(_query(db, name)).fetchall(), key=repr) for name in TABLES}


def _query(db: sqlite3.Connection, table: str) -> str:
    columns = [column for _, column, *_ in db.execute(f"PRAGMA table_info({table})")]
    said = [_natural(table, column) for column in columns if column != "id" or (table, "id") in OWN]
    where = " WHERE command <> 'merge'" if table == "runs" else ""
    return f"SELECT {', '.join(said)} FROM {table}{where}"


def _natural(table: str, column: str) -> str:
    if table == "links" and column.endswith("_id"):
        return AN_ADDRESS.format(f"{table}.{column}")
    form = NATURAL.get(column)
    return form.format(f"{table}.{column}") if form else f"{table}.{column}"
