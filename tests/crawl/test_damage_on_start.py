"""The damage museum of a start: what a crash, a person or another program did to the archive meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive.hold import Hold
from archive.store import Archive
from spiders.press import Served
from tests.crawl.crash import PATIENCE, SCOPE, Kill, crawl, environment, finished, killed, warc_bytes, warcio_check
from tests.crawl.same import unlike

pytestmark = pytest.mark.xdist_group("kill")


@pytest.fixture
def halved(small_press: Served, undisturbed: Path, tmp_path: Path) -> Path:
    """The archive of a crawl that was killed half-way."""
    folder = tmp_path / "archive"
    assert killed(small_press, folder, Kill(share=0.5), warc_bytes(undisturbed))
    return folder


def started(small_press: Served, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    words = crawl(small_press, folder)
    return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, env=environment(**more), check=False)


def newest(folder: Path) -> Path:
    return max((folder / "warc").glob("*.warc.gz"))


def refused(done: subprocess.CompletedProcess[str], exit_code: int, words: str) -> None:
    assert done.returncode == exit_code, done.stderr
    assert words in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


def test_a_torn_warc_and_a_torn_wal_are_mended_and_the_crawl_goes_on(
    small_press: Served, undisturbed: Path, halved: Path
) -> None:
    with newest(halved).open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00torn")
    wal = halved / "archive.db-wal"
    if wal.exists():
        os.truncate(wal, wal.stat().st_size * 2 // 3)
    finished(small_press, halved)
    assert unlike(undisturbed, halved) == {}
    assert warcio_check(halved).returncode == 0
    assert list((halved / "warc").glob("*.torn"))


def test_a_database_that_lost_its_newspapers_knows_them_from_the_captures(small_press: Served, halved: Path) -> None:
    """All that was committed stood in a log that is gone; the next run is about another newspaper."""
    captures = "SELECT newspaper_id, count(*) FROM captures GROUP BY newspaper_id ORDER BY newspaper_id"
    with Archive.open(halved) as archive:
        before = archive.db.execute(captures).fetchall()
    for part in halved.glob("archive.db*"):
        part.unlink()
    finished(small_press, halved, SCOPE[1:])
    with Archive.open(halved) as archive:
        after = dict(archive.db.execute(captures).fetchall())
    assert all(after[name] >= count for name, count in before if name)


def test_a_database_older_than_the_warcs_catches_up(small_press: Served, undisturbed: Path, halved: Path) -> None:
    old = shutil.copytree(halved, halved.with_name("old"))
    finished(small_press, halved)
    for part in old.glob("archive.db*"):
        shutil.copy(part, halved / part.name)
    if not (old / "archive.db-wal").exists():
        (halved / "archive.db-wal").unlink(missing_ok=True)
    finished(small_press, halved)
    assert unlike(undisturbed, halved) == {}


def test_a_missing_or_short_segment_stops_the_run_and_is_named_until_it_is_back(
    small_press: Served, undisturbed: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(undisturbed, tmp_path / "archive"))
    segment, whole = newest(folder), newest(folder).read_bytes()
    segment.unlink()
    refused(started(small_press, folder), 6, segment.name)
    segment.write_bytes(whole[: len(whole) // 2])
    refused(started(small_press, folder), 6, segment.name)
    segment.write_bytes(whole)
    finished(small_press, folder)
    assert unlike(undisturbed, folder) == {}


def test_a_database_that_another_program_has_locked_stops_the_run(
    small_press: Served, undisturbed: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(undisturbed, tmp_path / "archive"))
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(started(small_press, folder), 6, "another program has locked it")
    finished(small_press, folder)


def test_a_folder_that_cannot_be_written_stops_the_run(small_press: Served) -> None:
    refused(started(small_press, Path("/proc/cppcc")), 6, "/proc/cppcc")


def test_a_second_run_says_who_holds_the_archive(small_press: Served, undisturbed: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(undisturbed, tmp_path / "archive"))
    hold = Hold(folder)
    refused(started(small_press, folder), 4, f"process {os.getpid()}")
    hold.release()


def test_a_lock_of_a_process_that_is_gone_holds_nobody(small_press: Served, undisturbed: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(undisturbed, tmp_path / "archive"))
    told = {"pid": 999_999, "command": "cppcc crawl", "since": "2025-02-24T12:00:00Z"}
    (folder / "lock").write_text(json.dumps(told), "utf-8")
    finished(small_press, folder)


def test_ctrl_c_ends_with_130_and_the_same_command_continues(
    small_press: Served, undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    process = subprocess.Popen(
        crawl(small_press, folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )
    until = time.monotonic() + PATIENCE
    while warc_bytes(folder) < warc_bytes(undisturbed) // 3 and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    finished(small_press, folder)
    assert unlike(undisturbed, folder) == {}
