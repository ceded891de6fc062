"""`cppcc schedule`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from crawler.cli import archive_option

EXAMPLE = """\b
Example:
  cppcc schedule changzhi --at 21:30
  cppcc schedule --cron >> my-crontab
"""


@click.command("schedule", epilog=EXAMPLE)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--at", default="21:30", show_default=True, metavar="HH:MM", help="Time of day, local.")
@click.option("--cron", is_flag=True, help="A crontab line instead of a systemd timer.")
@archive_option
def command(ids: tuple[str, ...], at: str, cron: bool, folder: Path) -> None:
    """Print a systemd timer and service, or a crontab line, for a daily crawl. Nothing is installed.

    CPPCC_CONTACT is taken from the environment.
    """
    from archive.errors import InputError
    from crawler.schedule import crontab, systemd

    contact = os.environ.get("CPPCC_CONTACT", "")
    if not contact:
        raise InputError("CPPCC_CONTACT is not set; a scheduled crawl must say how a site's owner reaches you")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
        raise InputError(f"--at {at!r} is no time of day; write it as 21:30")
    program = str(Path(sys.executable).with_name("cppcc"))
    click.echo((crontab if cron else systemd)(program, folder, ids, at, contact), nl=False)
