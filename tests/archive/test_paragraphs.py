"""How paragraphs are written: ids by length, what an occurrence says, and a unit that fails without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive import late_indexes, paragraphs
from archive.store import Archive
from tests.archive.invented import CLOSING, FILED, OPENING, loaded, opened, paragraph, reading, report, source

IDS = "SELECT id, text FROM paragraphs ORDER BY id"
USUAL = "\uff0c\uff01\uff1f\uff1a\uff1b\uff08\uff09\uff05\uff5e"
TABLES = ("articles", "paragraphs", "occurrences", "queue", "temp.paragraphs_entering")


def numbered(count: int, word: str = "视察") -> list[str]:
    """Texts of all lengths, each of them once."""
    return [f"第{n}次{word}。" + "提出意见建议。" * (n % 40) for n in range(count)]


def counts(archive: Archive) -> list[int]:
    return [archive.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


@given(st.text())
@example("办复率\uff11\uff10\uff10\uff05\uff0c全部办结。")
@example("e\uff0c\u0301")
def test_a_form_is_odd_where_compatibility_would_change_more_than_the_usual_marks(text: str) -> None:
    plain = "".join(character for character in text if character not in USUAL)
    assert paragraphs.form_order(text)[2] is (unicodedata.normalize("NFKC", plain) != plain)


def test_every_occurrence_says_what_it_differs_in_beside_those_that_differ_in_nothing(tmp_path: Path) -> None:
    said = report(
        paragraphs=(
            paragraph(OPENING),
            paragraph(FILED, verbatim="清川市政协十屆三次會議以來,共征集提案312件……"),
            paragraph(CLOSING, torn="end"),
            paragraph("一、工作回顾", role="heading", lines=(7,)),
            paragraph(OPENING, verbatim=OPENING),
        )
    )
    with opened(tmp_path) as archive:
        (article_id,) = archive.add_reading(reading(said), source()).article_ids
        found = loaded(archive, article_id).paragraphs
    assert found == (*said.paragraphs[:4], paragraph(OPENING))


def test_the_ids_of_a_class_go_on_in_the_next_rounds_within_one_article_and_over_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paragraphs, "SPAN", 4)
    monkeypatch.setattr(paragraphs, "ROUND", 4 * (len(paragraphs.LENGTHS) + 1))
    texts = numbered(60)
    with opened(tmp_path / "one") as archive:
        archive.add_reading(reading(report(*texts)), source())
        at_once = archive.db.execute(IDS).fetchall()
    with opened(tmp_path / "many") as archive:
        for number, text in enumerate(texts):
            archive.add_reading(reading(report(text)), source(f"http://127.0.0.1/{number}.htm"))
        assert archive.db.execute(IDS).fetchall() == at_once


def test_a_large_unit_that_fails_leaves_what_was_written_before_it_and_the_ids_that_it_drew(tmp_path: Path) -> None:
    with opened(tmp_path / "failed") as archive:
        archive.add_reading(reading(report(*numbered(500))), source())
        before = counts(archive)
        with suppress(KeyError), archive.unit():
            archive.add_reading(reading(report(*numbered(3000, "调研"))), source("http://127.0.0.1/b.htm"))
            raise KeyError
        assert counts(archive) == before
        assert archive.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        archive.add_reading(reading(report(*numbered(100, "座谈"))), source("http://127.0.0.1/c.htm"))
        found = archive.db.execute(IDS).fetchall()
    with opened(tmp_path / "never") as archive:
        archive.add_reading(reading(report(*numbered(500))), source())
        archive.add_reading(reading(report(*numbered(100, "座谈"))), source("http://127.0.0.1/c.htm"))
        assert archive.db.execute(IDS).fetchall() == found


FILLS_A_DRAFT = """
import sys
from pathlib import Path
from archive import late_indexes
from archive.store import Archive
from tests.archive.invented import *
from tests.archive.test_paragraphs import numbered
archive = Archive.draft(Path(sys.argv[1]), "draft.db")
late_indexes.put_off(archive)
archive.declare(PAPERS)
for n in range(10_000):
    archive.add_reading(reading(report(*numbered(40, f"{n}年"))), source(f"http://127.0.0.1/{n}.htm"))
    archive.commit()
    print(n, flush=True)
"""


def test_a_draft_whose_writer_is_killed_holds_each_article_whole_or_not_at_all(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    fills = [sys.executable, "-c", FILLS_A_DRAFT, tmp_path]
    with subprocess.Popen(fills, cwd=root, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        while int(writer.stdout.readline()) < 20:
            pass
        os.kill(writer.pid, signal.SIGKILL)
        last = max((int(line) for line in writer.stdout.read().split()), default=20)
    with Archive.draft(tmp_path, "draft.db") as archive:
        held = archive.db.execute("SELECT count(*) FROM occurrences GROUP BY article_id").fetchall()
        assert len(held) >= last + 1
        assert set(held) == {(40,)}
        late_indexes.put_off(archive)
        late_indexes.make(archive)
        articles, texts, occurrences, waiting, _ = counts(archive)
        assert (texts, occurrences, waiting) == (articles * 40, articles * 40, articles * 40)
        assert archive.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
