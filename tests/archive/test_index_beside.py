"""The index of a draft that another process makes: in the end that of an archive which indexes what it commits."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from archive import bulk_index, late_indexes, search_index
from archive.store import Archive
from tests.archive.invented import opened, reading, report, source
from tests.archive.test_late_indexes import begun

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


def test_a_draft_that_was_left_goes_on_with_what_is_not_indexed_yet(tmp_path: Path) -> None:
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
