"""What a person reads at the end of a command: a run's account, or the articles of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from archive.records import Article, Dropped, Reading
from crawler.account import Account
from crawler.run import Run
from crawler.terminal import table

SHOWN = 40
"""Characters that are shown of what was left out."""


def account_lines(accounts: Sequence[Account]) -> str:
    """The account as a table: links seen = stored + duplicate + off-topic + failed + pending."""
    heads = ("newspaper", "links", "stored", "duplicate", "off-topic", "failed", "pending", "adds up")
    rows = [
        (
            a.newspaper_id,
            a.links_seen,
            a.stored,
            a.duplicate,
            a.off_topic,
            a.failed,
            a.pending,
            "yes" if a.adds_up else "NO",
        )
        for a in accounts
    ]
    return table(heads, rows)


def print_summary(run: Run, *, as_json: bool) -> int:
    """Prints how a run ended; its exit code."""
    if run.failure:
        raise run.failure
    figures = run.figures or {}
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return int(figures["exit_code"])
    heads = ("newspaper", "title", "editions", "none that day", "missing", "reports", "related")
    click.echo(table(heads, [tuple(row.values()) for row in figures["newspapers"]]))
    click.echo()
    click.echo(account_lines(run.accounts))
    if "requisites" in figures:
        click.echo("\nrequisites: " + ", ".join(f"{count} {state}" for state, count in figures["requisites"].items()))
    for problem in figures["problems"][:10]:
        click.echo(_problem(problem), err=True)
    for why, said in (("refused_by", "refused us"), ("unreachable", "unreachable")):
        for server in figures[why]:
            click.echo(f"{server}: {said}; left alone, the same command asks again", err=True)
    goes_on = ", the same command continues" if run.outcome == "interrupted" else ""
    click.echo(f"\n{run.outcome}{goes_on}; {figures['requests']} requests; run {run.run_id}")
    return int(figures["exit_code"])


def _problem(problem: Mapping[str, Any]) -> str:
    kind = f"{problem['kind']}: "
    detail = problem["detail"].removeprefix(kind)  # a refusal's reason says so itself
    return f"problem ×{problem['count']}: {kind}{detail} ({problem['example']})"


def print_reading(path: str, reading: Reading) -> None:
    """Prints the articles of one file as a person reads them."""
    count = len(reading.articles)
    articles = f"{count} article{'' if count == 1 else 's'}"
    click.echo(f"{path}: {reading.charset} ({reading.charset_evidence}), {articles}")
    for article in reading.articles:
        click.echo(f"\n{article.headline or '(no headline)'}")
        if printed := _printed(article):
            click.echo(f"  {printed}")
        click.echo(f"  {article.topic} {article.topic_score:.2f}: {'；'.join(article.topic_reasons)}")
        if article.report:
            click.echo(f"  {_stated(article)}")
        for figure in article.figures:
            click.echo(f"  {figure.name} = {figure.value:g}{figure.unit or ''}: {figure.evidence}")
        if article.topic != "other":
            for paragraph in article.paragraphs:
                torn = f", torn: {paragraph.torn}" if paragraph.torn else ""
                click.echo(f"    [{paragraph.role}{torn}] {paragraph.text}")
    if reading.dropped:
        click.echo("\nleft out (--json has it whole):")
        for line in _left_out(reading.dropped):
            click.echo(f"  {line}")
    for problem in reading.problems:
        click.echo(f"problem: {problem.kind}: {problem.detail}", err=True)


def _printed(article: Article) -> str:
    """What the page says about the article."""
    said = {
        "day": article.day,
        "source": article.source,
        "byline": article.byline,
        "editors": "、".join(article.editors),
        "continued on": article.continued_on,
        "continued from": article.continued_from,
    }
    return _told(said)


def _left_out(dropped: Sequence[Dropped]) -> Iterator[str]:
    """Each reason once, with how much was left out for it and how the first of it begins."""
    by_reason: dict[str, list[str]] = {}
    for item in dropped:
        by_reason.setdefault(item.reason, []).append(item.text)
    for reason, texts in by_reason.items():
        start = "".join(filter(str.isprintable, " ".join(texts[0].split())))
        shown = start if len(start) <= SHOWN else f"{start[:SHOWN]}…"
        yield f"{reason}, {sum(map(len, texts))} characters: {shown}"


def _stated(article: Article) -> str:
    return _told(asdict(article.report) if article.report else {})


def _told(said: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in said.items() if value not in (None, ""))
