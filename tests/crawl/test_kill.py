"""SIGKILL at any instant costs nothing: the next run ends with exactly the archive of a crawl that nobody disturbed."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from random import Random, SystemRandom

import psutil
import pytest

from archive.verify import verify
from spiders.press import Served
from tests.crawl.crash import (
    PATIENCE,
    Kill,
    crawl,
    environment,
    finished,
    killed,
    kills,
    stored,
    warc_bytes,
    warcio_check,
)
from tests.crawl.same import unlike

pytestmark = pytest.mark.xdist_group("kill")


def endure(small_press: Served, undisturbed: Path, folder: Path, blows: list[Kill]) -> int:
    """Kills crawls of one archive one after another, finishes it and compares; how many were killed."""
    whole, died, promised = warc_bytes(undisturbed), 0, frozenset[str]()
    for blow in blows:
        died += killed(small_press, folder, blow, whole)
        now = stored(folder)
        assert promised <= now, f"{blow}: an article that was stored is gone"
        promised = now
    finished(small_press, folder)
    assert unlike(undisturbed, folder) == {}, blows
    assert promised <= stored(folder), blows
    checked = warcio_check(folder)
    assert checked.returncode == 0, (blows, checked.stdout)
    assert verify(folder) == (), blows
    return died


def test_a_crawl_killed_in_the_middle_of_its_steps_ends_as_if_nothing_had_happened(
    small_press: Served, undisturbed: Path, tmp_path: Path
) -> None:
    blows = [
        Kill(share=0.0, seconds=0.0),
        Kill(instant="append", number=23),
        Kill(instant="seal", number=1),
        Kill(instant="settled", number=30),
        Kill(share=1.0, seconds=0.2),
    ]
    assert endure(small_press, undisturbed, tmp_path / "archive", blows) >= 4


def test_a_reading_process_that_is_killed_costs_nothing(small_press: Served, undisturbed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    process = subprocess.Popen(
        crawl(small_press, folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    shot = 0
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        if shot < 2 and warc_bytes(folder) > (shot + 1) * 40_000:
            shot += shoot_readers(process.pid)
        time.sleep(0.02)
    process.communicate(timeout=PATIENCE)
    assert shot > 0
    assert process.returncode in (0, 3)
    assert unlike(undisturbed, folder) == {}


def shoot_readers(pid: int) -> int:
    """Kills the reading processes of a crawl; how many there were."""
    readers = [child for child in psutil.Process(pid).children() if "spawn_main" in " ".join(child.cmdline())]
    for reader in readers:
        reader.kill()
    return len(readers)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("archive", range(12))
def test_kills_at_random_instants_change_nothing(
    small_press: Served, undisturbed: Path, tmp_path: Path, archive: int
) -> None:
    seed = SystemRandom().randrange(1 << 32)
    print(f"seed {seed}: replay with kills(Random({seed}), 6)")
    blows = kills(Random(seed), 6)
    died = endure(small_press, undisturbed, tmp_path / "archive", blows)
    print(f"archive {archive}: {died} of {len(blows)} crawls died")
