"""`cppcc newspapers`: the declarations."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli import json_option, newspapers_option

files_option = newspapers_option("Declarations instead of the built-in ones.")


@click.group("newspapers")
def command() -> None:
    """List the declared newspapers, check declarations, or recognise a site's platform."""


@command.command("list")
@files_option
@json_option
def list_(files: tuple[Path, ...], as_json: bool) -> None:
    """The declared newspapers with their eras.

    \b
    Example:
      cppcc newspapers list
    """
    from crawler.newspaper_table import COLUMNS, rows, table
    from crawler.newspapers import declared, load

    newspapers = load(files) if files else declared()
    if as_json:
        click.echo(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows(newspapers)], ensure_ascii=False))
    else:
        click.echo(table(newspapers), nl=False)


@command.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
def check(files: tuple[Path, ...]) -> None:
    """Validate declarations: those of the FILEs, or the built-in ones.

    \b
    Example:
      cppcc newspapers check my-province.toml
    """
    from crawler.newspapers import declared, load

    newspapers = load(files) if files else declared()
    guessed = [n.id for n in newspapers if any(not era.verified for era in n.eras)]
    said = "1 newspaper is" if len(newspapers) == 1 else f"{len(newspapers)} newspapers are"
    click.echo(f"{said} declared rightly")
    if guessed:
        click.echo(f"not yet seen to answer (verified = false): {', '.join(guessed)}")


@command.command("probe")
@click.argument("url")
@click.option("--page", "saved", type=click.Path(path_type=Path, dir_okay=False), help="A saved copy; asks nobody.")
def probe(url: str, saved: Path | None) -> int:
    """Recognise the platform of a site by one of its pages, and print a declaration to start from.

    One request, after robots.txt, with CPPCC_CONTACT in the User-Agent.

    \b
    Example:
      cppcc newspapers probe http://epaper.example.cn/rb/html/2025-02/24/node_1.htm
    """
    from crawler.cli.read import contents
    from crawler.newspapers_probe import LIKELY, declaration, recognise
    from crawler.probing import fetch
    from crawler.reading import charset

    body, declared = (contents(saved), None) if saved else fetch(url)
    found = recognise(charset.decode(body, declared).text, url)
    for one in found:
        click.echo(f"# {one.platform}: {one.score:.2f} ({'; '.join(one.reasons)})")
    if not found or found[0].score < LIKELY:
        click.echo("cppcc: no known platform; a new one is a module in spiders/platforms", err=True)
        return 1
    best = found[0]
    click.echo()
    click.echo(
        declaration(
            newspaper_id="newspaper", title="报名", place="省/市", platform=best.platform, front=best.front or url
        )
    )
    return 0
