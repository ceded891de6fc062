"""What `cppcc status` says of the last runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.store import Archive
from crawler.state import State, lines, state
from tests.reading.made_up import OPENING, REPORT, TITLE


def said(folder: Path) -> State:
    with Archive.open(folder, hold=False) as archive:
        return state(archive.db, folder)


def test_a_run_without_an_end_runs_as_long_as_its_process_holds_the_archive(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.begin_run("crawl", {})
        archive.commit()
        assert [run["outcome"] for run in said(tmp_path)["runs"]] == ["running"]
    assert [run["outcome"] for run in said(tmp_path)["runs"]] == ["not known: killed, or read from WARCs alone"]


def test_a_run_that_was_killed_does_not_run_while_another_command_holds_the_archive(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.begin_run("crawl", {})
        archive.db.execute("UPDATE runs SET started_at = '2025-01-01T00:00:00Z'")
        archive.commit()
        assert [run["outcome"] for run in said(tmp_path)["runs"]] == ["not known: killed, or read from WARCs alone"]


def outcomes_beside(folder: Path, lock: str) -> list[str]:
    """What is said of a run that has not said how it ended, beside a lock file."""
    with Archive.open(folder) as archive:
        archive.begin_run("crawl", {})
        archive.commit()
    (folder / "lock").write_text(lock)
    return [run["outcome"] for run in said(folder)["runs"]]


@pytest.mark.parametrize("pid", ["4194305", "0", "-1", "1e99", '"one"', "null", str(1 << 70), "[" * 100_000])
def test_a_run_that_was_killed_does_not_run_though_a_name_stands_in_the_lock(tmp_path: Path, pid: str) -> None:
    assert outcomes_beside(
        tmp_path, f'{{"pid": {pid}, "command": "cppcc crawl", "since": "2026-01-01T00:00:00Z"}}'
    ) == ["not known: killed, or read from WARCs alone"]


@pytest.mark.parametrize("since", ["null", "7", "[]"])
def test_a_lock_that_does_not_say_since_when_says_nothing(tmp_path: Path, since: str) -> None:
    lock = f'{{"pid": {os.getpid()}, "command": "cppcc crawl", "since": {since}}}'
    assert outcomes_beside(tmp_path, lock) == ["not known: killed, or read from WARCs alone"]


def test_long_details_of_problems_are_cut_for_a_person_and_whole_as_data(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        run = archive.begin_run("crawl", {})
        archive.add_problem(run, "http://127.0.0.1/1.htm", "layout", "no page list (" + "div.list, " * 20)
        archive.commit()
    now = said(tmp_path)
    assert len(now["problems"][0]["detail"]) > 200
    (row,) = (line for line in lines(now) if "layout" in line)
    assert "…" in row
    assert len(row.splitlines()[-1]) < 200


def test_reports_of_added_files_are_counted_where_no_newspaper_is_theirs(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("\n".join([TITLE, *OPENING, *REPORT]))
    words = (sys.executable, "-m", "crawler", "add", str(file), "--archive", str(tmp_path / "a"))
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    (row,) = said(tmp_path / "a")["editions"]
    assert (row["newspaper"], row["title"], row["reports"]) == (None, "(files added without a newspaper)", 1)
