"""`cppcc crawl`."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli import archive_option, json_option, newspapers_option

EXAMPLE = """\b
Example, the session season of one newspaper:
  CPPCC_CONTACT=archivist@example.org cppcc crawl changzhi --since 2025-02-15 --until 2025-03-15
"""


@click.command("crawl", epilog=EXAMPLE)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--since", metavar="DAY", help="First day, as 2025-02-15; without it, a week before --until.")
@click.option("--until", metavar="DAY", help="Last day; without it, today.")
@newspapers_option("Declarations to use instead of the built-in ones; may be given more than once.")
@click.option(
    "--all-articles", is_flag=True, help="Fetch every article, also what earlier runs left out as none of ours."
)
@click.option("--recheck", is_flag=True, help="Ask again: conditionally for pages that are here, anew for what failed.")
@click.option("--requisites", is_flag=True, help="Then fetch style, images and PDFs of the pages that are kept.")
@click.option("--max-requests", type=click.IntRange(1), metavar="N", help="Stop after N requests; 130 if more is left.")
@click.option("--verbose", is_flag=True, help="Log on stderr too; the run folder always has the log.")
@archive_option
@json_option
def command(
    ids: tuple[str, ...],
    since: str | None,
    until: str | None,
    files: tuple[Path, ...],
    all_articles: bool,
    recheck: bool,
    requisites: bool,
    max_requests: int | None,
    verbose: bool,
    folder: Path,
    as_json: bool,
) -> int:
    """Fetch what the ledger does not have yet; no ID means all newspapers of the FILEs, or all declared ones.

    Stopping it (Ctrl-C, a crash, a full disk) loses nothing: the same command continues.
    """
    from crawler.crawling import crawl, settings_for
    from crawler.summary import print_summary

    values: dict[str, object] = {"CPPCC_ARCHIVE": str(folder), "LOG_ENABLED": verbose}
    if files:
        values["CPPCC_NEWSPAPERS"] = [str(file) for file in files]
    asked = {
        "since": since,
        "until": until,
        "all_articles": all_articles,
        "recheck": recheck,
        "requisites": requisites,
        "max_requests": max_requests,
    }
    run = crawl(settings_for(values), ids, asked)
    return print_summary(run, as_json=as_json)
