"""`cppcc export`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import archive_option, json_option

if TYPE_CHECKING:
    from archive.export import Named, Release

EXAMPLE = """\b
Example:
  cppcc export --format datapackage release-2026 --title "政协报告 2026" --author "Archive of Yunling"
  frictionless validate release-2026/datapackage.json
"""

TITLE = "CPPCC reports in Chinese local newspapers"


@click.command("export", epilog=EXAMPLE)
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "csv", "parquet", "datapackage", "wacz"]),
    required=True,
    help="datapackage is CSV with a Frictionless descriptor; wacz is one file of the web pages for ReplayWeb.page.",
)
@click.option("--title", default=TITLE, show_default=True, metavar="TITLE", help="What the release is called.")
@click.option(
    "--author",
    "authors",
    multiple=True,
    metavar="NAME",
    help="Who answers for it; may be given more than once. CPPCC_OPERATOR where none is given.",
)
@archive_option
@json_option
def command(destination: Path, format_: str, title: str, authors: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Write a release of the archive: its tables and views with a data dictionary, hashes, citation and provenance.

    DEST is a new folder (a new file for wacz); one that exists is left as it is. The same archive gives the same
    bytes, but for wacz, which holds the time of export.
    """
    from archive.export import Named

    nobody = os.environ.get("CPPCC_OPERATOR") or f"The operators of {TITLE}"
    named = Named(title=title, authors=authors or (nobody,))
    said = _wacz(folder, destination, named) if format_ == "wacz" else _release(folder, destination, format_, named)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        click.echo(f"{destination}: {said['summary']}")


def _release(folder: Path, destination: Path, format_: str, named: Named) -> dict[str, Any]:
    from dataclasses import asdict

    from archive.export import export
    from crawler.progress import shown

    with shown("rows") as progress:
        release = export(folder, destination, format_, named, progress)
    return {
        "path": str(destination),
        "format": format_,
        "version": release.version,
        "summary": _summary(release),
        "files": [asdict(file) for file in release.files],
    }


def _summary(release: Release) -> str:
    size = sum(file.bytes for file in release.files)
    rows = sum(file.rows or 0 for file in release.files)
    return f"version {release.version}, {len(release.files)} files, {rows} rows, {size / 1e6:.1f} MB"


def _wacz(folder: Path, destination: Path, named: Named) -> dict[str, Any]:
    from archive import wacz

    pages = wacz.export(folder, destination, title=named.title, description=f"By {', '.join(named.authors)}")
    return {"path": str(destination), "format": "wacz", "pages": pages, "summary": f"a WACZ of {pages} reports"}
