"""`cppcc rebuild`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import archive_option, json_option, newspapers_option

if TYPE_CHECKING:
    from crawler.figures_of_run import Figures

EXAMPLE = """\b
Example, to see what a newer reader would change before it changes anything:
  cppcc rebuild --dry-run
"""
SHOWN = 20


@click.command("rebuild", epilog=EXAMPLE)
@newspapers_option("Declarations to read by, instead of what the archive remembers; may be given more than once.")
@click.option("--processes", type=click.IntRange(1), metavar="N", help="Reading processes; without it, one a core.")
@click.option("--dry-run", is_flag=True, help="List what would change, and leave the archive as it is.")
@archive_option
@json_option
def command(files: tuple[Path, ...], processes: int | None, dry_run: bool, folder: Path, as_json: bool) -> int:
    """Read every capture again from the WARCs into the archive, with the reader of today; never uses the network.

    The old reading stays until the new one is whole. Stopped at any moment, the same command goes on.
    """
    from crawler.progress import shown
    from crawler.rebuild import Asked, rebuild

    asked = Asked(newspapers=files, processes=processes or 0, dry_run=dry_run)
    with shown("B") as tell:
        figures = rebuild(folder, asked, lambda done, total, captures: tell(f"{captures} captures", done, total))
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
    else:
        _print(figures, folder)
    return int(figures["exit_code"])


def _print(figures: Figures, folder: Path) -> None:
    click.echo(f"{figures['captures']} captures, {figures['articles']} articles")
    if figures["compared"]:
        click.echo(f"gained {figures['gained']}, lost {figures['lost']}, changed {figures['changed']}")
    for one in figures["differences"][:SHOWN]:
        what = f" ({', '.join(one['what'])})" if one["what"] else ""
        click.echo(f"  {one['change']}: {one['headline'] or '(no headline)'}{what}; {one['uid']}")
    if sum(figures[name] for name in ("gained", "lost", "changed")) > SHOWN:
        click.echo(f"  all of them: {folder / 'runs' / figures['run'] / 'differences.jsonl'}")
    if figures["damaged"]:
        click.echo(f"{figures['damaged']} damaged stretches in the WARCs; `cppcc verify` names them", err=True)
    if figures["dry_run"]:
        click.echo("nothing was changed; `cppcc rebuild` puts the new reading in place")
    if figures.get("set_aside"):
        click.echo(f"the database that could not be read is kept as {figures['set_aside']}", err=True)
