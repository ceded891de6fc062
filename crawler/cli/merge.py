"""`cppcc merge`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli import archive_option, json_option

EXAMPLE = """\b
Example, two machines that crawled different newspapers:
  cppcc merge --archive data/archive /mnt/second/archive /mnt/third/archive
"""


@click.command("merge", epilog=EXAMPLE)
@click.argument("others", nargs=-1, required=True, metavar="OTHER...", type=click.Path(path_type=Path))
@archive_option
@json_option
def command(others: tuple[Path, ...], folder: Path, as_json: bool) -> int:
    """Take other archives into this one, by content hash and uid, with their WARC files.

    The OTHERs stay as they are. Any order gives the same archive, and a second time changes nothing. An archive that is
    damaged, foreign, from a newer version, or still being written is refused before anything changes.
    """
    from crawler.merging import merge_archives
    from crawler.progress import shown

    with shown("rows") as progress:
        figures = merge_archives(folder, others, progress)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return 0
    changed = ", ".join(f"{count} {name}" for name, count in figures["changed"].items() if count)
    click.echo(f"{folder}: {changed or 'nothing new'}; {figures['warc_files']} WARC files copied")
    if figures["needs_rebuild"]:
        click.echo(
            "some pages were read differently, or their articles can now be joined: run `cppcc rebuild`", err=True
        )
    return 0
