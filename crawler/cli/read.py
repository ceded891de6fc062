"""`cppcc read`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from crawler.cli import json_option

EXAMPLE = """\b
Example:
  cppcc read --json saved-page.html | jq '.articles[].headline'
"""


@click.command("read", epilog=EXAMPLE)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--url", metavar="URL", help="The address that the page was saved from: its platform is told by it.")
@click.option("--day", metavar="DAY", help="The day of the edition, as 2025-02-24.")
@json_option
def command(paths: tuple[str, ...], url: str | None, day: str | None, as_json: bool) -> int:
    """Read saved pages (.html, .txt, .pdf with a text layer, - for stdin) into articles and print them."""
    from crawler.files import file_reading, name_of
    from crawler.reading.as_json import to_json
    from crawler.summary import print_reading

    status = 0
    for path in paths:
        content = sys.stdin.buffer.read() if path == "-" else contents(Path(path))
        reading = file_reading(path, content, url=url, day=day)
        if as_json:
            click.echo(json.dumps(to_json(reading, name_of(path)), ensure_ascii=False))
        else:
            print_reading(name_of(path), reading)
        status = status or (3 if reading.problems else 0)
    return status


def contents(path: Path) -> bytes:
    """The bytes of a file. Raises InputError."""
    from archive.errors import InputError

    try:
        return path.read_bytes()
    except OSError as wrong:
        raise InputError(f"{path}: cannot be read: {wrong.strerror or wrong}") from wrong
