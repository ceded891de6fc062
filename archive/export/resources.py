"""What a release holds: the tables and views that researchers need, their order of rows, and the types of columns."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from archive.dictionary import Column, dictionary

Type = Literal["integer", "number", "string", "date"]

DECLARED: dict[str, Type] = {"INTEGER": "integer", "REAL": "number", "TEXT": "string"}

# Day of publication, Day
A_DAY = re.compile(r"^Day\b")
# What the command was given, as JSON
AS_JSON = re.compile(r"\bas JSON\b")

VIEW_KEYS = {
    "article_id": "articles.id",
    "capture_id": "captures.id",
    "newspaper_id": "newspapers.id",
    "paragraph_id": "paragraphs.id",
}
"""What a view's column leads to, which SQLite does not state."""

REPORT_VIEWS = ("reports", "novelty")
"""Views whose `id` is the article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a released file. `json`: its text is a JSON value."""

    name: str
    type: Type
    description: str | None
    references: str | None
    json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One released file. `order` names rows: they are sorted by it; `key` is () where it may be unknown in a row."""

    name: str
    kind: str
    description: str | None
    fields: tuple[Field, ...]
    order: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def query(self) -> str:
        """Selects its rows, in order."""
        names = ", ".join(field.name for field in self.fields)
        return f"SELECT {names} FROM {self.name} ORDER BY {', '.join(self.order)}"


def resources(db: sqlite3.Connection) -> tuple[Resource, ...]:
    """The files of a release of this archive, in the order in which a reader wants to see them."""
    tables = {table.name: table for table in dictionary(db)}
    computed = {(row["view"], row["column"]): row["type"] for row in rules("computed.tsv")}
    return tuple(
        Resource(
            name=row["name"],
            kind=tables[row["name"]].kind,
            description=tables[row["name"]].description,
            fields=tuple(
                _field(row["name"], column, computed.get((row["name"], column.name)))
                for column in tables[row["name"]].columns
            ),
            order=tuple(row["order"].split(",")),
            key=tuple(row["order"].split(",")) if row["primary"] == "yes" else (),
        )
        for row in rules("resources.tsv")
        if row["order"] != "-"
    )


def rules(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the data files beside this module."""
    with files("archive.export").joinpath(name).open(encoding="utf-8") as lines:
        yield from DictReader(lines, delimiter="\t")


def _field(table: str, column: Column, computed: str | None) -> Field:
    said = column.description or ""
    type_ = DECLARED[column.type or computed or ""]
    return Field(
        name=column.name,
        type="date" if type_ == "string" and A_DAY.search(said) else type_,
        description=column.description,
        references=column.references or _leads_to(table, column),
        json=bool(AS_JSON.search(said)),
    )


def _leads_to(table: str, column: Column) -> str | None:
    if column.primary_key or column.type is None:
        return None
    if column.name == "id":
        return "articles.id" if table in REPORT_VIEWS else None
    return VIEW_KEYS.get(column.name)
