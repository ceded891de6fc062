"""An exported WACZ is valid for the tool of its makers, lists the reports with their text, and can be added again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from archive import wacz, warc
from archive.errors import ArchiveError, InputError
from tests.archive.invented import CLOSING, FILED, OPENING
from tests.archive.small_archive import make


def exported(tmp_path: Path) -> Path:
    make(tmp_path / "archive")
    path = tmp_path / "out.wacz"
    assert wacz.export(tmp_path / "archive", path, title="清川政协报告", description="invented") == 1
    return path


def lines(path: Path, name: str) -> list[dict[str, str]]:
    with ZipFile(path) as package:
        return [json.loads(line) for line in package.read(name).decode().splitlines()]


def test_the_package_is_valid_under_wacz_validate(tmp_path: Path) -> None:
    path = exported(tmp_path)
    run = subprocess.run(
        [sys.executable, "-m", "wacz", "validate", "-f", str(path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Validation succeeded, the passed WACZ is valid" in run.stdout


def test_the_pages_are_the_reports_with_title_and_full_text(tmp_path: Path) -> None:
    path = exported(tmp_path)
    head, page = lines(path, "pages/pages.jsonl")
    assert head["format"] == "json-pages-1.0"
    assert page["title"] == "政协清川市委员会常务委员会工作报告（清川日报 2026-01-17 第03版）"
    assert page["text"].splitlines() == [OPENING, FILED, CLOSING]
    assert (page["url"], page["ts"]) == (
        "http://paper.example/html/2026-01/17/content_1.htm?div=-1",
        "2026-01-17T08:00:00Z",
    )
    assert [line["title"] for line in lines(path, "pages/extraPages.jsonl")[1:]] == [
        "清川市政协会议开幕（清川日报 2026-01-17 第01版）"
    ]


def test_nothing_is_printed_and_nothing_is_left_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exported(tmp_path)
    assert capsys.readouterr() == ("", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "out.wacz"]


def test_its_captures_can_be_added_to_another_archive(tmp_path: Path) -> None:
    path = exported(tmp_path)
    files = warc.adopt(tmp_path / "other", path)
    found = [each for each in warc.resolved(tmp_path / "other", files) if isinstance(each, warc.Stored)]
    assert [each.url.rpartition("/")[2] for each in found] == [
        "robots.txt",
        "content_1.htm?div=-1",
        "content_2.htm?div=-1",
        "content_1.htm?div=-1",
    ]
    assert found[1].body == found[3].body
    assert warc.adopt(tmp_path / "other", path) == files


def test_a_package_that_was_tampered_with_is_not_added(tmp_path: Path) -> None:
    path = exported(tmp_path)
    forged = tmp_path / "forged.wacz"
    with ZipFile(path) as package, ZipFile(forged, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            copy.writestr(name, content + b"x" if name.startswith("archive/") else content)
    with pytest.raises(InputError, match=r"is not the file that its datapackage\.json states"):
        warc.adopt(tmp_path / "other", forged)


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = exported(tmp_path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="exists already"):
        wacz.export(tmp_path / "archive", path, title="x", description="x")
    assert path.read_bytes() == before


def test_an_archive_whose_segment_is_still_open_is_not_exported(tmp_path: Path) -> None:
    make(tmp_path / "archive")
    (tmp_path / "archive" / "warc" / "manifest.sha256").unlink()
    with pytest.raises(ArchiveError, match="still open"):
        wacz.export(tmp_path / "archive", tmp_path / "x.wacz", title="x", description="x")
    assert not (tmp_path / "x.wacz").exists()
