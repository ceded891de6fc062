"""The command `cppcc`: each subcommand in a module of its own, imported only when it is called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.errors import CppccError
from archive.software import VERSION

Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)
"""What click decorates."""

COMMANDS = {
    "crawl": "Fetch what the ledger does not have yet.",
    "read": "Read saved pages into articles and print them; stores nothing.",
    "add": "Read files into the archive.",
    "rebuild": "Read every capture again from the WARCs.",
    "search": "Find paragraphs by any Chinese text.",
    "show": "Show an article, or a paragraph with all its occurrences.",
    "status": "Runs, newspapers, editions expected and got.",
    "verify": "Prove that the archive is what it says.",
    "export": "Write a release of the archive.",
    "merge": "Take other archives into this one.",
    "newspapers": "List, check and recognise newspapers.",
    "schedule": "Print a timer for a crawl.",
    "serve": "Show the archive in the browser.",
    "demo": "Run the whole job on the embedded practice press.",
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called, so that `cppcc --help` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"crawler.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="cppcc")
def cppcc() -> None:
    """CPPCC (政协) reports from Chinese local newspapers: gathered, kept as evidence, searchable.

    Every command but read and newspapers takes --archive DIR (default data/archive, or $CPPCC_ARCHIVE; for demo
    data/demo).
    """


archive_option = click.option(
    "--archive",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CPPCC_ARCHIVE",
    default=Path("data/archive"),
    show_default=True,
    metavar="DIR",
    help="The archive's folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output on stdout.")


def newspapers_option(help_: str) -> Callable[[Decorated], Decorated]:
    """--newspapers FILE, once or more: files of declarations, and what the command does with them."""
    return click.option(
        "--newspapers",
        "files",
        multiple=True,
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=help_,
    )


def main() -> None:
    """Runs `cppcc`: every error of ours is one line on stderr and its exit code."""
    try:
        status = cppcc.main(standalone_mode=False)
    except CppccError as error:
        click.echo(f"cppcc: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("cppcc: interrupted; the same command continues", err=True)
        sys.exit(130)
    except UnicodeEncodeError as error:  # a name or a value of the command line with bytes that are no UTF-8
        click.echo(f"cppcc: {error.object.encode(errors='replace').decode()}: this is no UTF-8", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)
