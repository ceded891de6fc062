"""A disk that is really full, under the WARC and under the database: nothing committed is lost, and it goes on."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spiders.press import Served
from tests.crawl.crash import PATIENCE, crawl, environment, finished, stored, warcio_check
from tests.crawl.same import unlike

pytestmark = pytest.mark.xdist_group("kill")

SmallDisk = Callable[[Path, str], None]


def mount(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(("mount", *words), capture_output=True, text=True, check=False)


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    """Mounts a disk of a size on a folder, or gives it another size."""
    mounted: list[Path] = []

    def disk(folder: Path, size: str) -> None:
        if folder in mounted:
            assert mount("-o", f"remount,size={size}", str(folder)).returncode == 0
            return
        folder.mkdir(parents=True)
        done = mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
        if done.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
        mounted.append(folder)

    yield disk
    for folder in mounted:
        subprocess.run(("umount", str(folder)), check=True)


def stopped(small_press: Served, folder: Path, **more: str) -> str:
    """The one line of a crawl that had to stop."""
    words = crawl(small_press, folder)
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, env=environment(**more), check=False)
    assert done.returncode == 6, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_full_disk_under_the_warc_stops_the_run_and_the_same_command_continues(
    small_press: Served, undisturbed: Path, tmp_path: Path, small_disk: SmallDisk
) -> None:
    folder = tmp_path / "archive"
    small_disk(folder / "warc", "128k")
    assert "No space left" in stopped(small_press, folder, CPPCC_FREE_MB="0")
    before = stored(folder)
    small_disk(folder / "warc", "64m")
    finished(small_press, folder)
    assert before <= stored(folder)
    assert unlike(undisturbed, folder) == {}
    assert warcio_check(folder).returncode == 0


def test_a_full_disk_under_the_database_stops_the_run_and_the_same_command_continues(
    small_press: Served, undisturbed: Path, tmp_path: Path, small_disk: SmallDisk
) -> None:
    folder, roomy = tmp_path / "archive", tmp_path / "warc"
    small_disk(folder, "2m")
    roomy.mkdir()
    (folder / "warc").symlink_to(roomy)
    assert str(folder) in stopped(small_press, folder, CPPCC_FREE_MB="0")
    small_disk(folder, "64m")
    finished(small_press, folder)
    assert unlike(undisturbed, folder) == {}


def test_the_floor_of_free_space_stops_a_run_before_the_disk_is_full(
    small_press: Served, undisturbed: Path, tmp_path: Path, small_disk: SmallDisk
) -> None:
    folder = tmp_path / "archive"
    small_disk(folder, "16m")
    assert "is under the floor of 15 MiB" in stopped(small_press, folder, CPPCC_FREE_MB="15")
    finished(small_press, folder)
    assert unlike(undisturbed, folder) == {}
