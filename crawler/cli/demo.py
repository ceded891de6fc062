"""`cppcc demo`."""

from __future__ import annotations

from pathlib import Path

import click

NEXT = """
The archive is an ordinary SQLite file:
  sqlite-utils tables {db} --counts
  sqlite-utils search {db} paragraphs 民主监督
  sqlite-utils rows {db} reports --limit 5
  cppcc serve --archive {folder}"""


@click.command("demo")
@click.option(
    "--archive",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/demo"),
    show_default=True,
    metavar="DIR",
    help="Where the demonstration's archive goes; an earlier one is replaced.",
)
def command(folder: Path) -> int:
    """Run the whole job on the practice press: invented newspapers of every platform, on loopback.

    Ends with 0 if every printed report was archived exactly once and nothing else was.
    """
    from archive.store import Archive
    from crawler.demo import clear, compare, demonstrate, told

    clear(folder)
    click.echo("The practice press prints; the crawl reads. It takes about half a minute.", err=True)
    run, press = demonstrate(folder)
    if run.failure:
        raise run.failure
    with Archive.open(folder, hold=False) as archive:
        for line in told(archive, run, press):
            click.echo(line)
        found = compare(archive.db, press)
    click.echo(NEXT.format(db=folder / "archive.db", folder=folder))
    for place in sorted(found.printed ^ found.archived):
        click.echo(f"{'missed' if place in found.printed else 'no report'}: {place}", err=True)
    click.echo(f"\n{len(found.printed & found.archived)} of {len(found.printed)} printed reports are archived.")
    return 0 if found.right else 3
