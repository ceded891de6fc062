"""A crash costs at most the exchange that was being written; what the index points to is never touched."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import warc
from archive.errors import ArchiveError, StoreFailed
from archive.segments import manifest
from tests.archive.exchanges import exchange, still_clock, writer
from tests.archive.test_warc import segments, warcio, written

COUNT = 5


def crashed(folder: Path, count: int = COUNT, **changes: object) -> list[warc.Location]:
    """A folder as a killed writer leaves it: written, not sealed."""
    out = writer(folder, **changes)
    places = [out.write(exchange(number)) for number in range(count)]
    out.abandon()
    return places


def read_back(folder: Path) -> list[str]:
    found = [each for path in segments(folder) for each in warc.records(path)]
    assert not [each for each in found if isinstance(each, warc.Damage)]
    return [each.url for each in found if isinstance(each, warc.Stored)]


def urls(count: int) -> list[str]:
    return [exchange(number).url for number in range(count)]


def sound(folder: Path) -> bool:
    """Every segment passes warcio's own check, and is sealed with the bytes it has."""
    check = warcio("check", *segments(folder))
    sums = subprocess.run(
        ["sha256sum", "--strict", "-c", "manifest.sha256"], cwd=folder, capture_output=True, check=False
    )
    return (sums.returncode, check.returncode, check.stdout, check.stderr) == (0, 0, "", "")


def test_a_segment_that_is_whole_is_only_sealed(tmp_path: Path) -> None:
    places = crashed(tmp_path)
    end = places[-1].offset + places[-1].length
    result = warc.repair(tmp_path, {places[0].file: end}, still_clock)
    assert result == warc.Repair(sealed=(places[0].file,))
    assert warc.repair(tmp_path, {places[0].file: end}, still_clock) == warc.Repair()
    assert sound(tmp_path)


def test_captures_that_the_index_lacks_are_reported_in_order(tmp_path: Path) -> None:
    places = crashed(tmp_path)
    result = warc.repair(tmp_path, {places[0].file: places[1].offset + places[1].length}, still_clock)
    assert result.unindexed == tuple(places[2:])
    assert [warc.read(tmp_path, found.file, found.offset).known("newspaper") for found in result.unindexed] == [
        "yunling"
    ] * 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_tear_at_any_byte_costs_only_the_exchange_that_it_hit(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    places = crashed(folder)
    (segment,) = segments(folder)
    whole = segment.read_bytes()
    cut = data.draw(st.integers(min_value=1, max_value=len(whole) - 1), label="cut at")
    segment.write_bytes(whole[:cut])
    starts = [place.offset for place in places]
    survivors = sum(1 for start in [*starts[1:], len(whole)] if start <= cut)
    result = warc.repair(folder, {}, still_clock)
    assert result.unindexed == tuple(places[:survivors])
    assert read_back(folder) == urls(survivors)
    kept = b"".join(path.read_bytes() for path in [*segments(folder), *folder.glob("*.torn")])
    assert kept == whole[:cut]
    assert warc.repair(folder, {}, still_clock).cuts == ()


def test_the_torn_tail_is_kept_aside_with_a_note_and_the_rest_is_sound(tmp_path: Path) -> None:
    places = crashed(tmp_path)
    (segment,) = segments(tmp_path)
    with segment.open("r+b") as file:
        file.truncate(places[3].offset + 100)
    (cut,) = warc.repair(tmp_path, {}, still_clock).cuts
    assert (cut.offset, cut.length, cut.reason) == (places[3].offset, 100, "the gzip member ends early")
    assert (tmp_path / f"{segment.name}@{cut.offset}.torn").stat().st_size == 100
    note = (tmp_path / "repairs.tsv").read_text().splitlines()[1].split("\t")
    assert note == [
        "2026-01-17T08:00:00Z",
        segment.name,
        str(cut.offset),
        "100",
        cut.kept_as,
        "the gzip member ends early",
    ]
    assert sound(tmp_path)


def test_whole_exchanges_after_a_tear_are_moved_to_a_segment_of_their_own(tmp_path: Path) -> None:
    places = crashed(tmp_path)
    (segment,) = segments(tmp_path)
    whole = segment.read_bytes()
    segment.write_bytes(whole[: places[2].offset + 50] + whole[places[3].offset :])
    result = warc.repair(tmp_path, {segment.name: places[1].offset + places[1].length}, still_clock)
    assert [cut.moved_to for cut in result.cuts] == [f"{segment.name[:-8]}.from-{places[2].offset + 50}.warc.gz"]
    assert sorted(read_back(tmp_path)) == [*urls(2), *urls(5)[3:]]
    assert [found.record_id for found in result.unindexed] == [place.record_id for place in places[3:]]
    assert sound(tmp_path)


def test_a_repair_that_was_itself_interrupted_is_repeated_to_the_same_end(tmp_path: Path) -> None:
    places = crashed(tmp_path)
    (segment,) = segments(tmp_path)
    whole = segment.read_bytes()
    torn = whole[: places[2].offset + 50] + whole[places[3].offset :]
    segment.write_bytes(torn)
    warc.repair(tmp_path, {}, still_clock)
    once = {path.name: path.read_bytes() for path in segments(tmp_path)}
    segment.write_bytes(torn)
    (tmp_path / "manifest.sha256").unlink()
    warc.repair(tmp_path, {}, still_clock)
    assert {path.name: path.read_bytes() for path in segments(tmp_path)} == once
    assert sound(tmp_path)


@pytest.mark.parametrize(
    "garbage", [b"\0" * 4096, b"\x1f\x8b\x08\0junk", b"WARC/1.1\r\n", random.Random(7).randbytes(9000)]
)
def test_garbage_at_the_end_is_taken_off(tmp_path: Path, garbage: bytes) -> None:
    crashed(tmp_path)
    (segment,) = segments(tmp_path)
    with segment.open("ab") as file:
        file.write(garbage)
    (cut,) = warc.repair(tmp_path, {}, still_clock).cuts
    assert cut.length == len(garbage)
    assert read_back(tmp_path) == urls(COUNT)
    assert sound(tmp_path)


def test_an_empty_segment_is_removed_with_a_note(tmp_path: Path) -> None:
    crashed(tmp_path)
    empty = tmp_path / "cppcc-20260117090000000-00001-press.warc.gz"
    empty.touch()
    (cut,) = warc.repair(tmp_path, {}, still_clock).cuts
    assert (cut.segment, cut.kept_as, cut.reason) == (empty.name, None, "an empty segment")
    assert not empty.exists()
    assert sound(tmp_path)


def test_an_empty_segment_that_the_index_points_into_is_refused(tmp_path: Path) -> None:
    (place,) = written(tmp_path, exchange(0))
    (tmp_path / place.file).write_bytes(b"")
    with pytest.raises(
        StoreFailed,
        match=f"{place.file}.* has 0 bytes, but the archive's index points to {place.offset + place.length}",
    ):
        warc.repair(tmp_path, {place.file: place.offset + place.length})


def test_a_missing_segment_is_refused_by_name_and_nothing_is_changed(tmp_path: Path) -> None:
    places = crashed(tmp_path)
    (segment,) = segments(tmp_path)
    segment.write_bytes(segment.read_bytes()[:-5])
    before = segment.read_bytes()
    with pytest.raises(StoreFailed, match=r"cppcc-x\.warc\.gz: this WARC segment is missing"):
        warc.repair(tmp_path, {"cppcc-x.warc.gz": 10, places[0].file: 10})
    assert segment.read_bytes() == before
    assert manifest(tmp_path) == {}


def test_a_sealed_segment_that_was_removed_is_refused_even_without_index_rows(tmp_path: Path) -> None:
    (place,) = written(tmp_path, exchange(0))
    (tmp_path / place.file).unlink()
    with pytest.raises(StoreFailed, match=place.file):
        warc.repair(tmp_path, {})


def test_a_captures_list_older_than_the_segments_gets_all_that_it_lacks(tmp_path: Path) -> None:
    places = written(tmp_path, *(exchange(number) for number in range(4)))
    assert warc.repair(tmp_path, {places[0].file: places[0].offset + places[0].length}).unindexed == tuple(places[1:])


def test_a_copied_segment_is_found_as_captures_of_its_own(tmp_path: Path) -> None:
    places = written(tmp_path, exchange(0))
    twin = tmp_path / "cppcc-20260117080000000-00001-press.warc.gz"
    twin.write_bytes((tmp_path / places[0].file).read_bytes())
    result = warc.repair(tmp_path, {places[0].file: places[0].offset + places[0].length})
    assert [(found.file, found.record_id) for found in result.unindexed] == [(twin.name, places[0].record_id)]


def test_files_of_other_tools_are_left_alone(tmp_path: Path) -> None:
    crashed(tmp_path)
    other = tmp_path / "rec-20260101-browser.warc.gz"
    other.write_bytes(b"\x1f\x8b\x08torn")
    warc.repair(tmp_path, {}, still_clock)
    assert other.read_bytes() == b"\x1f\x8b\x08torn"
    assert other.name not in manifest(tmp_path)


def test_a_manifest_line_torn_by_a_crash_does_not_count(tmp_path: Path) -> None:
    (place,) = written(tmp_path, exchange(0))
    listed = tmp_path / "manifest.sha256"
    listed.write_bytes(listed.read_bytes()[:-3])
    assert warc.repair(tmp_path, {}).sealed == (place.file,)
    assert sound(tmp_path)


def test_bytes_that_the_index_points_to_are_not_cut_although_they_are_damaged(tmp_path: Path) -> None:
    places = crashed(tmp_path)
    (segment,) = segments(tmp_path)
    rotten = bytearray(segment.read_bytes())
    rotten[places[1].offset + 40] ^= 0xFF
    segment.write_bytes(rotten)
    warc.repair(tmp_path, {segment.name: places[4].offset + places[4].length}, still_clock)
    assert segment.read_bytes() == rotten
    assert warc.read(tmp_path, places[4].file, places[4].offset, places[4].length).url == exchange(4).url
    with pytest.raises(ArchiveError, match=f"offset {places[1].offset}: the gzip member is damaged"):
        warc.read(tmp_path, places[1].file, places[1].offset)


DIES_AT_A_STEP = """
import os, sys
from pathlib import Path
from archive import warc
steps = int(sys.argv[2])
def dying(act):
    def step(*given, **named):
        global steps
        steps -= 1
        if steps < 0:
            os._exit(9)
        return act(*given, **named)
    return step
for name in ("fsync", "replace", "rename", "unlink", "ftruncate", "truncate"):
    setattr(os, name, dying(getattr(os, name)))
warc.repair(Path(sys.argv[1]), {})
"""


def test_a_repair_that_dies_at_any_step_is_repeated_to_the_same_end(tmp_path: Path) -> None:
    places = crashed(tmp_path / "first")
    name = places[0].file
    whole = (tmp_path / "first" / name).read_bytes()
    torn = whole[: places[2].offset + 50] + whole[places[3].offset : -30]
    ends: list[dict[str, bytes]] = []
    for steps in range(40):
        folder = tmp_path / str(steps)
        folder.mkdir()
        (folder / name).write_bytes(torn)
        words = [sys.executable, "-c", DIES_AT_A_STEP, str(folder), str(steps)]
        died = subprocess.run(words, cwd=Path(__file__).parents[2], check=False).returncode
        warc.repair(folder, {}, still_clock)
        ends.append({path.name: path.read_bytes() for path in folder.iterdir() if path.name != "repairs.tsv"})
        if died == 0:
            break
    assert died == 0
    assert len(ends) > 8
    assert all(end == ends[-1] for end in ends)
    assert [key for key in ends[-1] if key.endswith(".new")] == []


WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
from random import Random
from tests.archive.exchanges import exchange, writer
folder = Path(sys.argv[1])
out = writer(folder, max_bytes=400_000)
number = 0
while True:
    place = out.write(exchange(number, body=Random(number).randbytes(3000)))
    if number % 3 == 0:
        out.sync()
        print(place.file, place.offset + place.length, flush=True)
    number += 1
"""


def killed_run(folder: Path, after: float) -> dict[str, int]:
    """The index rows that a writer acknowledged before SIGKILL, as file → end."""
    run = subprocess.Popen(
        [sys.executable, "-c", WRITES_UNTIL_KILLED, str(folder)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    assert run.stdout
    first = run.stdout.readline()
    time.sleep(after)
    os.kill(run.pid, signal.SIGKILL)
    rest = run.stdout.read()
    run.stdout.close()
    run.wait()
    lines = [line.split() for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    return {file: int(end) for file, end in lines}


def killed_again_and_again(folder: Path, times: int) -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # pytest shows it when the test fails
    moments = random.Random(seed)
    indexed: dict[str, int] = {}
    for _ in range(times):
        indexed |= killed_run(folder, moments.uniform(0, 0.15))
        sizes = {path.name: path.stat().st_size for path in segments(folder)}
        assert all(sizes[name] >= end for name, end in indexed.items())
        result = warc.repair(folder, indexed)
        assert all(cut.offset >= indexed.get(cut.segment, 0) for cut in result.cuts)
        assert sound(folder)
    assert len(read_back(folder)) > times


def test_a_writer_killed_at_random_instants_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 4)


@pytest.mark.soak
def test_a_writer_killed_at_fifty_random_instants_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 50)
