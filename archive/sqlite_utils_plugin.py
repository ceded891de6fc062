"""What this package adds to the `sqlite-utils` command.

`sqlite-utils search` on `paragraphs` and `articles` of an archive takes queries of any length, several words and
punctuation of any width; every other table and database is searched as before. Three commands follow a text:
`cppcc-kwic`, `cppcc-cite` and `cppcc-provenance`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlite_utils import Database, hookimpl

from archive import cite, kwic, ngrams
from archive.connection import connect
from archive.errors import CppccError
from archive.printings import printings
from archive.schema import APPLICATION_ID, check
from archive.search import search as search_archive

T = TypeVar("T")

SYNTAX = re.compile(r'\b(?:AND|OR|NOT|NEAR)\b|["*^():]')
"""FTS5's own query syntax, which is left to FTS5: 提案 OR 建议."""

SEARCHED = {"paragraphs": "text", "articles": ngrams.TITLES}

ARCHIVE = click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@hookimpl
def register_commands(cli: click.Group) -> None:
    """Adds our commands, and teaches `search` our index."""
    stock, query = cli.commands["search"], cli.commands["query"]
    assert stock.callback is not None
    stock.callback = _searching(stock.callback, query)
    for command in (kwic_command, cite_command, provenance_command):
        cli.add_command(command)


def _searching(stock: Callable[..., Any], query: click.Command) -> Callable[..., Any]:
    def search(**options: Any) -> Any:
        path, table, asked = options["path"], options["dbtable"], options["q"]
        if table not in SEARCHED or SYNTAX.search(asked) or not _is_archive(path):
            return stock(**options)
        if not ngrams.words(asked):
            raise click.ClickException(f"{asked!r} holds no letter or digit; ask for a word such as 提案")
        # Ranks are equal and rows come by rowid (archive/ngrams.py); said outright, FTS5 can stop at the limit.
        known = {**options, "order": options["order"] or f"{table}_fts.rowid"}
        if ngrams.exact(asked):
            return stock(**{**known, "q": ngrams.match(asked), "quote": False})
        return _verified(query, **known)

    return search


def _verified(
    query: click.Command,
    *,
    path: str,
    dbtable: str,
    q: str,
    order: str | None,
    column: tuple[str, ...],
    limit: int | None,
    show_sql: bool,
    quote: bool,
    **output: Any,
) -> None:
    """Searches for words longer than the index's tokens: the index gives candidates, LIKE decides."""
    words = ngrams.words(q)
    where = " AND ".join(f"{SEARCHED[dbtable]} LIKE :word{number}" for number in range(len(words)))
    with closing(sqlite3.connect(path)) as connection:
        table = Database(connection).table(dbtable)
        sql = table.search_sql(columns=column or None, order_by=order, limit=limit, where=where)
    if show_sql:
        click.echo(sql)
        return
    values = [("query", ngrams.match(q)), *((f"word{number}", f"%{word}%") for number, word in enumerate(words))]
    click.get_current_context().invoke(query, path=path, sql=sql, param=values, **output)


def _is_archive(path: str) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        try:
            return bool(connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,))
        except sqlite3.DatabaseError:
            return False


@click.command(name="cppcc-kwic")
@ARCHIVE
@click.argument("query")
@click.option("--width", default=kwic.WIDTH, help="Characters on either side of the word")
@click.option("--kind", help="A report kind, such as 提案工作报告, or a topic")
@click.option("--place", help="Only printings of this place")
@click.option("--year", type=int, help="Only reports that cover this year, or were printed in it where they tell none")
@click.option("--limit", default=50, show_default=True, help="Paragraphs to look into")
def kwic_command(path: Path, query: str, width: int, limit: int, **wanted: Any) -> None:
    """Keyword in context, a line for each use in a paragraph, whose place is that of one printing.

    Example:

        sqlite-utils cppcc-kwic archive.db 民主监督 --year 2024
    """
    with closing(_opened(path)) as db:
        hits = _said(lambda: search_archive(db, query, limit=limit, **wanted))
        for hit in hits:
            place = f"{hit.place or hit.newspaper or ''} {hit.covers_year or ''} {hit.hash[:12]}"
            for word in ngrams.words(query):
                for before, found, after in kwic.contexts(hit.text, word, width):
                    tail = after + " " * (2 * width - kwic.columns(after))
                    click.echo(f"{kwic.aligned(before, width)} {found} {tail} {place}")
    if len(hits) == limit:
        click.echo(f"these are the first {limit} paragraphs; --limit asks for more", err=True)


@click.command(name="cppcc-cite")
@ARCHIVE
@click.argument("name", metavar="HASH")
@click.option("--format", "form", type=click.Choice(["plain", "bibtex", "csl-json"]), default="plain", help="The form")
@click.option("--all", "every", is_flag=True, help="Every printing, not only the first")
def cite_command(path: Path, name: str, form: str, every: bool) -> None:
    """Citation of a paragraph's hash or an article's uid; a beginning of eight digits is enough.

    Example:

        sqlite-utils cppcc-cite archive.db 3f2a9c10 --format bibtex
    """
    with closing(_opened(path)) as db:
        found = _said(lambda: printings(db, name))
    chosen = found if every else found[:1]
    match form:
        case "bibtex":
            click.echo("\n".join(cite.bibtex(printing) for printing in chosen))
        case "csl-json":
            click.echo(cite.csl_json(chosen))
        case _:
            click.echo("\n".join(cite.plain(printing) for printing in chosen))


@click.command(name="cppcc-provenance")
@ARCHIVE
@click.argument("name", metavar="HASH")
def provenance_command(path: Path, name: str) -> None:
    """Every printing of a paragraph or article down to its WARC record, as JSON, the earliest first.

    Example:

        sqlite-utils cppcc-provenance archive.db 3f2a9c10
    """
    with closing(_opened(path)) as db:
        found = _said(lambda: printings(db, name))
    click.echo(json.dumps([asdict(printing) for printing in found], ensure_ascii=False, indent=1))


def _opened(path: Path) -> sqlite3.Connection:
    def opened() -> sqlite3.Connection:
        connection = connect(path, read_only=True)
        check(connection)
        return connection

    return _said(opened)


def _said(act: Callable[[], T]) -> T:
    try:
        return act()
    except CppccError as error:
        raise click.ClickException(str(error)) from error
