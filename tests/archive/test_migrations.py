"""A database that is not ours, newer, damaged or unfinished: refused in words and left as it was, or brought up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from archive import schema
from archive.errors import ArchiveError
from archive.store import Archive
from tests.archive.invented import opened, reading, source


def foreign(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT)")
    db.commit()
    db.close()


def foreign_and_empty(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA application_id = 1196444487")
    db.close()


def newer(path: Path) -> None:
    opened(path.parent).close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def no_database(path: Path) -> None:
    path.write_text("这不是数据库。" * 1000, encoding="utf-8")


def truncated(path: Path) -> None:
    with opened(path.parent) as archive:
        archive.add_reading(reading(), source())
        archive.commit()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


REFUSED = [
    (foreign, "another program"),
    (foreign_and_empty, "another program"),
    (newer, "newer version"),
    (no_database, "not an SQLite database"),
    (truncated, "damaged"),
]


@pytest.mark.parametrize("hold", [True, False])
@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_what_is_not_a_sound_archive_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], words: str, hold: bool
) -> None:
    path = tmp_path / "archive.db"
    make(path)
    before = sha256(path.read_bytes()).hexdigest()
    with pytest.raises(ArchiveError, match=words):
        Archive.open(tmp_path, hold=hold)
    assert sha256(path.read_bytes()).hexdigest() == before


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()
    with opened(tmp_path) as archive:
        archive.commit()
    with Archive.open(tmp_path, hold=False) as archive:
        assert archive.db.execute("SELECT count(*) FROM newspapers").fetchone() == (2,)


def test_a_reader_does_not_bring_up_an_older_archive_but_says_so(tmp_path: Path) -> None:
    opened(tmp_path).close()
    db = sqlite3.connect(tmp_path / "archive.db")
    db.execute("PRAGMA user_version = 1")
    db.close()
    with pytest.raises(ArchiveError, match="older version"):
        Archive.open(tmp_path, hold=False)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.commit()
    before = (tmp_path / "archive.db").read_bytes()
    Archive.open(tmp_path).close()
    assert (tmp_path / "archive.db").read_bytes() == before


def test_an_older_archive_is_brought_up_and_keeps_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as archive:
        archive.add_reading(reading(), source())
        archive.commit()
    added = schema.Migrations("cppcc-archive")
    for step in schema.migrations._migrations:
        added._migrations.append(step)

    @added(name="0004_shelf")
    def shelf(db: schema.Database) -> None:
        db.execute("CREATE TABLE shelf (id INTEGER PRIMARY KEY)")
        db.execute("PRAGMA user_version = 4")

    monkeypatch.setattr(schema, "migrations", added)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, "shelf.sql"))
    with Archive.open(tmp_path) as archive:
        assert archive.db.execute("SELECT count(*) FROM shelf").fetchone() == (0,)
        assert archive.db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert archive.db.execute("PRAGMA user_version").fetchone() == (4,)


def brought_to(folder: Path, step: int) -> sqlite3.Connection:
    """An empty archive as it was after a migration."""
    db = sqlite3.connect(folder / "archive.db", isolation_level=None)
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    older = schema.Migrations("cppcc-archive")
    older._migrations = schema.migrations._migrations[:step]
    older.apply(schema.Database(db))
    return db


def test_the_queue_of_an_older_archive_keeps_what_waits_to_be_compared(tmp_path: Path) -> None:
    with closing(brought_to(tmp_path, 5)) as db:
        for key in (1, 2, 3):
            db.execute("INSERT INTO paragraphs VALUES (?, ?, 't', '提案', 2, 1, 1)", (key, f"hash {key}"))
        db.execute("INSERT INTO queue VALUES ('near', 1), ('near', 3)")
    with Archive.open(tmp_path) as archive:
        assert archive.db.execute("SELECT paragraph_id FROM queue").fetchall() == [(1,), (3,)]
        archive.db.execute("DELETE FROM paragraphs WHERE id = 3")
        assert archive.db.execute("SELECT paragraph_id FROM queue").fetchall() == [(1,)]


def test_an_older_archive_keeps_which_page_listed_what_and_learns_where_articles_go_on(tmp_path: Path) -> None:
    with closing(brought_to(tmp_path, 6)) as db:
        for key in (1, 2):
            db.execute("INSERT INTO ledger (id, url, kind, state) VALUES (?, ?, 'article', 'done')", (key, f"u{key}"))
        db.execute("INSERT INTO links VALUES (1, 2, 0)")
    with Archive.open(tmp_path) as archive:
        assert archive.db.execute("SELECT * FROM links").fetchall() == [(1, 2, 0)]
        assert archive.db.execute("SELECT next_url FROM articles").fetchall() == []
        assert archive.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'links_article'").fetchone()


def test_the_paragraphs_of_an_older_archive_stay_what_all_else_refers_to(tmp_path: Path) -> None:
    with closing(brought_to(tmp_path, 8)) as db:
        for key in (1, 2, 3):
            db.execute("INSERT INTO paragraphs VALUES (?, ?, 't', '提案', 2, 1, 1)", (key, f"hash {key}"))
        db.execute("INSERT INTO queue VALUES (1)")
        db.execute("INSERT INTO near VALUES (1, 2, 0.9, NULL)")
        held = db.execute("SELECT * FROM paragraphs").fetchall()
    with Archive.open(tmp_path) as archive, opened(tmp_path / "new") as new:
        shape = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        assert archive.db.execute(shape).fetchall() == new.db.execute(shape).fetchall()
        assert archive.db.execute("SELECT * FROM paragraphs").fetchall() == held
        assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            archive.db.execute("INSERT INTO paragraphs VALUES (4, 'hash 1', 't', '提案', 2, 1, 1)")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            archive.db.execute("INSERT INTO near VALUES (1, 9, 0.9, NULL)")
        archive.db.execute("DELETE FROM paragraphs WHERE id = 1")
        assert archive.db.execute("SELECT count(*) FROM near").fetchone() == (0,)


def test_a_migration_that_fails_leaves_the_archive_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(tmp_path).close()
    added = schema.Migrations("cppcc-archive")
    for step in schema.migrations._migrations:
        added._migrations.append(step)

    @added(name="0004_broken")
    def broken(db: schema.Database) -> None:
        db.execute("CREATE TABLE half (id INTEGER PRIMARY KEY)")
        db.execute("SELECT 1 FROM nowhere")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrations", added)
        patched.setattr(schema, "STEPS", (*schema.STEPS, "broken.sql"))
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            Archive.open(tmp_path)
    with Archive.open(tmp_path) as archive:
        tables = {name for (name,) in archive.db.execute("SELECT name FROM sqlite_master")}
        assert "half" not in tables
