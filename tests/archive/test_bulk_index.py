"""What enters the search index in bulk: to all that reads it the same as what FTS5 makes of the same rows."""

from __future__ import annotations

import random
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import bulk_index, fts5_segment, fts5_tables, postings, search_index
from archive.fts5_structure import Structure
from archive.ngrams import match
from archive.token_stream import streams
from tests.archive import test_search as search
from tests.archive.invented import opened, reading, report, source

Rows = Sequence[tuple[int, str]]

DECLARED = (
    "CREATE VIRTUAL TABLE {0} USING fts5 (text, content='', detail=none, tokenize='unicode61 remove_diacritics 0')"
)

SAMPLES = (
    "提",
    "提案",
    "民主监督",
    "2024年",
    "12",
    "案工作会",
    "b",
    "a",
    "\U00020000",
    "ß",
    "九",
    "工作提案工作会议",
    "12345热线",
)


def fresh(path: Path | str = ":memory:") -> sqlite3.Connection:
    """A database with an index that we feed and one that FTS5 feeds."""
    db = sqlite3.connect(path, isolation_level=None)
    for table in ("ours", "theirs"):
        db.execute(DECLARED.format(table))
    return db


def by_fts5(db: sqlite3.Connection, table: str, rows: Rows, command: str | None = None) -> None:
    said = streams([text for _, text in rows])
    db.executemany(
        f"INSERT INTO {table} ({table}, rowid, text) VALUES (?, ?, ?)",
        [(command, key, tokens) for (key, _), tokens in zip(rows, said, strict=True)],
    )


def by_us(db: sqlite3.Connection, rows: Rows) -> Rows:
    """Writes rows in bulk; those that were left to FTS5."""
    left: list[tuple[int, str]] = []

    def leave(some: Rows) -> None:
        left.extend(some)
        by_fts5(db, "ours", some)

    bulk_index.write(db, "ours", rows, leave)
    return left


def both(db: sqlite3.Connection, rows: Rows) -> None:
    by_us(db, rows)
    by_fts5(db, "theirs", rows)


def held(db: sqlite3.Connection, table: str) -> list[object]:
    """All that an index holds: terms with their rows, sizes, totals."""
    db.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.of_{table} USING fts5vocab ('main', '{table}', 'instance')")
    return [
        db.execute(f"SELECT term, doc FROM temp.of_{table}").fetchall(),
        db.execute(f"SELECT id, sz FROM {table}_docsize").fetchall(),
        db.execute(f"SELECT block FROM {table}_data WHERE id = 1").fetchone(),
    ]


def found(db: sqlite3.Connection, table: str, query: str, tail: str = "") -> list[int]:
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? {tail}"
    return [key for (key,) in db.execute(sql, (query,))]


def same(db: sqlite3.Connection, queries: Sequence[str] = SAMPLES) -> None:
    """Our index is sound, and by every way of reading it what FTS5's own is."""
    db.execute("INSERT INTO ours (ours) VALUES ('integrity-check')")
    assert held(db, "ours") == held(db, "theirs")
    for query in queries:
        for tail in ("", "ORDER BY rowid DESC", "ORDER BY rank", "AND rowid > 40 ORDER BY rowid", "AND rowid = 17"):
            assert found(db, "ours", match(query), tail) == found(db, "theirs", match(query), tail), (query, tail)


def segments(db: sqlite3.Connection, table: str = "ours") -> int:
    (record,) = db.execute(f"SELECT block FROM {table}_data WHERE id = 10").fetchone()
    read = Structure.read(record)
    assert read is not None
    return len(read.ids)


@contextmanager
def small(*, enough: int = 1, at_once: int = 1 << 13, page: int = 4050, piece: int = 1 << 16) -> Iterator[None]:
    """Segments, pages and pieces so small that a few texts have many of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bulk_index, "ENOUGH", enough)
        patched.setattr(bulk_index, "AT_ONCE", at_once)
        patched.setattr(fts5_segment, "PAGE", page)
        patched.setattr(postings, "PIECE", piece)
        yield


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with small(), closing(fresh()) as made:
        yield made


WORDS = ("提案", "委员", "民主监督", "工作", "协商", "2024年", "312", "GDP", "12345热线", ",", "。", "和", "会议", "b")


def invented(count: int, seed: int = 5, start: int = 1) -> list[tuple[int, str]]:
    chance = random.Random(seed)
    rows, key = list[tuple[int, str]](), start
    for _ in range(count):
        rows.append((key, "".join(chance.choices(WORDS, k=chance.randint(0, 30)))))
        key += chance.choice((1, 1, 1, 2, 200, 20_000))
    return rows


TEXTS = st.lists(
    st.one_of(
        st.text(alphabet="提案提案工作会一丁丂1２aBbç_,。 \U00020000", max_size=40),
        st.text(alphabet="提案12345abcdeß九ſİΣⅧ②９\u0301\u0e01\ud7a3\uffdcԱ", max_size=20),
        st.text(max_size=12, alphabet=st.characters(exclude_categories=("Cs",))),
        st.sampled_from(
            ("", "。、", "2024年12月31日", "x" * 19, "x" * 20, "x" * 21, "1" * 300, "abcdefgh2024年政协12345")
        ),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(
    texts=TEXTS,
    gaps=st.lists(st.sampled_from((1, 1, 2, 127, 128, 20_000, 3_000_000, 1 << 40)), min_size=30, max_size=30),
    at_once=st.sampled_from((1, 3, 7, 100)),
    page=st.sampled_from((240, 400, 4050)),
    piece=st.sampled_from((1, 5, 50, 1 << 16)),
)
def test_any_texts_are_held_as_fts5_holds_them(
    texts: list[str], gaps: list[int], at_once: int, page: int, piece: int
) -> None:
    keys = [sum(gaps[: number + 1]) - 1 for number in range(len(texts))]
    with small(at_once=at_once, page=page, piece=piece), closing(fresh()) as db:
        rows = list(zip(keys, texts, strict=True))
        both(db, rows)
        queries = [text[at : at + 4] for text in texts for at in (0, 5)]
        same(db, [query for query in queries if match(query)])
        db.execute("INSERT INTO ours (ours) VALUES ('optimize')")
        same(db, SAMPLES[:3])


def test_only_texts_with_characters_that_fts5_reads_otherwise_are_left_to_it(db: sqlite3.Connection) -> None:
    texts = (
        "提案",
        "",
        "2024年GDP增长5.3%",
        "\U00020000提案",
        "二〇二四",
        "第①项",
        "straße",
        "long" * 6,
        "ΑΒΓ",
        "ſo",
        "한국어",
    )
    rows = list(enumerate(texts))
    left = by_us(db, rows)
    by_fts5(db, "theirs", rows)
    same(db)
    assert [text for _, text in left] == [text for text in texts if text in ("long" * 6, "ſo")]


def test_a_term_of_many_pages_is_searched_by_its_doclist_index(db: sqlite3.Connection) -> None:
    chance = random.Random(1)
    rare = set(chance.sample(range(30_000), 40))
    rows = [(number * 137 + 1, "的" + "罕" * (number in rare) + "常" * (number % 3 == 0)) for number in range(30_000)]
    with small(at_once=12_000, page=400):
        both(db, rows)
    assert segments(db) >= 3
    assert db.execute("SELECT count(*) FROM ours_idx WHERE pgno & 1").fetchone()[0] >= 6
    assert db.execute("SELECT count(*) FROM ours_data WHERE id >> 36 & 1").fetchone()[0] >= 6
    queries = ("的 AND 罕", "罕 AND 常", "的 NOT 常", "的罕 AND 的", "的罕 OR 常")
    same(db, ())
    for query in queries:
        for tail in ("", "ORDER BY rowid DESC", "AND rowid > 2000000", "AND rowid < 2000000 ORDER BY rowid DESC"):
            assert found(db, "ours", query, tail) == found(db, "theirs", query, tail), (query, tail)
    assert len(found(db, "ours", "的 AND 罕")) == 40


def test_pages_of_full_size_hold_what_fts5s_hold(db: sqlite3.Connection) -> None:
    rows = invented(12_000)
    with small(at_once=5000):
        both(db, rows)
    same(db)
    sizes = db.execute(
        "SELECT max(length(block)), avg(length(block)), count(*) FROM ours_data WHERE id > 10"
    ).fetchone()
    assert sizes[0] <= fts5_segment.PAGE
    assert sizes[1] > 3500
    assert segments(db) >= 3


def test_as_many_different_characters_as_do_not_fit_make_more_segments(db: sqlite3.Connection) -> None:
    letters = [chr(code) for code in range(0x4E00, 0x9FA6)]
    random.Random(3).shuffle(letters)
    rows = [(number, "".join(letters[number * 10 : number * 10 + 15])) for number in range(2090)]
    both(db, rows)
    assert segments(db) > 1
    same(db, letters[:20])


def test_a_connection_that_has_read_the_index_sees_what_was_added_and_so_does_another(tmp_path: Path) -> None:
    rows = invented(400)
    with small(), closing(fresh(tmp_path / "a.db")) as db, closing(sqlite3.connect(tmp_path / "a.db")) as other:
        both(db, rows[:100])
        same(db)
        assert found(other, "ours", "提案") == found(db, "ours", "提案")
        db.execute("BEGIN")
        both(db, rows[100:200])
        same(db)
        both(db, rows[200:300])
        by_fts5(db, "ours", rows[300:])
        by_fts5(db, "theirs", rows[300:])
        same(db)
        assert len(found(other, "ours", "提案")) < len(found(db, "ours", "提案"))
        db.execute("COMMIT")
        assert found(other, "ours", "提案") == found(db, "ours", "提案")
        same(db)


def test_rows_that_fts5_has_in_memory_are_older_than_those_in_bulk(db: sqlite3.Connection) -> None:
    rows = invented(300)
    db.execute("BEGIN")
    for table in ("ours", "theirs"):
        by_fts5(db, table, rows[:50])
        by_fts5(db, table, rows[20:30], "delete")
    both(db, [*rows[20:30], *rows[50:]])
    same(db)
    db.execute("COMMIT")
    same(db)
    db.execute("INSERT INTO ours (ours) VALUES ('optimize')")
    same(db)


@pytest.mark.parametrize("undo", [("ROLLBACK",), ("ROLLBACK TO unit", "RELEASE unit", "COMMIT")])
@pytest.mark.parametrize("read", [False, True])
def test_a_rollback_takes_all_of_it_back(db: sqlite3.Connection, undo: tuple[str, ...], read: bool) -> None:
    rows = invented(400)
    both(db, rows[:100])
    before = held(db, "ours")
    db.execute("BEGIN")
    db.execute("SAVEPOINT unit")
    both(db, rows[100:200])
    if read:
        same(db)
    both(db, rows[200:300])
    for statement in undo:
        db.execute(statement)
    assert held(db, "ours") == before
    same(db)
    both(db, rows[300:])
    by_fts5(db, "ours", rows[100:150])
    by_fts5(db, "theirs", rows[100:150])
    same(db)


def test_a_failure_in_the_midst_leaves_nothing(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = invented(200)
    both(db, rows[:100])

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    db.execute("BEGIN")
    with monkeypatch.context() as failing:
        failing.setattr(fts5_tables, "write_sizes", fails)
        with pytest.raises(ZeroDivisionError):
            by_us(db, rows[100:])
    same(db)
    both(db, rows[100:])
    db.execute("COMMIT")
    same(db)


def test_rows_that_came_in_bulk_leave_and_come_again(db: sqlite3.Connection) -> None:
    rows = invented(600)
    with small(at_once=150):
        both(db, rows)
    gone = random.Random(2).sample(rows, 200)
    for table in ("ours", "theirs"):
        by_fts5(db, table, sorted(gone), "delete")
    same(db)
    both(db, sorted(gone[:80]))
    same(db)
    for table in ("ours", "theirs"):
        by_fts5(db, table, sorted(gone[80:120]))
    same(db)
    db.execute("INSERT INTO ours (ours) VALUES ('optimize')")
    same(db)
    assert segments(db) == 1


def test_fts5_merges_our_segments_with_its_own(db: sqlite3.Connection) -> None:
    rows = invented(3000)
    with small(at_once=40):
        for start in range(0, 2000, 400):
            both(db, rows[start : start + 400])
    assert segments(db) == 50
    db.execute("INSERT INTO ours (ours, rank) VALUES ('merge', 3)")
    both(db, rows[2000:2100])  # while level 0 is being merged
    same(db)
    for row in rows[2100:2300]:
        by_fts5(db, "ours", [row])
        by_fts5(db, "theirs", [row])
    assert segments(db) < 20
    same(db)
    both(db, rows[2300:])
    same(db)
    pages = -2
    while segments(db) > 1:
        db.execute("INSERT INTO ours (ours, rank) VALUES ('merge', ?)", (pages,))
        pages = 2
    same(db)


def test_vacuum_and_a_dump_keep_it(tmp_path: Path) -> None:
    rows = invented(500)
    with small(at_once=120), closing(fresh(tmp_path / "a.db")) as db:
        both(db, rows)
        db.execute("VACUUM")
        same(db)
        expected = held(db, "ours")
    try:
        dump = subprocess.run(
            ["sqlite3", tmp_path / "a.db", ".dump"], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("the sqlite3 shell is not installed")
    subprocess.run(["sqlite3", tmp_path / "b.db"], input=dump, text=True, check=True)
    with closing(sqlite3.connect(tmp_path / "b.db")) as restored:
        restored.execute("INSERT INTO ours (ours) VALUES ('integrity-check')")
        assert held(restored, "ours") == expected


def test_an_index_of_another_form_is_left_to_fts5(db: sqlite3.Connection) -> None:
    rows = invented(100)
    db.execute("INSERT INTO ours (ours, rank) VALUES ('pgsz', 500)")
    assert by_us(db, rows) == rows
    by_fts5(db, "theirs", rows)
    same(db)


@pytest.mark.parametrize("keys", [(3, 2, 1), (1, 2, 2), (-1, 0, 1), (1, 2, 1 << 56)])
def test_ids_that_do_not_ascend_or_are_out_of_range_are_left_to_fts5(
    db: sqlite3.Connection, keys: tuple[int, ...]
) -> None:
    rows = [(key, f"提案{key}") for key in keys]
    assert by_us(db, rows) == rows
    by_fts5(db, "theirs", rows)
    same(db)


def test_where_fts5_does_not_see_our_segment_it_is_taken_back(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = invented(200)
    both(db, rows[:100])
    with monkeypatch.context() as unseen:
        unseen.setattr(Structure, "with_newest", lambda self, *_: self)
        assert by_us(db, rows[100:150]) == rows[100:150]
    by_fts5(db, "theirs", rows[100:150])
    same(db)
    both(db, rows[150:])
    same(db)


def test_an_index_that_lists_its_segments_in_an_unknown_form_is_left_to_fts5(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = invented(100)
    with monkeypatch.context() as unknown:
        unknown.setattr(Structure, "read", lambda _: None)
        assert by_us(db, rows) == rows
    by_fts5(db, "theirs", rows)
    same(db)


def test_many_small_feeds_do_not_make_many_segments(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fts5_tables, "MANY", 8)
    rows = invented(4000)
    for start in range(0, 4000, 20):
        both(db, rows[start : start + 20])
        assert segments(db) <= 32
    same(db)


def test_a_structure_of_another_form_is_not_read(db: sqlite3.Connection) -> None:
    both(db, invented(50))
    (record,) = db.execute("SELECT block FROM ours_data WHERE id = 10").fetchone()
    assert Structure.read(record) is not None
    assert Structure.read(record[:4] + b"\xff\x00\x00\x01" + record[4:]) is None  # that of contentless_delete
    assert Structure.read(record + b"\x00") is None
    assert Structure.read(record[:-1]) is None


def test_few_rows_are_left_to_fts5() -> None:
    with closing(fresh()) as db:
        rows = invented(bulk_index.ENOUGH - 1)
        assert by_us(db, rows) == rows
        assert by_us(db, invented(bulk_index.ENOUGH, start=rows[-1][0] + 1)) == []


def test_an_archive_that_stores_and_removes_much_between_two_commits_finds_the_same(tmp_path: Path) -> None:
    texts = [f"{text}{number}号" for number, text in enumerate(search.invented(900))]
    odd = [f"政協第{number}號提案辦理情況" for number in range(400)]
    with opened(tmp_path) as archive:
        (first,) = archive.add_reading(reading(report(*texts[:500], *odd[:300])), source()).article_ids
        archive.commit()
        search.agrees(archive)
        archive.add_reading(reading(report(*texts[400:], *odd[200:])), source("http://127.0.0.1/b.htm"))
        archive.remove_articles([first])
        archive.commit()
        search.agrees(archive)
        assert archive.db.execute("SELECT count(*) FROM paragraphs").fetchone() == (700,)
        search_index.rebuild(archive.db)
        search.agrees(archive)
        archive.db.execute("INSERT INTO paragraphs_fts (paragraphs_fts) VALUES ('optimize')")
        search.agrees(archive)


@pytest.mark.skipif(not hasattr(sqlite3.Connection, "setconfig"), reason="Python 3.12 and newer can set this")
def test_an_index_that_only_fts5_may_write_is_left_to_it(db: sqlite3.Connection) -> None:
    db.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # type: ignore[attr-defined]
    rows = invented(100)
    assert by_us(db, rows) == rows
    by_fts5(db, "theirs", rows)
    same(db)


def test_an_archive_whose_index_takes_no_segments_is_fed_by_fts5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"{text}{number}号" for number, text in enumerate(search.invented(900))]
    monkeypatch.setattr(bulk_index, "AT_ONCE", 300)
    with opened(tmp_path) as archive:
        with monkeypatch.context() as unseen:
            unseen.setattr(Structure, "with_newest", lambda self, *_: self)
            archive.add_reading(reading(report(*texts)), source())
            archive.commit()
            search.agrees(archive)
            search_index.rebuild(archive.db)
        search.agrees(archive)
        assert archive.db.execute("SELECT count(*) FROM paragraphs_fts").fetchone() == (900,)
