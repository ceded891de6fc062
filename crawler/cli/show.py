"""`cppcc show`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli import archive_option, json_option

EXAMPLE = """\b
Example:
  cppcc show 3f9a2c61d0e84b17
"""


@click.command("show", epilog=EXAMPLE)
@click.argument("name", metavar="ARTICLE-or-HASH")
@archive_option
@json_option
def command(name: str, folder: Path, as_json: bool) -> None:
    """Show an article (its uid, or number) with its paragraphs, or a paragraph (its hash) with every occurrence.

    The first characters of a uid or hash are enough where they are unambiguous.
    """
    from archive.store import Archive
    from crawler.showing import lines, shown

    with Archive.open(folder, hold=False) as archive:
        found = shown(archive.db, name)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(lines(found)))
