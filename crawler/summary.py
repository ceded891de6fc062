"""What a person reads at the end of a command: a run's account, or the articles of a page."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from archive.records import Article, Reading
from crawler.account import Account
from crawler.run import EXIT_CODES, Run

Figures = dict[str, Any]

PER_NEWSPAPER = """
SELECT n.id, n.title,
       (SELECT count(*) FROM editions e WHERE e.newspaper_id = n.id AND e.state = 'published') AS published,
       (SELECT count(*) FROM editions e WHERE e.newspaper_id = n.id AND e.state = 'no-edition') AS none,
       (SELECT count(*) FROM editions e WHERE e.newspaper_id = n.id
                                          AND e.state IN ('missing', 'partial', 'blocked')) AS missing,
       (SELECT count(*) FROM articles a WHERE a.newspaper_id = n.id AND a.topic = 'report'
                                          AND a.continues IS NULL) AS reports,
       (SELECT count(*) FROM articles a WHERE a.newspaper_id = n.id AND a.topic = 'related') AS related
  FROM newspapers n ORDER BY n.id"""


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A plain table whose columns line up for Chinese text too (wide characters count as two)."""
    cells = [[str(cell) if cell is not None else "" for cell in row] for row in (heads, *rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    numbers = [all(isinstance(row[n], int) for row in rows) and bool(rows) for n in range(len(heads))]
    return "\n".join(
        "  ".join(_cell(cell, size, right) for cell, size, right in zip(row, widths, numbers, strict=True)).rstrip()
        for row in cells
    )


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _cell(text: str, size: int, right: bool) -> str:
    space = " " * (size - width(text))
    return space + text if right else text + space


def run_figures(run: Run, db: sqlite3.Connection) -> Figures:
    """What a run did, for `--json` and summary.json."""
    return {
        "run": run.run_id,
        "outcome": run.outcome,
        "exit_code": EXIT_CODES[run.outcome or "finished"],
        "requests": run.requests,
        "accounts": [asdict(one) | {"adds_up": one.adds_up} for one in run.accounts],
        "newspapers": [dict(zip(("id", "title", *COLUMNS), row, strict=True)) for row in db.execute(PER_NEWSPAPER)],
        "problems": problems(db, run.run_id),
        "servers_left": {"refused": run.servers.left("refused"), "unreachable": run.servers.left("unreachable")},
    }


COLUMNS = ("published", "no_edition", "missing", "reports", "related")


def problems(db: sqlite3.Connection, run_id: str) -> list[Figures]:
    """The problems of a run, by kind and detail, the most frequent first."""
    found = db.execute(
        "SELECT kind, detail, count(*), min(url) FROM problems WHERE run_id = ?"
        " GROUP BY kind, detail ORDER BY 3 DESC, 1, 2",
        (run_id,),
    )
    return [dict(zip(("kind", "detail", "count", "example"), row, strict=True)) for row in found]


def account_lines(accounts: Sequence[Account]) -> str:
    """The account as a table: links seen = stored + duplicate + off-topic + failed + open."""
    heads = ("newspaper", "links", "stored", "duplicate", "off-topic", "failed", "open", "adds up")
    rows = [
        (a.newspaper_id, a.links_seen, a.stored, a.duplicate, a.off_topic, a.failed, a.open, "yes" if a.adds_up else "NO")
        for a in accounts
    ]
    return table(heads, rows)


def print_summary(run: Run, *, as_json: bool) -> int:
    """Prints how a run ended; its exit code."""
    if run.failure:
        raise run.failure
    figures = run.figures
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return int(figures["exit_code"])
    heads = ("newspaper", "title", "editions", "none that day", "missing", "reports", "related")
    click.echo(table(heads, [tuple(row.values()) for row in figures["newspapers"]]))
    click.echo()
    click.echo(account_lines(run.accounts))
    for problem in figures["problems"][:10]:
        click.echo(f"problem ×{problem['count']}: {problem['kind']}: {problem['detail']} ({problem['example']})", err=True)
    for why, servers in figures["servers_left"].items():
        for server in servers:
            click.echo(f"{server}: {why}; left alone, the same command asks again", err=True)
    click.echo(f"\n{run.outcome}; {run.requests} requests; run {run.run_id}")
    return int(figures["exit_code"])


def print_reading(path: str, reading: Reading) -> None:
    """Prints the articles of one file as a person reads them."""
    click.echo(f"{path}: {reading.charset} ({reading.charset_evidence}), {len(reading.articles)} articles")
    for article in reading.articles:
        click.echo(f"\n{article.headline or '(no headline)'}")
        click.echo(f"  {article.topic} {article.topic_score:.2f}: {'；'.join(article.topic_reasons)}")
        if article.report:
            click.echo(f"  {_stated(article)}")
        for figure in article.figures:
            click.echo(f"  {figure.name} = {figure.value:g}{figure.unit or ''}: {figure.evidence}")
        if article.topic != "other":
            for paragraph in article.paragraphs:
                click.echo(f"    [{paragraph.role}] {paragraph.text}")
    for problem in reading.problems:
        click.echo(f"problem: {problem.kind}: {problem.detail}", err=True)


def _stated(article: Article) -> str:
    said = asdict(article.report) if article.report else {}
    return ", ".join(f"{name} {value}" for name, value in said.items() if value is not None)
