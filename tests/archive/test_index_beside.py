"""The index of a draft that another process makes: in the end that of an archive which indexes what it commits."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest

from archive import bulk_index, fts5_tables, late_indexes, merged_runs, search_index
from archive.errors import StoreFailed
from archive.fts5_segment import Segment
from archive.index_beside import IndexBeside
from archive.replace import RUNS, remove
from archive.store import Archive
from tests.archive.invented import opened, reading, report, source
from tests.archive.test_late_indexes import DRAFT, begun, committed

WORDS = ("提案", "委员", "民主监督", "工作", "协商", "2024年", "312", "GDP", "。", "和", "會議", "議案", "办理")

HELD = """
SELECT v.term, p.hash FROM temp.said v JOIN paragraphs p ON p.id = v.doc ORDER BY 1, 2"""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows make a segment that an archive has many. In the other process nothing is patched."""
    monkeypatch.setattr(bulk_index, "AT_ONCE", 300)


def texts(number: int) -> list[str]:
    chance = random.Random(number)
    return [f"{number}之{n}" + "".join(chance.choices(WORDS, k=12)) for n in range(40)]


def store(archive: Archive, number: int, said: list[str] | None = None) -> None:
    archive.add_reading(reading(report(*(said or texts(number)))), source(f"http://127.0.0.1/{number}.htm"))


def held(archive: Archive, table: str) -> list[tuple[str, str]]:
    archive.db.execute("DROP TABLE IF EXISTS temp.said")
    archive.db.execute(f"CREATE VIRTUAL TABLE temp.said USING fts5vocab ('main', '{table}', 'instance')")
    return archive.db.execute(HELD).fetchall()


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[Archive]:
    with begun(tmp_path) as archive:
        yield archive


def same(folder: Path, draft: Archive, fill: Callable[[Archive], None]) -> None:
    """The draft is whole, and says what an archive says that was filled so and indexed with each commit."""
    assert search_index.stray(draft.db) == ()
    with opened(folder / "beside") as archive:
        fill(archive)
        for table in ("paragraphs_fts", "traditional_fts"):
            said = held(draft, table)
            assert said
            assert said == held(archive, table)
            draft.db.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")


def fill(archive: Archive) -> None:
    for number in range(60):
        store(archive, number)
        archive.commit()


def others(draft: Archive) -> list[int]:
    """The processes that this one began for a draft."""
    beside = draft._beside
    assert beside is not None
    assert beside._helper is not None
    return [beside._helper.pid or 0]


def test_it_is_made_by_another_process_and_the_same(tmp_path: Path, draft: Archive) -> None:
    fill(draft)
    (process,) = map(psutil.Process, others(draft))
    late_indexes.make(draft)
    process.wait(10)
    same(tmp_path, draft, fill)


def test_what_changes_and_what_goes_meanwhile(tmp_path: Path, draft: Archive) -> None:
    def changing(archive: Archive) -> None:
        for number in range(40):
            store(archive, number)
            archive.commit()
            if number % 3 == 1:
                store(archive, number // 2, [text.replace("提案", "議案") for text in texts(number // 2)])
                archive.commit()
            if number % 5 == 4:  # both what was put in long ago and what still waits
                archive.remove_articles([number - 3, number + 1])
                archive.commit()

    changing(draft)
    late_indexes.make(draft)
    same(tmp_path, draft, changing)


def test_where_the_other_process_is_lost_this_one_does_its_work(tmp_path: Path, draft: Archive) -> None:
    def losing(archive: Archive) -> None:
        for number in range(60):
            store(archive, number)
            archive.commit()
            if number == 30 and archive is draft:
                for process in others(draft):
                    os.kill(process, signal.SIGKILL)

    losing(draft)
    late_indexes.make(draft)
    same(tmp_path, draft, losing)


def test_what_only_fts5_can_index_enters_changes_and_goes(tmp_path: Path, draft: Archive) -> None:
    odd = [f"{number}名委员ſo会議" + "提案" * (number % 7) for number in range(40)]

    def changing(archive: Archive) -> None:
        for number in range(40):
            store(archive, number, [*texts(number)[:30], *odd[number : number + 2], f"{number}ſ"])
            archive.commit()
            if number % 4 == 3:
                store(archive, number // 2, [*texts(number)[:20], odd[number]])
                archive.remove_articles([number - 2])
                archive.commit()

    changing(draft)
    late_indexes.make(draft)
    same(tmp_path, draft, changing)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few entries make a part that both processes make many."""
    monkeypatch.setattr(merged_runs, "AT_ONCE", 2000)


@pytest.mark.usefixtures("parts")
def test_where_the_other_process_is_lost_in_the_merge_this_one_goes_on(
    tmp_path: Path, draft: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, lost = IndexBeside._part, list[int]()

    def losing(beside: IndexBeside, merge: merged_runs.Merge, number: int) -> merged_runs.Written:
        if not lost and beside._helper:
            lost.append(beside._helper.pid or 0)
            os.kill(lost[0], signal.SIGKILL)
        return part(beside, merge, number)

    monkeypatch.setattr(IndexBeside, "_part", losing)
    fill(draft)
    late_indexes.make(draft)
    assert lost
    same(tmp_path, draft, fill)


@pytest.mark.usefixtures("parts")
def test_a_draft_that_was_left_in_the_merge_begins_its_index_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = fts5_tables.write_part, count()

    def leaving(db: sqlite3.Connection, table: str, key: int, part: Segment, before: int) -> None:
        if next(written) == 3:
            raise KeyboardInterrupt
        write(db, table, key, part, before)

    with begun(tmp_path) as draft, monkeypatch.context() as patched:
        patched.setattr(fts5_tables, "write_part", leaving)
        fill(draft)
        with pytest.raises(KeyboardInterrupt):
            late_indexes.make(draft)
    assert committed(tmp_path / DRAFT, "SELECT count(*) > 1 FROM paragraphs_fts_idx") == [(1,)]
    with begun(tmp_path) as draft:
        late_indexes.make(draft)
        same(tmp_path, draft, fill)


def test_a_disk_that_is_full_is_said(tmp_path: Path, draft: Archive) -> None:
    (tmp_path / f"{DRAFT}{RUNS}").symlink_to("/dev/full")
    with pytest.raises(StoreFailed, match="No space left"):
        fill(draft)


def test_nothing_is_left_beside_a_draft(tmp_path: Path, draft: Archive) -> None:
    fill(draft)
    assert (tmp_path / f"{DRAFT}{RUNS}").stat().st_size
    late_indexes.make(draft)
    assert not (tmp_path / f"{DRAFT}{RUNS}").exists()
    (tmp_path / "left").mkdir()
    with begun(tmp_path / "left") as other:
        fill(other)
    assert not (tmp_path / "left" / f"{DRAFT}{RUNS}").exists()
    (tmp_path / "left" / f"{DRAFT}{RUNS}").write_bytes(b"of a process that was killed")
    remove(tmp_path / "left" / DRAFT)
    assert not [*(tmp_path / "left").iterdir()]


def test_a_draft_that_was_left_begins_its_index_anew(tmp_path: Path) -> None:
    with begun(tmp_path) as draft:
        for number in range(35):
            store(draft, number)
            draft.commit()
        assert search_index.stray(draft.db, characters=1)
    with begun(tmp_path) as draft:
        for number in range(35, 60):
            store(draft, number)
            draft.commit()
        late_indexes.make(draft)
        same(tmp_path, draft, fill)


def test_afterwards_each_commit_is_indexed_as_in_any_archive(tmp_path: Path, draft: Archive) -> None:
    def going_on(archive: Archive) -> None:
        fill(archive)
        store(archive, 77)
        archive.commit()

    fill(draft)
    late_indexes.make(draft)
    store(draft, 77)
    draft.commit()
    same(tmp_path, draft, going_on)
