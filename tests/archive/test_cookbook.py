"""Every recipe of the cookbook, run through the real sqlite-utils command on a small archive."""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils.cli import cli

from archive.store import Archive
from tests.archive.invented import FILED, OPENING, capture, figure, opened, paragraph, reading, report, source
from tests.archive.test_views import fill, of

RECIPES: list[dict[str, Any]] = tomllib.loads(files("archive").joinpath("cookbook.toml").read_text("utf-8"))["recipe"]
HASH = paragraph(FILED).hash


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("archive")
    with opened(where) as archive:
        fill(archive)
        _enrich(archive)
        archive.commit()
    return where


def _enrich(archive: Archive) -> None:
    """What the views' archive has not: a formula of another year, a resolution, a version, links, a problem."""
    formula = FILED.replace("312", "298").replace("287", "251")
    archive.add_reading(reading(of("清川市", 2022, formula)), source("http://127.0.0.1/20.htm", day=date(2023, 2, 3)))
    decided = report(OPENING, headline="政协清川市第十届委员会第四次会议决议")
    assert decided.report
    decided = replace(decided, report=replace(decided.report, kind="决议"))
    archive.add_reading(reading(decided), source("http://127.0.0.1/21.htm"))
    for number, year in ((30, 2024), (31, 2025)):
        at = source(
            "http://127.0.0.1/22.htm",
            capture_id=capture(archive, number, payload=str(number)[1], at=f"{year}-03-01T00:00:00Z"),
        )
        archive.add_reading(reading(of("远山县", 2024, f"第{number}版的文字。")), at)
    (first, second) = (
        archive.db.execute("SELECT id FROM paragraphs WHERE text = ?", (text,)).fetchone()[0]
        for text in (FILED, formula)
    )
    archive.db.execute("INSERT INTO near VALUES (?, ?, 0.91, '312→298')", (first, second))
    archive.db.execute("INSERT INTO relations VALUES (2, 3, 'reprint', 1.0)")
    archive.add_reading(reading(report(next_url="http://127.0.0.1/24-2.htm")), source("http://127.0.0.1/24.htm"))
    archive.add_problem(None, "http://127.0.0.1/x.htm", "layout", "no page list")
    committee = of("清川市", 2024, OPENING, FILED)
    archive.add_reading(reading(replace(committee, figures=(figure(1, value=288),))), source("http://127.0.0.1/23.htm"))


@pytest.mark.parametrize("recipe", RECIPES, ids=[recipe["title"] for recipe in RECIPES])
def test_a_recipe_finds_something_in_the_small_archive(folder: Path, recipe: dict[str, Any]) -> None:
    line = recipe["command"].replace("archive.db", str(folder / "archive.db"))
    for hole, value in recipe.get("example", {}).items():
        line = line.replace(hole, HASH if hole == "HASH" else value)
    done = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    assert len(done.stdout.strip()) > 10, "nothing was found"
    if line.endswith("-t"):
        assert len(done.stdout.splitlines()) > 2, "nothing was found"


def test_the_cookbook_holds_fifteen_recipes_with_their_reasons() -> None:
    assert len(RECIPES) >= 15
    assert all(recipe["title"] and recipe["why"] and "archive.db" in recipe["command"] for recipe in RECIPES)
    assert len({recipe["title"] for recipe in RECIPES}) == len(RECIPES)
