"""`cppcc serve`."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli import archive_option

EXAMPLE = """\b
Example:
  cppcc serve --archive data/demo
  then open http://127.0.0.1:8001/ in a browser
"""


@click.command("serve", epilog=EXAMPLE)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, metavar="PORT", help="0 takes a free one."
)
@archive_option
def command(host: str, port: int, folder: Path) -> None:
    """Show the archive in the browser, read-only; a crawl may run beside it. Ctrl-C ends it.

    Only this machine is answered. With another --host everybody who reaches it can read the archive.
    """
    from archive.serve.listening import serve

    serve(folder, host, port, lambda address: click.echo(f"{address}  (Ctrl-C ends)"))
