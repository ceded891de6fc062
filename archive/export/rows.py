"""Rows as bytes: CSV and JSON lines, and Parquet, each the same bytes for the same rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from archive.errors import ArchiveError
from archive.export.resources import Resource

Row = tuple[Any, ...]

PIECE_ROWS = 1000
"""Rows that are in memory at a time, in CSV and JSON lines."""

GROUP_ROWS = 20_000
"""Rows of a row group in Parquet; some 20 MB of paragraphs."""

ARROW = {"integer": pa.int64(), "number": pa.float64(), "string": pa.string(), "date": pa.date32()}


def as_csv(resource: Resource, rows: Iterable[Row]) -> Iterator[bytes]:
    """RFC 4180 with a head line, in UTF-8, lines ended by a line feed; what is unknown is an empty cell."""
    yield _lines([[field.name for field in resource.fields]])
    for piece in pieces(rows, PIECE_ROWS):
        yield _lines(piece)


def as_jsonl(resource: Resource, rows: Iterable[Row]) -> Iterator[bytes]:
    """One object a line, in UTF-8; columns that hold JSON are nested values."""
    names = [field.name for field in resource.fields]
    nested = [n for n, field in enumerate(resource.fields) if field.json]
    for piece in pieces(rows, PIECE_ROWS):
        yield "".join(f"{_object(names, nested, row)}\n" for row in piece).encode()


def write_parquet(path: Path, resource: Resource, rows: Iterable[Row]) -> None:
    """Parquet with the data dictionary in the metadata of file and columns. Raises OSError, ArchiveError."""
    schema = _schema(resource)
    with pq.ParquetWriter(path, schema, compression="zstd", version="2.6") as out:
        for piece in pieces(rows, GROUP_ROWS):
            out.write_table(_table(schema, resource, piece))


def pieces(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of that many."""
    left = iter(rows)
    while piece := list(islice(left, size)):
        yield piece


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _object(names: list[str], nested: list[int], row: Row) -> str:
    values = dict(zip(names, row, strict=True))
    values |= {names[n]: json.loads(row[n]) for n in nested if row[n] is not None}
    return json.dumps(values, ensure_ascii=False)


def _schema(resource: Resource) -> pa.Schema:
    fields = [
        pa.field(field.name, ARROW[field.type], metadata={"description": field.description or ""})
        for field in resource.fields
    ]
    return pa.schema(fields, metadata={"name": resource.name, "description": resource.description or ""})


def _table(schema: pa.Schema, resource: Resource, rows: list[Row]) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [
        pa.array(map(_day(resource.name), column) if field.type == "date" else column, ARROW[field.type])
        for field, column in zip(resource.fields, columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _day(table: str) -> Callable[[str | None], date | None]:
    def parsed(day: str | None) -> date | None:
        try:
            return date.fromisoformat(day) if day else None
        except ValueError as wrong:
            raise ArchiveError(f"{table}: {day!r} is no day; `cppcc verify` looks for damage") from wrong

    return parsed
