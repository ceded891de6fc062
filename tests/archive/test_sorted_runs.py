"""An index that is merged of sorted runs: one segment, and to all that reads it what FTS5 makes of the same rows."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import bulk_index, fts5_segment, merged_runs, postings, sorted_runs
from archive.ngrams import match
from tests.archive.test_bulk_index import SAMPLES, TEXTS, Rows, by_fts5, found, fresh, invented, same, segments


@contextmanager
def small(*, at_once: int = 1 << 20, page: int = 4050, piece: int = 1 << 16, bits: int = 64) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(merged_runs, "AT_ONCE", at_once)
        patched.setattr(merged_runs, "BITS", bits)
        patched.setattr(fts5_segment, "PAGE", page)
        patched.setattr(postings, "PIECE", piece)
        yield


def merged(db: sqlite3.Connection, folder: Path, rows: Rows, size: int) -> Rows:
    """Puts rows, as runs of a size, into the index of ours; those that are left for FTS5 to index."""
    runs: list[sorted_runs.Run] = []
    left: list[tuple[int, str]] = []
    for start in range(0, len(rows), size):
        made, rest = sorted_runs.sort(folder / "runs", rows[start : start + size])
        runs += made
        left += rest
    db.execute("BEGIN")
    for merge in merged_runs.merges(folder / "runs", runs):
        bulk_index.put_merged(db, "ours", merge, map(merge.part, range(merge.parts)))
    by_fts5(db, "ours", left)
    db.execute("COMMIT")
    return left


def both(db: sqlite3.Connection, folder: Path, rows: Rows, size: int) -> None:
    merged(db, folder, rows, size)
    by_fts5(db, "theirs", sorted(rows))


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(fresh()) as made:
        yield made


def interleaved(rows: Rows, step: int) -> list[tuple[int, str]]:
    """As a draft stores them, whose ids come from several spans: each run holds some of every span."""
    return [row for start in range(step) for row in rows[start::step]]


@settings(max_examples=200, deadline=None)
@given(
    texts=TEXTS,
    gaps=st.lists(st.sampled_from((1, 1, 2, 127, 128, 20_000, 3_000_000, 1 << 40)), min_size=30, max_size=30),
    size=st.sampled_from((1, 3, 7, 100)),
    step=st.sampled_from((1, 2, 5)),
    at_once=st.sampled_from((1, 10, 1 << 20)),
    page=st.sampled_from((240, 400, 4050)),
    piece=st.sampled_from((1, 5, 1 << 16)),
)
def test_any_texts_are_held_as_fts5_holds_them(
    texts: list[str], gaps: list[int], size: int, step: int, at_once: int, page: int, piece: int
) -> None:
    keys = [sum(gaps[: number + 1]) - 1 for number in range(len(texts))]
    rows = [
        row
        for start in range(0, len(texts), size)
        for row in sorted(interleaved(list(zip(keys, texts, strict=True)), step)[start : start + size])
    ]
    with small(at_once=at_once, page=page, piece=piece), closing(fresh()) as db, TemporaryDirectory() as folder:
        both(db, Path(folder), rows, size)
        queries = [text[at : at + 4] for text in texts for at in (0, 5)]
        same(db, [query for query in queries if match(query)])
        db.execute("INSERT INTO ours (ours) VALUES ('optimize')")
        same(db, SAMPLES[:3])


def test_all_runs_become_one_segment_of_full_pages(db: sqlite3.Connection, tmp_path: Path) -> None:
    said = [(key, text.replace("312", "三").replace("GDP", "值")) for key, text in invented(12_000)]
    rows = interleaved(said, 7)
    with small(at_once=100_000):
        both(db, tmp_path, [row for at in range(0, 12_000, 1000) for row in sorted(rows[at : at + 1000])], 1000)
    assert segments(db) == 1
    same(db)
    most, mean = db.execute("SELECT max(length(block)), avg(length(block)) FROM ours_data WHERE id > 10").fetchone()
    assert most <= fts5_segment.PAGE
    assert mean > 3500


def test_terms_of_many_pages_are_searched_by_their_doclist_indexes_in_any_part(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    chance = random.Random(1)
    rare = set(chance.sample(range(30_000), 40))
    rows = [(number * 137 + 1, "的" + "罕" * (number in rare) + "常" * (number % 3 == 0)) for number in range(30_000)]
    with small(at_once=20_000, page=400):
        both(db, tmp_path, rows, 4000)
    first, last = db.execute("SELECT min(pgno >> 1), max(pgno >> 1) FROM ours_idx WHERE pgno & 1").fetchone()
    assert first == 1
    assert last > 20
    same(db, ())
    for query in ("的 AND 罕", "罕 AND 常", "的 NOT 常", "的罕 AND 的", "的罕 OR 常"):
        for tail in ("", "ORDER BY rowid DESC", "AND rowid > 2000000", "AND rowid < 2000000 ORDER BY rowid DESC"):
            assert found(db, "ours", query, tail) == found(db, "theirs", query, tail), (query, tail)
    assert len(found(db, "ours", "的 AND 罕")) == 40


def test_terms_and_texts_for_which_the_bits_have_no_room_make_more_segments(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    with small(bits=23):
        both(db, tmp_path, invented(1000), 200)
    assert 1 < segments(db) <= 5
    same(db)


def test_more_different_characters_than_a_segment_has_room_for(db: sqlite3.Connection, tmp_path: Path) -> None:
    codes = [*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FA6), *range(0xAC00, 0xD7A4), *range(0x20000, 0x2A000)]
    letters = [chr(code) for code in codes]
    assert len(letters) > 1 << 16
    rows = [(number, "".join(letters[number * 20 : number * 20 + 25])) for number in range(len(letters) // 20)]
    both(db, tmp_path, rows, 300)
    assert segments(db) >= 2
    same(db, random.Random(4).sample(letters, 20))


def test_more_different_characters_than_a_run_has_room_for(db: sqlite3.Connection, tmp_path: Path) -> None:
    letters = [chr(code) for code in range(0x4E00, 0x9FA6)]
    random.Random(3).shuffle(letters)
    rows = [(number, "".join(letters[number * 10 : number * 10 + 15])) for number in range(2090)]
    with small(at_once=3000):
        both(db, tmp_path, rows, 2090)
    assert segments(db) == 1
    same(db, letters[:20])


def test_rows_leave_a_merged_index_and_come_again(db: sqlite3.Connection, tmp_path: Path) -> None:
    rows = invented(600)
    both(db, tmp_path, rows, 150)
    gone = sorted(random.Random(2).sample(rows, 200))
    for table in ("ours", "theirs"):
        by_fts5(db, table, gone, "delete")
        by_fts5(db, table, gone[:80])
    same(db)


def test_an_index_that_takes_no_segment_of_ours_refuses_a_merge(db: sqlite3.Connection, tmp_path: Path) -> None:
    runs, _ = sorted_runs.sort(tmp_path / "runs", invented(40))
    (merge,) = merged_runs.merges(tmp_path / "runs", runs)
    db.execute("INSERT INTO ours (ours, rank) VALUES ('pgsz', 2000)")
    with pytest.raises(bulk_index.fts5_tables.Refused):
        bulk_index.put_merged(db, "ours", merge, map(merge.part, range(merge.parts)))


def test_what_a_run_cannot_hold_is_left(tmp_path: Path) -> None:
    left: Sequence[tuple[int, str]] = [(1, "ſo"), (2, "x" * 21)]
    assert sorted_runs.sort(tmp_path / "runs", left) == ([], left)
    assert sorted_runs.sort(tmp_path / "runs", []) == ([], [])
    runs, rest = sorted_runs.sort(tmp_path / "runs", [*left, (3, "提案")])
    assert rest == left
    assert [run.sizes for run in runs] == [[(3, 3)]]
