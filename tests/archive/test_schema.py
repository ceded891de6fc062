"""The shape of the database: comments everywhere, and the tools that open it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from sqlite_utils import Database
from sqlite_utils.cli import cli

from archive.dictionary import Table, dictionary
from archive.schema import APPLICATION_ID, STEPS
from archive.store import Archive
from tests.archive.invented import opened, reading, source

INTERFACE = {
    "newspapers": "id title place",
    "runs": "id command started_at finished_at outcome",
    "editions": "newspaper_id day state",
    "ledger": "url newspaper_id day kind state attempts reason",
    "captures": "id run_id url fetched_at status payload_sha256 warc_file warc_offset warc_length",
    "articles": "id uid newspaper_id capture_id url day page_no page_name position kicker headline subtitle byline"
    " topic topic_score topic_reasons report_kind place level term session speaker delivered_on covers_year charset"
    " quality restored",
    "paragraphs": "id hash template_hash text chars norm_version",
    "occurrences": "article_id position paragraph_id role verbatim",
    "dropped": "article_id capture_id position text reason",
    "figures": "article_id paragraph_id name value unit year evidence",
    "near": "paragraph_a paragraph_b similarity",
    "problems": "run_id url kind detail at",
    "reports": "id place covers_year proposals_filed",
    "sources": "hash newspaper place day page_no url warc_file warc_offset",
    "reuse": "hash articles first_day first_place",
    "proposals": "place year proposals_submitted proposals_submitted_evidence",
    "coverage": "newspaper month expected got missing",
    "novelty": "id new reused shared",
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with opened(tmp_path) as found:
        found.add_reading(reading(), source())
        found.commit()
        yield found


def described(archive: Archive) -> dict[str, Table]:
    return {table.name: table for table in dictionary(archive.db)}


def test_every_table_and_column_of_the_interface_is_there(archive: Archive) -> None:
    tables = described(archive)
    for name, columns in INTERFACE.items():
        assert set(columns.split()) <= {column.name for column in tables[name].columns}, name


def test_every_table_view_and_column_says_what_it_means(archive: Archive) -> None:
    for table in dictionary(archive.db):
        assert table.description, table.name
        for column in table.columns:
            assert column.description, f"{table.name}.{column.name}"


def test_the_dictionary_knows_keys_and_references(archive: Archive) -> None:
    columns = {column.name: column for column in described(archive)["occurrences"].columns}
    assert columns["paragraph_id"].references == "paragraphs.id"
    assert columns["article_id"].primary_key
    assert columns["position"].type == "INTEGER"
    assert columns["verbatim"].description == "Printed form here, where it differs from the paragraph's text"


def test_the_dictionary_leaves_out_what_belongs_to_the_index(archive: Archive) -> None:
    assert not [name for name in described(archive) if "fts" in name or name.startswith(("_", "sqlite"))]


def test_the_file_says_whose_it_is_and_how_new(archive: Archive) -> None:
    assert archive.db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert archive.db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)


def test_the_durable_settings_are_on(archive: Archive) -> None:
    found = {
        name: archive.db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    "arguments",
    [("tables", "--counts"), ("views", "--counts"), ("rows", "reports"), ("schema",), ("analyze-tables", "paragraphs")],
)
def test_sqlite_utils_opens_the_file_as_it_is(archive: Archive, arguments: tuple[str, ...]) -> None:
    command, *rest = arguments
    path = str(archive.folder / "archive.db")
    done = CliRunner().invoke(cli, [command, path, *rest])
    assert done.exit_code == 0, done.output
    if command == "tables":
        assert {"table": "paragraphs", "count": 3} in json.loads(done.stdout)


def test_sqlite_utils_reads_columns_keys_and_strictness(archive: Archive) -> None:
    table = Database(archive.db).table("occurrences")
    assert table.pks == ["article_id", "position"]
    assert {key.other_table for key in table.foreign_keys} == {"articles", "paragraphs", "captures"}
    assert table.strict


PAGES = (
    "/archive/reports.json?_shape=array",
    "/archive/paragraphs.json?_shape=array&_search=提案",
    "/archive/paragraphs_fts.json?_shape=array",
    "/archive/occurrences.json?_shape=array&_facet=role",
)


def test_datasette_opens_the_file_as_it_is(archive: Archive) -> None:
    async def answers() -> list[Any]:
        datasette = Datasette([str(archive.folder / "archive.db")])
        return [await datasette.client.get(page) for page in PAGES]

    for page, answer in zip(PAGES, asyncio.run(answers()), strict=True):
        assert answer.status_code == 200, page
        assert answer.json(), page
