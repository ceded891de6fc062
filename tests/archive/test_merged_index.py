"""The merging of the search index at the end of a run: one segment, the same answers, and only now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from archive import links, merged_index, search_index
from archive.store import Archive
from tests.archive.invented import opened, reading, report, source


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with opened(tmp_path) as found:
        yield found


def store(archive: Archive, numbers: range) -> None:
    """A text and a commit for each number, so that each leaves a segment."""
    for number in numbers:
        text = f"市政协第{number}次常委会议审议提案工作,{number}名委员发言。"
        archive.add_reading(reading(report(text)), source(f"http://127.0.0.1/{number}.htm"))
        archive.commit()


def segments(archive: Archive) -> int:
    return int(archive.db.execute("SELECT count(DISTINCT segid) FROM paragraphs_fts_idx").fetchone()[0])


def test_a_run_ends_with_one_segment_that_finds_the_same(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_index, "STEP", 1)
    store(archive, range(1000, 1040))
    archive.remove_articles([7, 9])
    archive.commit()
    found = archive.db.execute("SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH '提案'").fetchall()
    assert segments(archive) > 1
    links.refresh(archive)
    assert segments(archive) == 1
    assert archive.db.execute("SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH '提案'").fetchall() == found
    assert len(found) == 38
    assert search_index.stray(archive.db) == ()
    archive.db.execute("INSERT INTO paragraphs_fts (paragraphs_fts) VALUES ('integrity-check')")


def test_it_is_merged_again_only_when_the_archive_has_grown_by_a_quarter(archive: Archive) -> None:
    assert not merged_index.refresh(archive)
    store(archive, range(1000, 1020))
    assert merged_index.refresh(archive)
    store(archive, range(1020, 1025))
    assert not merged_index.refresh(archive)
    store(archive, range(1025, 1026))
    assert merged_index.refresh(archive)
    assert segments(archive) == 1


def test_a_merge_that_was_killed_goes_on_with_the_next_run(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_index, "STEP", 1)
    store(archive, range(1000, 1040))
    with monkeypatch.context() as killed:
        killed.setattr(archive, "commit", _dying(archive.commit, after=2))
        with pytest.raises(KeyboardInterrupt):
            merged_index.refresh(archive)
    archive.rollback()
    assert segments(archive) > 1
    assert merged_index.refresh(archive)
    assert segments(archive) == 1


def _dying(commit: Callable[[], None], after: int) -> Callable[[], None]:
    left = count(after, -1)

    def dying() -> None:
        if not next(left):
            raise KeyboardInterrupt
        commit()

    return dying
