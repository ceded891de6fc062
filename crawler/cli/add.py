"""`cppcc add`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli import archive_option, json_option, newspapers_option

EXAMPLE = """\b
Example:
  cppcc add saved/*.html --newspaper changzhi --day 2025-02-25
  cppcc add browsertrix-crawl.wacz
"""


@click.command("add", epilog=EXAMPLE)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--newspaper", "newspaper_id", metavar="ID", help="The declared newspaper that printed it.")
@click.option("--day", metavar="DAY", help="The day of the edition, as 2025-02-24.")
@click.option("--url", metavar="URL", help="The address that the one PATH was saved from.")
@newspapers_option("Declarations to use beside the built-in ones; may be given more than once.")
@archive_option
@json_option
def command(
    paths: tuple[Path, ...],
    newspaper_id: str | None,
    day: str | None,
    url: str | None,
    files: tuple[Path, ...],
    folder: Path,
    as_json: bool,
) -> int:
    """Read files (.html, .txt, .pdf, .warc, .warc.gz, .wacz) into the archive.

    The files themselves are kept as evidence beside the WARCs of the crawls. Adding a file again changes nothing.
    """
    from crawler import settings
    from crawler.adding_run import Asked, add
    from crawler.asked import whole
    from crawler.progress import shown
    from crawler.terminal import table

    free_mb = whole(settings.CPPCC_FREE_MB, "CPPCC_FREE_MB")
    asked = Asked(paths=paths, newspaper_id=newspaper_id, day=day, url=url, newspapers=files, free_mb=free_mb)
    with shown("file") as tell:
        figures = add(folder, asked, tell)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
    else:
        heads = ("file", "reports", "related", "other", "captures", "")
        names = ("path", "report", "related", "other", "captures")
        rows = [
            (*(one[name] for name in names), "in the archive already" if one["known"] else "")
            for one in figures["files"]
        ]
        click.echo(table(heads, rows))
        for one in figures["files"]:
            for problem in one["problems"]:
                click.echo(f"{one['path']}: {problem}", err=True)
    return int(figures["exit_code"])
