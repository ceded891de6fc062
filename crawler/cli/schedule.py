"""`cppcc schedule`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from crawler.cli import archive_option, newspapers_option

EXAMPLE = """\b
Example:
  cppcc schedule changzhi --at 21:30
  cppcc schedule --newspapers my-province.toml --cron >> my-crontab
"""


@click.command("schedule", epilog=EXAMPLE)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--at", default="21:30", show_default=True, metavar="HH:MM", help="Time of day, local.")
@click.option("--cron", is_flag=True, help="A crontab line instead of a systemd timer.")
@newspapers_option("Declarations to use instead of the built-in ones; may be given more than once.")
@click.option("--all-articles", is_flag=True, help="Fetch every article, not only those that could be ours.")
@archive_option
def command(
    ids: tuple[str, ...], at: str, cron: bool, files: tuple[Path, ...], all_articles: bool, folder: Path
) -> None:
    """Print a systemd timer and service, or a crontab line, for a daily crawl. Nothing is installed.

    CPPCC_CONTACT, and CPPCC_OPERATOR and CPPCC_FREE_MB where they are set, are taken from the environment.
    """
    from archive.errors import InputError
    from crawler.newspapers import choose, declared, load
    from crawler.schedule import CARRIED, crawl_words, crontab, systemd

    environment = {name: os.environ[name] for name in CARRIED if os.environ.get(name)}
    if "CPPCC_CONTACT" not in environment:
        raise InputError("CPPCC_CONTACT is not set; a scheduled crawl must say how a site's owner reaches you")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
        raise InputError(f"--at {at!r} is no time of day; write it as 21:30")
    choose(load(files) if files else declared(), ids)
    program = str(Path(sys.executable).with_name("cppcc"))
    words = crawl_words(program, folder, ids, files, all_articles=all_articles)
    click.echo((crontab if cron else systemd)(words, folder, at, environment), nl=False)
