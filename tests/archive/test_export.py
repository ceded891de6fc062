"""A release opens elsewhere, says the same as the archive, is the same bytes when made again, and never half there."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas
import pytest
from click.testing import CliRunner

from archive.dictionary import dictionary
from archive.errors import ArchiveError, InputError, StoreFailed
from archive.export import FORMATS, Named, export
from archive.export.resources import resources, rules
from archive.records import Dropped
from archive.store import Archive
from crawler.cli import cppcc
from tests.archive.invented import CLOSING, FILED, OPENING, capture, figure, news, opened, reading, report, source
from tests.archive.small_archive import make

NAMED = Named(title="清川政协报告", authors=('The "archivists" of 清川',))
ODD = '他说:"一,二",\n然后\t换行;\r又回车。'


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports that share a paragraph, figures, a text with every mark that CSV could trip over, and a run."""
    folder = make(tmp_path_factory.mktemp("release") / "archive")
    with Archive.open(folder) as found:
        run = found.begin_run("add", {"paths": ["清川.txt"]})
        shared = report(OPENING, FILED, ODD, CLOSING, figures=(figure(), figure(name="reply_rate", value=100.0)))
        dropped = (Dropped(text="本版责编 何远山", reason="furniture", lines=(7,)),)
        where = source("http://paper.example/odd.htm", capture_id=1, run_id=run)
        found.add_reading(reading(shared, news(), dropped=dropped), where)
        found.add_problem(run, "http://paper.example/gone.htm", "fetch", "HTTP 404")
        found.add_account(run, None, {"links_seen": 1, "stored": 1})
        found.finish_run(run, "finished", 0, {"requests": 2})
        found.db.execute("UPDATE runs SET finished_at = '2026-02-01T00:00:00Z'")
        found.commit()
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(archive: Path, table: str) -> int:
    with sqlite3.connect(archive / "archive.db") as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.mark.parametrize("format", FORMATS)
def test_a_release_is_the_same_bytes_when_it_is_made_again(archive: Path, tmp_path: Path, format: str) -> None:
    first = export(archive, tmp_path / "one", format, NAMED)
    again = export(archive, tmp_path / "two", format, NAMED)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert first.version == again.version
    assert first.version.startswith("2026-02-01-")


@pytest.mark.parametrize("format", FORMATS)
def test_each_file_has_the_hash_size_and_rows_that_the_release_states(
    archive: Path, tmp_path: Path, format: str
) -> None:
    release = export(archive, tmp_path / "out", format, NAMED)
    assert {file.path for file in release.files} == content(tmp_path / "out").keys()
    for file in release.files:
        held = (tmp_path / "out" / file.path).read_bytes()
        assert (len(held), sha256(held).hexdigest()) == (file.bytes, file.sha256)
        if file.rows is not None:
            assert file.rows == rows(archive, Path(file.path).stem)
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=False)
    assert done.returncode == 0


def test_frictionless_finds_the_datapackage_valid_and_an_altered_one_not(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "out", "datapackage", NAMED)

    def validate() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", "--json", "datapackage.json"]
        return subprocess.run(words, cwd=tmp_path / "out", capture_output=True, text=True, check=False)

    said = validate()
    assert said.returncode == 0, said.stdout
    assert json.loads(said.stdout)["stats"]["tasks"] == len(list((tmp_path / "out/data").iterdir()))
    figures = tmp_path / "out/data/figures.csv"
    figures.write_bytes(figures.read_bytes().replace(b"287.0", b"288.0"))
    assert validate().returncode != 0


def test_pandas_and_duckdb_read_the_texts_as_they_stand_in_the_archive(archive: Path, tmp_path: Path) -> None:
    for format in ("csv", "jsonl", "parquet"):
        export(archive, tmp_path / format, format, NAMED)
    with sqlite3.connect(archive / "archive.db") as db:
        stored = [text for (text,) in db.execute("SELECT text FROM paragraphs ORDER BY id")]
    assert ODD in stored
    by_pandas = (
        pandas.read_csv(tmp_path / "csv/data/paragraphs.csv"),
        pandas.read_json(tmp_path / "jsonl/data/paragraphs.jsonl", lines=True),
        pandas.read_parquet(tmp_path / "parquet/data/paragraphs.parquet"),
    )
    for frame in by_pandas:
        assert list(frame["text"]) == stored
        assert list(frame["chars"]) == list(by_pandas[0]["chars"])
    for file in ("csv/data/paragraphs.csv", "jsonl/data/paragraphs.jsonl", "parquet/data/paragraphs.parquet"):
        found = duckdb.sql(f"SELECT text FROM '{tmp_path / file}' ORDER BY id").fetchall()
        assert [text for (text,) in found] == stored


def test_parquet_has_days_as_days_and_the_dictionary_in_its_metadata(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "out", "parquet", NAMED)
    path = tmp_path / "out/data/reports.parquet"
    types = dict(duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{path}')").fetchall())
    wanted = {"day": "DATE", "delivered_on": "DATE", "proposals_filed": "DOUBLE", "term": "BIGINT", "uid": "VARCHAR"}
    assert {name: types[name] for name in wanted} == wanted
    filed = duckdb.sql(f"SELECT proposals_filed, day FROM '{path}' WHERE proposals_filed IS NOT NULL").fetchall()
    assert [(value, day.isoformat()) for value, day in filed] == [(287.0, "2025-02-19")]
    schema = pandas.io.parquet.get_engine("pyarrow").api.parquet.read_schema(path)
    assert schema.field("term").metadata[b"description"].decode() == "届"


def test_json_lines_carry_json_columns_as_values(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "out", "jsonl", NAMED)
    (run,) = [json.loads(line) for line in (tmp_path / "out/data/runs.jsonl").read_text("utf-8").splitlines()]
    assert run["arguments"] == {"paths": ["清川.txt"]}
    (block,) = [json.loads(line) for line in (tmp_path / "out/data/dropped.jsonl").read_text("utf-8").splitlines()]
    assert block["lines"] == [7]


def test_the_descriptor_says_types_keys_and_meanings_of_every_column(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "out", "datapackage", NAMED)
    package = json.loads((tmp_path / "out/datapackage.json").read_text("utf-8"))
    found = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert package["created"] == "2026-02-01T00:00:00Z"
    assert all(field["description"] for schema in found.values() for field in schema["fields"])
    assert found["editions"]["primaryKey"] == ["newspaper_id", "day"]
    keys = {key["fields"][0]: key["reference"] for key in found["articles"]["foreignKeys"]}
    assert keys["continues"] == {"resource": "", "fields": ["id"]}
    assert keys["capture_id"] == {"resource": "captures", "fields": ["id"]}
    assert {key["fields"][0] for key in found["sources"]["foreignKeys"]} == {
        "paragraph_id",
        "article_id",
        "newspaper_id",
        "capture_id",
    }


def test_every_table_and_view_is_released_or_left_out_for_a_reason_and_every_column_typed(archive: Path) -> None:
    with Archive.open(archive, hold=False) as opened:
        tables = dictionary(opened.db)
        released = resources(opened.db)
    decided = {row["name"]: row["why"] for row in rules("resources.tsv")}
    assert {table.name for table in tables} <= decided.keys()
    assert all(decided.values())
    untyped = {(table.name, column.name) for table in tables for column in table.columns if not column.type}
    assert untyped == {(row["view"], row["column"]) for row in rules("computed.tsv")}
    types = {(resource.name, field.name): field for resource in released for field in resource.fields}
    assert types["articles", "day"].type == "date"
    assert types["articles", "topic_reasons"].json
    assert types["coverage", "no_edition"].type == "integer"


def test_computed_columns_hold_what_their_type_says(archive: Path) -> None:
    python = {"integer": int, "number": float, "string": str, "date": str}
    with Archive.open(archive, hold=False) as opened:
        for resource in resources(opened.db):
            for row in opened.db.execute(resource.query):
                for field, value in zip(resource.fields, row, strict=True):
                    assert value is None or isinstance(value, python[field.type]), (resource.name, field.name, value)


def test_provenance_names_runs_software_and_the_warc_with_its_hash(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "out", "csv", NAMED)
    said = json.loads((tmp_path / "out/provenance.json").read_text("utf-8"))
    assert [run["command"] for run in said["runs"]] == ["add"]
    (file,) = said["warc_files"]
    held = (archive / "warc" / file["name"]).read_bytes()
    assert (file["bytes"], file["sha256"]) == (len(held), sha256(held).hexdigest())
    assert file["captures"] == rows(archive, "captures")


def test_a_citation_is_yaml_with_title_author_and_day(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "out", "csv", NAMED)
    yaml = pytest.importorskip("yaml")
    said = yaml.safe_load((tmp_path / "out/CITATION.cff").read_text("utf-8"))
    assert said["title"] == NAMED.title
    assert said["authors"] == [{"name": NAMED.authors[0]}]
    assert said["date-released"] == "2026-02-01"
    assert said["cff-version"] == "1.2.0"


def test_an_empty_archive_makes_a_valid_release(tmp_path: Path) -> None:
    Archive.open(tmp_path / "archive").close()
    for format in FORMATS:
        release = export(tmp_path / "archive", tmp_path / format, format, NAMED)
        assert release.version.startswith("empty-")


def test_what_stands_at_the_destination_stays_as_it_is(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", "utf-8")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    for name in ("taken", "dangling", "folder"):
        with pytest.raises(InputError, match="exists already"):
            export(archive, tmp_path / name, "csv", NAMED)
    with pytest.raises(InputError, match="no such folder"):
        export(archive, tmp_path / "no/such", "csv", NAMED)
    with pytest.raises(ArchiveError, match="there is no archive here"):
        export(tmp_path / "nothing", tmp_path / "out", "csv", NAMED)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "folder", "taken"]
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


def test_a_release_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with opened(tmp_path / "archive") as archive:
        archive.add_reading(reading(), source(capture_id=capture(archive, 0)))
        archive.db.execute("UPDATE articles SET day = '19 February'")
        archive.commit()
    with pytest.raises(ArchiveError, match="'19 February' is no day"):
        export(tmp_path / "archive", tmp_path / "out", "parquet", NAMED)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(archive: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreFailed, match="Permission denied"):
        export(archive, tmp_path / "out", "csv", NAMED)


def test_the_command_reports_its_files_as_json_and_errors_in_one_line(archive: Path, tmp_path: Path) -> None:
    words = ["export", "--archive", str(archive), "--format", "csv", "--json", str(tmp_path / "out")]
    done = CliRunner().invoke(cppcc, words)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert {file["path"] for file in said["files"]} == content(tmp_path / "out").keys()
    again = subprocess.run([sys.executable, "-m", "crawler", *words], capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == f"cppcc: {tmp_path / 'out'}: exists already; give another name\n"


def test_the_command_makes_a_wacz_too(archive: Path, tmp_path: Path) -> None:
    words = ["export", "--archive", str(archive), "--format", "wacz", "--json", str(tmp_path / "out.wacz")]
    done = CliRunner().invoke(cppcc, words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["pages"] == rows(archive, "reports")
    assert (tmp_path / "out.wacz").is_file()


def test_a_release_without_an_author_names_the_operator(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPPCC_OPERATOR", "云岭档案馆")
    words = ["export", "--archive", str(archive), "--format", "csv", str(tmp_path / "out")]
    assert CliRunner().invoke(cppcc, words).exit_code == 0
    assert "云岭档案馆" in (tmp_path / "out" / "CITATION.cff").read_text("utf-8")
