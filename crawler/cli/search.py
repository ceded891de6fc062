"""`cppcc search`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from archive.records import ReportKind, Topic
from crawler.cli import archive_option, json_option

KINDS = tuple(dict.fromkeys((*get_args(ReportKind), *get_args(Topic))))

EXAMPLE = """\b
Example:
  cppcc search 民主监督 --kind 常委会工作报告 --year 2024
"""


@click.command("search", epilog=EXAMPLE)
@click.argument("query")
@click.option(
    "--kind", type=click.Choice(KINDS), metavar="KIND", help=f"Only this kind of report or topic: {', '.join(KINDS)}."
)
@click.option("--place", metavar="PLACE", help="Only reports of this place, such as 长治.")
@click.option(
    "--year",
    type=click.IntRange(1949, 2999),
    metavar="YEAR",
    help="Only reports that cover this year, or were printed in it where they tell none.",
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N")
@archive_option
@json_option
def command(
    query: str, kind: str | None, place: str | None, year: int | None, limit: int, folder: Path, as_json: bool
) -> int:
    """Find paragraphs by a text of any length; each hit names place, day, newspaper and article.

    Ends with 1 if nothing is found, as grep does.
    """
    from archive.search import search
    from archive.store import Archive

    with Archive.open(folder, hold=False) as archive:
        hits = search(archive.db, query, kind=kind, place=place, year=year, limit=limit)
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, default=str))
    else:
        for hit in hits:
            click.echo(f"{hit.day or '(no day)'}  {hit.newspaper or ''}  {hit.place or ''}  {hit.headline or ''}")
            click.echo(f"    {hit.text}")
            click.echo(f"    {hit.url}  {hit.hash[:16]}\n")
        if not hits:
            click.echo("nothing found", err=True)
        elif len(hits) == limit:
            click.echo(f"these are the first {limit}; --limit asks for more", err=True)
    return 0 if hits else 1
