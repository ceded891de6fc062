"""A draft without the indexes that it gets at its end: the shape and the rows are those of any archive."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from archive import late_hashes, late_indexes, links
from archive.late_hashes import _starts as starts
from archive.store import Archive
from tests.archive.invented import CLOSING, FILED, OPENING, PAPERS, opened, reading, report, source

DRAFT = "archive.db.rebuilding"
SHAPE = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
ROWS = """
SELECT a.uid, o.position, p.hash, p.template_hash, p.text, q.paragraph_id IS NOT NULL
  FROM articles a JOIN occurrences o ON o.article_id = a.id JOIN paragraphs p ON p.id = o.paragraph_id
  LEFT JOIN queue q ON q.paragraph_id = p.id ORDER BY a.uid, o.position"""
RELATED = (
    "SELECT a.uid, b.uid, kind FROM relations JOIN articles a ON a.id = article_a JOIN articles b ON b.id = article_b"
)


def begun(folder: Path) -> Archive:
    archive = Archive.draft(folder, DRAFT)
    late_indexes.put_off(archive)
    archive.declare(PAPERS)
    archive.commit()
    return archive


def fill(archive: Archive) -> None:
    archive.add_reading(reading(report(OPENING, FILED, CLOSING)), source())
    archive.add_reading(reading(report(OPENING, FILED)), source("http://127.0.0.1/b.htm", newspaper_id="luoping"))


def committed(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def test_a_draft_that_got_its_indexes_is_an_archive_like_any_other(tmp_path: Path) -> None:
    with opened(tmp_path / "archive") as archive, begun(tmp_path) as draft:
        fill(archive)
        links.refresh(archive)
        fill(draft)
        late_indexes.make(draft)
        links.refresh(draft)
    for query in (SHAPE, ROWS, RELATED):
        assert committed(tmp_path / DRAFT, query) == committed(tmp_path / "archive" / "archive.db", query)
    assert committed(tmp_path / DRAFT, RELATED)
    assert committed(tmp_path / DRAFT, "PRAGMA integrity_check") == [("ok",)]


def test_paragraphs_are_found_by_their_hashes_wherever_these_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorted or not, removed, rolled back, alike in their beginning, or stored before the draft was taken up again."""
    monkeypatch.setattr(late_hashes, "NEW", 7)
    monkeypatch.setattr(late_hashes, "_starts", lambda hashes: starts([one[:1] for one in hashes]))
    texts = [f"第{number}件提案由市教育局承办,当年办结。" for number in range(60)]

    def stored(archive: Archive, numbers: range) -> None:
        for number in numbers:
            archive.add_reading(reading(report(*texts[: number + 1])), source(f"http://127.0.0.1/{number}.htm"))
            with suppress(ZeroDivisionError), archive.unit():
                archive.add_reading(reading(report(f"未存{number}")), source(f"http://127.0.0.1/u{number}.htm"))
                raise ZeroDivisionError
        archive.remove_articles(archive.db.execute("SELECT max(id) FROM articles").fetchone())
        archive.commit()

    with begun(tmp_path) as draft:
        stored(draft, range(30))
    with begun(tmp_path) as draft, opened(tmp_path / "archive") as archive:
        stored(draft, range(30, 60))
        late_indexes.make(draft)
        stored(archive, range(30))
        stored(archive, range(30, 60))
        assert draft.db.execute(ROWS).fetchall() == archive.db.execute(ROWS).fetchall()
        assert draft.db.execute("SELECT count(*) FROM paragraphs").fetchone() == (59,)


@pytest.mark.parametrize("new", [1, 1 << 16])
def test_a_paragraph_that_a_rollback_brings_back_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: int
) -> None:
    monkeypatch.setattr(late_hashes, "NEW", new)
    with begun(tmp_path) as draft:
        draft.add_reading(reading(report(OPENING)), source())
        draft.add_reading(reading(report(FILED)), source("http://127.0.0.1/b.htm"))
        with suppress(ZeroDivisionError), draft.unit():
            draft.remove_articles([1])
            draft.add_reading(reading(report(OPENING)), source("http://127.0.0.1/c.htm"))
            raise ZeroDivisionError
        draft.add_reading(reading(report(OPENING)), source("http://127.0.0.1/d.htm"))
        late_indexes.make(draft)
        assert draft.db.execute("SELECT count(*) FROM paragraphs").fetchone() == (2,)


def test_what_was_written_before_the_indexes_are_made_is_committed_with_them(tmp_path: Path) -> None:
    with begun(tmp_path) as draft:
        fill(draft)
        late_indexes.make(draft)
        fill(draft)
        late_indexes.make(draft)
        draft.add_reading(reading(report("第三篇")), source("http://127.0.0.1/c.htm"))
    assert committed(tmp_path / DRAFT, "SELECT count(*) FROM articles") == [(2,)]


def test_a_draft_whose_indexes_could_not_be_made_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begun(tmp_path) as draft, monkeypatch.context() as patched:
        fill(draft)
        patched.setattr(late_indexes, "TEMPLATES", "CREATE INDEX none ON nowhere (uid)")
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            late_indexes.make(draft)
    with Archive.draft(tmp_path, DRAFT) as draft:
        fill(draft)
        late_indexes.make(draft)
    made = committed(tmp_path / DRAFT, "SELECT name FROM sqlite_master WHERE name = 'paragraphs_template'")
    assert made == [("paragraphs_template",)]
    assert committed(tmp_path / DRAFT, "SELECT count(*) FROM articles") == [(2,)]
