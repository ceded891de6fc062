"""A full disk stops the writer in words, leaves every synced capture readable, and does not stop the next run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from archive import warc
from archive.errors import StoreFailed
from tests.archive.exchanges import exchange, writer
from tests.archive.test_repair import sound
from tests.archive.test_warc import segments

PAGE_BYTES = 20_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 512 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "cppcc", disk], check=False).returncode
    ):
        pytest.skip("mounting a small tmpfs needs root")
    yield disk
    subprocess.run(["umount", disk], check=True)


def fill(out: warc.Writer) -> list[warc.Location]:
    """Writes until the disk is full; the places that were synced."""
    synced: list[warc.Location] = []
    with pytest.raises(StoreFailed, match=r"No space left on device; nothing committed is lost"):
        _write_on(out, synced)
    return synced


def _write_on(out: warc.Writer, synced: list[warc.Location]) -> None:
    for number in range(1000):
        place = out.write(exchange(number, body=Random(number).randbytes(PAGE_BYTES)))
        out.sync()
        synced.append(place)


def test_a_full_disk_stops_the_writer_and_costs_only_the_exchange_that_did_not_fit(small_disk: Path) -> None:
    out = writer(small_disk / "warc")
    synced = fill(out)
    assert len(synced) > 10
    with pytest.raises(StoreFailed, match="No space left"):
        out.write(exchange(0, body=b""))
    out.close()
    found = list(warc.records(segments(small_disk / "warc")[0]))
    assert [each.offset for each in found] == [place.offset for place in synced]


def test_after_room_was_made_the_next_run_seals_what_is_there_and_goes_on(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(100_000))
    out = writer(small_disk / "warc")
    synced = fill(out)
    out.close()
    indexed = {synced[-1].file: synced[-1].offset + synced[-1].length}
    _fill_to_the_brim(small_disk / "brim")
    with pytest.raises(StoreFailed, match="No space left"):
        warc.repair(small_disk / "warc", indexed)
    ballast.unlink()
    (small_disk / "brim").unlink()
    warc.repair(small_disk / "warc", indexed)
    with writer(small_disk / "warc") as again:
        again.write(exchange(1))
    assert sound(small_disk / "warc")
    assert len(segments(small_disk / "warc")) == 2


def _fill_to_the_brim(path: Path) -> None:
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))


WRITES_UNDER_A_LIMIT = """
import resource, signal, sys
from pathlib import Path
from random import Random
from archive.errors import StoreFailed
from tests.archive.exchanges import exchange, writer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
out = writer(Path(sys.argv[1]))
try:
    for number in range(100):
        out.write(exchange(number, body=Random(number).randbytes(9000)))
except StoreFailed as failed:
    print(number, failed)
"""


def test_a_write_that_goes_through_in_part_is_taken_back(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WRITES_UNDER_A_LIMIT, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    number, _, words = run.stdout.partition(" ")
    assert "File too large; nothing committed is lost" in words
    found = list(warc.records(segments(tmp_path)[0]))
    assert [type(each) for each in found] == [warc.Stored] * int(number)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreFailed, match="Permission denied"):
        writer(tmp_path / "warc").write(exchange(0))
