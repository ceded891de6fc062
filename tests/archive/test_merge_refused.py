"""A merge that is refused or killed leaves the archive as it was, and the same command works when it can."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import ArchiveError, ArchiveHeld, InputError
from archive.merge import merge
from archive.store import Archive
from tests.archive.crawls import ALL, crawled
from tests.archive.test_merge import change, files, merged, said


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two archives of one crawl, each with half of the answers."""
    return crawled(tmp_path / "north", "north", ALL[::2]), crawled(tmp_path / "south", "south", ALL[1::2])


def behind(folder: Path, statement: str) -> None:
    """Changes a database without the rules of ours."""
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as db:
        db.execute(statement)


def newer(folder: Path) -> None:
    behind(folder, "PRAGMA user_version = 99")


def foreign(folder: Path) -> None:
    (folder / "archive.db").unlink()
    behind(folder, "CREATE TABLE recipes (name TEXT)")


def torn(folder: Path) -> None:
    behind(folder, "PRAGMA wal_checkpoint(TRUNCATE)")
    path = folder / "archive.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_database(folder: Path) -> None:
    (folder / "archive.db").write_bytes(b"not a database " * 300)


def altered_text(folder: Path) -> None:
    change(folder, "UPDATE paragraphs SET text = replace(text, '287', '278')")


def lost_parent(folder: Path) -> None:
    behind(folder, "DELETE FROM newspapers WHERE id = 'qingchuan'")


def other_form(folder: Path) -> None:
    change(folder, "UPDATE paragraphs SET norm_version = 0")


def altered_warc(folder: Path) -> None:
    (path,) = (folder / "warc").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def missing_warc(folder: Path) -> None:
    (path,) = (folder / "warc").glob("*.warc.gz")
    path.unlink()


def open_segment(folder: Path) -> None:
    (folder / "warc" / "manifest.sha256").write_text("", "utf-8")


def led_astray(folder: Path) -> None:
    change(folder, "UPDATE captures SET warc_file = '../../elsewhere.warc.gz'")


BAD: dict[Callable[[Path], None], str] = {
    newer: "made by a newer version",
    foreign: "a database of another program",
    torn: "damaged",
    no_database: "not an SQLite database",
    altered_text: "the text of paragraph .* has another hash",
    lost_parent: "names a row of newspapers that is not there",
    other_form: "hashed by another canonical form",
    altered_warc: "its SHA-256 is not the one in its manifest",
    missing_warc: "missing",
    open_segment: "still open",
    led_astray: "elsewhere",
}


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_a_bad_archive_is_refused_before_anything_changes(
    pair: tuple[Path, Path], tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    north, south = pair
    good = crawled(tmp_path / "good", "good", ALL[:2])
    spoil(south)
    before = files(north)
    for here in (north, tmp_path / "new"):
        with pytest.raises(ArchiveError, match=BAD[spoil]) as refused:
            merge(here, [good, south])
        assert "\n" not in str(refused.value)
    assert files(north) == before
    assert not (tmp_path / "new").exists()


def test_a_folder_without_an_archive_and_an_archive_that_is_held_are_refused(pair: tuple[Path, Path]) -> None:
    north, south = pair
    with pytest.raises(InputError, match="there is no archive here"):
        merge(north, [south, north / "warc"])
    with Archive.open(north), pytest.raises(ArchiveHeld):
        merge(north, [south])


def test_the_command_refuses_in_one_line(pair: tuple[Path, Path]) -> None:
    north, south = pair
    newer(south)
    words = [sys.executable, "-m", "crawler", "merge", "--archive", str(north), str(south)]
    refused = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert refused.stderr.startswith(f"cppcc: {south / 'archive.db'}: made by a newer version")


KILLED = """
import os, signal, sys
from pathlib import Path
from archive.merge import merge

def progress(what, done, total):
    if what.startswith(sys.argv[1]) and done == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

merge(Path(sys.argv[3]), [Path(sys.argv[4])], progress)
"""


@pytest.mark.parametrize("what", ["copying 0", "copying 1", "merging articles"])
def test_a_killed_merge_changes_no_row_and_the_same_command_continues(
    pair: tuple[Path, Path], tmp_path: Path, what: str
) -> None:
    north, south = pair
    step, _, done = what.rpartition(" ") if what[-1].isdigit() else (what, "", str(len(said(south)["articles"])))
    expected = merged(Path(shutil.copytree(north, tmp_path / "copy")), [south])
    before = said(north)
    words = [sys.executable, "-c", KILLED, step, done, str(north), str(south)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert said(north) == before
    assert merged(north, [south]) == expected
