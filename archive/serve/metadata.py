"""What Datasette says of the archive: descriptions from the data dictionary, queries from the cookbook, facets."""

from __future__ import annotations

import re
import shlex
import sqlite3
import tomllib
from importlib.resources import files
from typing import Any

from archive.dictionary import Table, dictionary
from archive.serve.database import NAME

TITLE = "CPPCC reports in local newspapers 政协报告"

FACETS = {
    "reports": ["report_kind", "place", "covers_year", "newspaper"],
    "articles": ["topic", "report_kind", "newspaper_id"],
    "editions": ["newspaper_id", "state"],
    "figures": ["name", "year"],
    "dropped": ["reason"],
    "problems": ["kind"],
    "relations": ["kind"],
    "captures": ["kind", "status"],
}
"""Columns with few values that researchers narrow a table by. Each is one more reading of the whole table, so the long
ones (`sources`, `occurrences`) and the views that compute every row (`novelty`, `proposals`, `coverage`) have none."""

SORTED_DOWN = {"reports": "day", "runs": "started_at", "problems": "at"}
"""What is newest stands first."""

HIDDEN = (
    "_sqlite_migrations",
    "queue",
    "marks",
    "leads",
    "signatures",
    "unrelated",
    "traditional_fts",
    "paragraphs_fts",
    "articles_fts",
)
"""The index and the store's own bookkeeping: no content of the archive."""


def metadata(db: sqlite3.Connection) -> dict[str, Any]:
    """Datasette's metadata for the archive behind a connection."""
    tables = {table.name: _table(table) for table in dictionary(db)}
    for name in HIDDEN:
        tables[name] = {**tables.get(name, {}), "hidden": True}
    described = "Every table and view, and queries to begin with. Any SELECT may be asked; nothing can be changed."
    archive = {"description": described, "tables": tables, "queries": queries()}
    return {
        "title": TITLE,
        "databases": {NAME: archive},
    }


def queries() -> dict[str, dict[str, str]]:
    """The cookbook's SQL by the name that stands in an address; what only the command line can do is left out."""
    recipes = tomllib.loads(files("archive").joinpath("cookbook.toml").read_text("utf-8"))["recipe"]
    asked = ((recipe, _sql(recipe["command"])) for recipe in recipes)
    return {_slug(recipe["title"]): _query(recipe, sql) for recipe, sql in asked if sql}


def _query(recipe: dict[str, Any], sql: str) -> dict[str, str]:
    example = ", ".join(f"{name.lower()} = {value}" for name, value in recipe.get("example", {}).items())
    why = recipe["why"] + (f" For example: {example}." if example and "HASH" not in recipe["example"] else "")
    return {"sql": sql, "title": recipe["title"], "description": why}


def _sql(command: str) -> str | None:
    words = shlex.split(command)
    return words[3] if words[:2] == ["sqlite-utils", "query"] else None


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _table(table: Table) -> dict[str, Any]:
    said = {
        "description": table.description,
        "columns": {column.name: column.description for column in table.columns if column.description},
        "facets": FACETS.get(table.name),
        "sort_desc": SORTED_DOWN.get(table.name),
    }
    return {name: value for name, value in said.items() if value}
