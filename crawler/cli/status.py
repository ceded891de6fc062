"""`cppcc status`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli import archive_option, json_option

EXAMPLE = """\b
Example:
  cppcc status --json | jq '.editions[] | select(.missing > 0)'
"""


@click.command("status", epilog=EXAMPLE)
@archive_option
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Runs, newspapers, and editions expected, got and missing, with the reasons. Works while a crawl runs."""
    from archive.store import Archive
    from crawler.state import lines, state

    with Archive.open(folder, hold=False) as archive:
        now = state(archive.db, folder)
    click.echo(json.dumps(now, ensure_ascii=False) if as_json else "\n".join(lines(now)))
