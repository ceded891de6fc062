"""The parts of README.md that are made from the project's own data.

python -m tests.readme [DEMO]     writes them; DEMO is a demonstration's folder, for the five queries' output
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from crawler.newspaper_table import table
from crawler.newspapers import declared

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def cookbook() -> str:
    """The recipes, each as a heading, a sentence and a command."""
    recipes = tomllib.loads((ROOT / "archive" / "cookbook.toml").read_text("utf-8"))["recipe"]
    return "\n".join(f"**{r['title']}.** {r['why']}\n\n```\n{r['command']}\n```\n" for r in recipes)


def newspapers() -> str:
    """The table of declared newspapers."""
    return table(declared())


FIVE = (
    (
        "Proposals by city and year (each figure has its sentence in a column beside it)",
        "select place, year, proposals_submitted, proposals_filed, reply_rate from proposals"
        " order by place, year limit 8",
    ),
    (
        "Who reported, when, in which newspaper",
        "select place, covers_year, report_kind, speaker, newspaper, day from reports"
        " where report_kind = '常委会工作报告' order by place, day limit 8",
    ),
    (
        "What is said word for word in more than one place",
        "select places, articles, first_day, first_place, substr(text, 1, 20) as begins from reuse"
        " order by places desc, articles desc, first_day, text limit 5",
    ),
    (
        "How new a report is: shares of its characters",
        "select place, covers_year, report_kind, new, reused, shared from novelty"
        " where covers_year is not null order by place, covers_year, report_kind limit 6",
    ),
    (
        "Gaps: what a count must not be built on",
        "select newspaper, month, expected, got, missing, reasons from coverage order by newspaper, month limit 6",
    ),
)


def five(folder: Path) -> str:
    """The first queries of a researcher, with their output on the archive in that folder."""
    shown = []
    for title, sql in FIVE:
        words = (sys.executable, "-m", "sqlite_utils", "query", "archive.db", sql, "-t")
        said = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout.rstrip()
        shown.append(f'{title}:\n\n```\nsqlite-utils query archive.db "{sql}" -t\n\n{said}\n```\n')
    return "\n".join(shown)


PARTS = {"cookbook": cookbook, "newspapers": newspapers}


def filled(text: str, demo: Path | None = None) -> str:
    """README.md with every made part as it must be now."""
    parts = {name: make() for name, make in PARTS.items()} | ({"five": five(demo)} if demo else {})
    for name, content in parts.items():
        block = f"<!-- {name} -->\n{content}<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, block=block: block, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    README.write_text(filled(README.read_text("utf-8"), given), "utf-8")
