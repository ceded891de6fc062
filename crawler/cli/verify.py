"""`cppcc verify`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import archive_option, json_option

if TYPE_CHECKING:
    from archive.verify import Fault

EXAMPLE = """\b
Example, a quick look every night and all of it now and then:
  cppcc verify --sample 500
  cppcc verify
"""
SHOWN = 50


@click.command("verify", epilog=EXAMPLE)
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Check only N captures and paragraphs, at random.")
@archive_option
@json_option
def command(sample: int | None, folder: Path, as_json: bool) -> int:
    """Prove that the archive is what it says, or name what is not; changes nothing. Works while a crawl runs.

    Checks every payload's digest, every index row's place in its WARC, every segment's SHA-256, every paragraph's
    hash, foreign keys, counts and the search index. Exit code 1 where anything is wrong.
    """
    from archive.verify import verify
    from crawler.progress import shown

    with shown("row") as tell:
        faults = verify(folder, sample=sample, progress=tell)
    if as_json:
        click.echo(json.dumps({"sample": sample, "faults": [asdict(fault) for fault in faults]}, ensure_ascii=False))
        return 1 if faults else 0
    for fault in faults[:SHOWN]:
        click.echo(f"{fault.kind}: {fault.where}: {fault.detail}")
    if len(faults) > SHOWN:
        click.echo(f"… and {len(faults) - SHOWN} more: cppcc verify --json")
    click.echo(_summary(faults, sample))
    return 1 if faults else 0


def _summary(faults: tuple[Fault, ...], sample: int | None) -> str:
    if not faults:
        return f"{f'a sample of {sample}' if sample else 'everything'} checked: nothing is wrong"
    counts = Counter(fault.kind for fault in faults).most_common()
    kinds = ", ".join(f"{count} {kind} {'fault' if count == 1 else 'faults'}" for kind, count in counts)
    return f"{f'in a sample of {sample}: ' if sample else ''}{kinds}"
