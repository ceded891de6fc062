"""The store: whole articles, one text for each hash, versions, joins, the hold, and errors in words."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveError, ArchiveHeld, InputError, StoreFailed
from archive.readings import Tail
from archive.records import Dropped
from archive.store import Archive
from tests.archive.invented import (
    CLOSING,
    FILED,
    OPENING,
    capture,
    figure,
    loaded,
    news,
    opened,
    paragraph,
    reading,
    report,
    source,
)


def texts(archive: Archive) -> list[str]:
    return [text for (text,) in archive.db.execute("SELECT text FROM paragraphs ORDER BY text")]


def count(archive: Archive, table: str) -> int:
    return int(archive.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def sound(archive: Archive) -> None:
    """What holds after any sequence of writes."""
    assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert archive.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    unused = "SELECT count(*) FROM paragraphs WHERE id NOT IN (SELECT paragraph_id FROM occurrences)"
    assert archive.db.execute(unused).fetchone() == (0,)


def test_an_article_comes_back_as_it_was_stored(archive: Archive) -> None:
    said = report(
        kicker="市两会特刊",
        subtitle="——在市政协十届四次会议上",
        byline="本报记者 沈知微",
        source="清川日报",
        editors=("何远山", "贺兰"),
        day=date(2025, 2, 19),
        figures=(figure(), figure(name="reply_rate", value=100.0)),
        paragraphs=(
            paragraph(OPENING, lines=(3, 4)),
            paragraph(FILED, verbatim="清川市政协十屆三次會議以來,共征集提案312件……"),
            paragraph(CLOSING, role="body", torn="end"),
        ),
        restored=True,
        quality=0.9,
        continued_on="4",
        continued_from="1",
        headline_lines=(1, 2),
    )
    (article_id,) = archive.add_reading(reading(said), source()).article_ids
    assert loaded(archive, article_id) == said


def test_a_text_stands_once_however_often_it_is_printed(archive: Archive) -> None:
    archive.add_reading(reading(), source())
    archive.add_reading(reading(), source("http://127.0.0.1/b.htm", newspaper_id="luoping"))
    assert count(archive, "paragraphs") == 3
    assert count(archive, "occurrences") == 6
    sound(archive)


def test_an_article_of_another_topic_keeps_its_row_and_no_text(archive: Archive) -> None:
    (article_id,) = archive.add_reading(reading(news()), source()).article_ids
    assert count(archive, "paragraphs") == 0
    stored = loaded(archive, article_id)
    assert (stored.headline, stored.topic_reasons) == ("清川市举办春季植树活动", ("没有政协字样",))


def test_an_unknown_article_is_refused_in_words(archive: Archive) -> None:
    with pytest.raises(InputError, match="article 77: not in this archive"):
        loaded(archive, 77)


def test_reading_a_capture_again_replaces_it_in_place_and_purges(archive: Archive) -> None:
    at = source(capture_id=capture(archive, 0))
    (first,) = archive.add_reading(reading(), at).article_ids
    uid = archive.db.execute("SELECT uid FROM articles").fetchone()
    better = report(OPENING, FILED, figures=(figure(),))
    (second,) = archive.add_reading(reading(better), at).article_ids
    assert first == second
    assert archive.db.execute("SELECT uid FROM articles").fetchone() == uid
    assert texts(archive) == sorted([OPENING, FILED])
    assert loaded(archive, second) == better
    sound(archive)


def test_articles_that_a_better_reading_does_not_see_go(archive: Archive) -> None:
    at = source(capture_id=capture(archive, 0))
    archive.add_reading(reading(report(), report("洛坪区政协视察城区供热。", headline="洛坪区政协视察")), at)
    archive.add_reading(reading(report()), at)
    assert count(archive, "articles") == 1
    sound(archive)


def test_a_page_that_changed_becomes_a_version_and_the_earlier_reading_stays(archive: Archive) -> None:
    early = source(capture_id=capture(archive, 0, payload="a", at="2025-02-19T01:00:00Z"))
    late = source(capture_id=capture(archive, 1, payload="b", at="2025-03-01T01:00:00Z"))
    (first,) = archive.add_reading(reading(report(OPENING, FILED)), early).article_ids
    (second,) = archive.add_reading(reading(report(OPENING, FILED.replace("287", "286"))), late).article_ids
    assert first != second
    rows = archive.db.execute("SELECT id, version, latest, place_uid = uid FROM articles ORDER BY version").fetchall()
    assert rows == [(first, 1, 0, 1), (second, 2, 1, 0)]


def test_another_payload_with_the_same_text_is_no_version(archive: Archive) -> None:
    late = source(capture_id=capture(archive, 1, payload="b", at="2025-03-01T01:00:00Z"))
    early = source(capture_id=capture(archive, 0, payload="a", at="2025-02-19T01:00:00Z"))
    archive.add_reading(reading(), late)
    archive.add_reading(reading(), early)
    assert archive.db.execute("SELECT capture_id, seen_at FROM articles").fetchall() == [
        (early.capture_id, "2025-02-19T01:00:00Z")
    ]


def test_versions_do_not_depend_on_the_order_in_which_captures_are_read(tmp_path: Path) -> None:
    contents = {"a": OPENING, "b": FILED, "c": OPENING, "d": CLOSING}
    seen = set()
    for number, order in enumerate(permutations(contents)):
        with opened(tmp_path / str(number)) as archive:
            ids = {p: capture(archive, ord(p), payload=p, at=f"2025-03-0{ord(p) - 96}T00:00:00Z") for p in contents}
            for payload in order:
                archive.add_reading(reading(report(contents[payload])), source(capture_id=ids[payload]))
            sound(archive)
            seen.add(
                tuple(
                    archive.db.execute(
                        "SELECT uid, version, latest, payload_sha256, content_sha256 FROM articles ORDER BY version"
                    ).fetchall()
                )
            )
    assert len(seen) == 1
    assert [row[3][0] for row in seen.pop()] == ["a", "b", "d"]


FORMS = ("本会议听取了报告。", "本會議聽取了報告。", "本会议听取了报告", "一、本会议听取了报告。", "本会议听取了報告。")


@given(order=st.permutations(FORMS))
@settings(max_examples=20, deadline=None)
def test_the_shown_form_does_not_depend_on_the_order_of_the_crawl(order: list[str]) -> None:
    assert len({paragraph(form).hash for form in FORMS}) == 1
    with TemporaryDirectory() as folder, opened(Path(folder)) as archive:
        for number, form in enumerate(order):
            archive.add_reading(reading(report(form)), source(f"http://127.0.0.1/{number}.htm"))
        assert texts(archive) == ["本会议听取了报告。"]
        printed = archive.db.execute(
            "SELECT coalesce(verbatim, text) FROM occurrences JOIN paragraphs ON id = paragraph_id ORDER BY article_id"
        ).fetchall()
        assert [form for (form,) in printed] == order
        sound(archive)


DUMP = """
SELECT a.uid, a.version, a.latest, a.headline, c.warc_offset, o.position, p.hash, p.text, o.verbatim, o.shown
  FROM articles a LEFT JOIN captures c ON c.id = a.capture_id LEFT JOIN occurrences o ON o.article_id = a.id
  LEFT JOIN paragraphs p ON p.id = o.paragraph_id ORDER BY a.uid, o.position"""


@given(dice=st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_archive_does_not_depend_on_the_order_of_the_crawl(dice: Random) -> None:
    pages = [
        (url, payload, tuple(dice.choice((*FORMS, OPENING, FILED, CLOSING)) for _ in range(dice.randrange(3))))
        for url in "abc"
        for payload in "wxyz"
    ]
    dumps = []
    for _ in range(2):
        dice.shuffle(pages)
        with TemporaryDirectory() as folder, opened(Path(folder)) as archive:
            for url, payload, said in pages:
                offset = ord(url) * 1000 + ord(payload)
                seen = capture(archive, offset, payload=payload, at=f"2025-03-01T00:00:{ord(payload) - 100}Z")
                articles = [report(text, headline=f"第{n}稿") for n, text in enumerate(said)]
                archive.add_reading(replace(reading(), articles=tuple(articles)), source(url, capture_id=seen))
            sound(archive)
            dumps.append(archive.db.execute(DUMP).fetchall())
    assert dumps[0] == dumps[1]


def test_the_form_of_an_article_that_goes_is_shown_no_longer(archive: Archive) -> None:
    plain, marked = "本会议听取了报告。", "一、本会议听取了报告。"
    (first,) = archive.add_reading(reading(report(plain)), source("http://127.0.0.1/1.htm")).article_ids
    (second,) = archive.add_reading(reading(report(marked)), source("http://127.0.0.1/2.htm")).article_ids
    archive.remove_articles([first])
    assert texts(archive) == [marked]
    assert loaded(archive, second).paragraphs == (paragraph(marked),)
    sound(archive)


def test_a_tail_is_joined_to_its_head_and_every_paragraph_knows_its_page(archive: Archive) -> None:
    head_at = source(capture_id=capture(archive, 0, payload="a"))
    tail_at = source("http://127.0.0.1/b.htm", page_no="4", capture_id=capture(archive, 1, payload="b"))
    head, tail = report(OPENING, continued_on="4"), report(FILED, CLOSING, continued_from="3")
    (head_id,) = archive.add_reading(reading(head), head_at).article_ids
    (tail_id,) = archive.add_reading(reading(tail), tail_at).article_ids
    joined = replace(head, paragraphs=head.paragraphs + tail.paragraphs, figures=(figure(),))
    archive.join(head_id, [Tail(id=tail_id, start=1)], joined)
    assert loaded(archive, head_id) == joined
    assert loaded(archive, tail_id).paragraphs == ()
    rows = archive.db.execute("SELECT capture_id, page_no FROM occurrences ORDER BY position").fetchall()
    assert rows == [(None, None), (tail_at.capture_id, "4"), (tail_at.capture_id, "4")]
    sound(archive)
    assert archive.add_reading(reading(head), head_at).unjoined == ()
    assert archive.add_reading(reading(tail), tail_at).unjoined == ()
    assert loaded(archive, head_id) == joined


def test_a_head_that_says_something_else_unties_its_tail_and_names_it(archive: Archive) -> None:
    head_at = source(capture_id=capture(archive, 0, payload="a"))
    tail_at = source("http://127.0.0.1/b.htm", page_no="4", capture_id=capture(archive, 1, payload="b"))
    head, tail = report(OPENING), report(FILED, CLOSING)
    (head_id,) = archive.add_reading(reading(head), head_at).article_ids
    (tail_id,) = archive.add_reading(reading(tail), tail_at).article_ids
    joined = replace(head, paragraphs=head.paragraphs + tail.paragraphs, figures=(figure(),))
    archive.join(head_id, [Tail(id=tail_id, start=1)], joined)
    other = report(OPENING, "市政协还视察了清川河治理。")
    assert archive.add_reading(reading(other), head_at).unjoined == (tail_id,)
    assert loaded(archive, head_id) == other
    archive.add_reading(reading(tail), tail_at)
    assert loaded(archive, tail_id) == tail
    sound(archive)


def test_a_tail_that_says_something_else_unties_its_head_and_names_it(archive: Archive) -> None:
    head_at = source(capture_id=capture(archive, 0, payload="a"))
    tail_at = source("http://127.0.0.1/b.htm", page_no="4", capture_id=capture(archive, 1, payload="b"))
    head, tail = report(OPENING), report(FILED, CLOSING)
    (head_id,) = archive.add_reading(reading(head), head_at).article_ids
    (tail_id,) = archive.add_reading(reading(tail), tail_at).article_ids
    joined = replace(head, paragraphs=head.paragraphs + tail.paragraphs, figures=(figure(),))
    archive.join(head_id, [Tail(id=tail_id, start=1)], joined)
    assert archive.add_reading(reading(report(FILED)), tail_at).unjoined == (head_id,)
    assert loaded(archive, head_id).paragraphs == head.paragraphs
    archive.add_reading(reading(head), head_at)
    assert loaded(archive, head_id) == head
    sound(archive)


def test_what_reading_dropped_is_kept_with_its_reason_where_a_report_stands(archive: Archive) -> None:
    left_out = (
        Dropped(text="本版责编 何远山", reason="editors' line", lines=(9,), article=0),
        Dropped(text="返回", reason="furniture"),
    )
    (article_id,) = archive.add_reading(reading(report(), dropped=left_out), source()).article_ids
    archive.add_reading(reading(report(), dropped=left_out), source())
    rows = archive.db.execute("SELECT article_id, text, reason, lines FROM dropped ORDER BY position").fetchall()
    assert rows == [(article_id, "本版责编 何远山", "editors' line", "[9]"), (None, "返回", "furniture", None)]
    archive.add_reading(reading(news(), dropped=left_out), source("http://127.0.0.1/b.htm"))
    assert count(archive, "dropped") == 2


def test_a_unit_is_stored_whole_or_not_at_all(archive: Archive) -> None:
    archive.commit()
    with suppress(KeyError), archive.unit():
        archive.add_reading(reading(), source())
        archive.add_problem(None, "http://127.0.0.1/", "layout", "no page list")
        raise KeyError
    assert [count(archive, table) for table in ("articles", "paragraphs", "problems")] == [0, 0, 0]
    archive.add_reading(reading(), source())
    archive.commit()
    assert count(archive, "articles") == 1


def test_what_was_not_committed_is_gone_and_what_was_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add_reading(reading(), source())
        archive.commit()
        archive.add_reading(reading(), source("http://127.0.0.1/b.htm"))
    with Archive.open(tmp_path, hold=False) as archive:
        assert count(archive, "articles") == 1


def test_a_killed_writer_leaves_what_it_committed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.archive.invented import *\n"
        "archive = opened(Path(sys.argv[1]))\n"
        "for n in range(10_000):\n"
        "    archive.add_reading(reading(report(f'第{n}段,共征集提案{n}件。')), source(f'http://127.0.0.1/{n}.htm'))\n"
        "    archive.commit(); print(n, flush=True)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", script, tmp_path], cwd=root, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        while int(writer.stdout.readline()) < 20:
            pass
        os.kill(writer.pid, signal.SIGKILL)
        last = max((int(line) for line in writer.stdout.read().split()), default=20)
    with Archive.open(tmp_path) as archive:
        assert count(archive, "articles") >= last + 1
        assert count(archive, "articles") == count(archive, "paragraphs") == count(archive, "occurrences")
        sound(archive)


def test_a_run_has_its_figures(archive: Archive) -> None:
    run_id = archive.begin_run("crawl", {"since": date(2025, 1, 1)})
    archive.finish_run(run_id, "finished", 0, {"requests": 12, "bytes": 3456, "pages": 4})
    row = archive.db.execute("SELECT command, outcome, exit_code, requests, bytes, figures FROM runs").fetchone()
    assert row == ("crawl", "finished", 0, 12, 3456, '{"requests": 12, "bytes": 3456, "pages": 4}')


def test_an_edition_keeps_the_figures_that_a_later_look_does_not_give(archive: Archive) -> None:
    day = date(2025, 2, 19)
    archive.set_edition("qingchuan", day, "partial", reason="open", pages_listed=8)
    archive.set_edition("qingchuan", day, "published", pages_got=8)
    row = archive.db.execute("SELECT state, reason, pages_listed, pages_got FROM editions").fetchone()
    assert row == ("published", None, 8, 8)


def test_an_account_stands_once_for_run_and_newspaper(archive: Archive) -> None:
    run_id = archive.begin_run("crawl", {})
    archive.add_account(run_id, None, {"links_seen": 5})
    archive.add_account(run_id, None, {"links_seen": 6, "stored": 2, "off_topic": 4})
    rows = archive.db.execute("SELECT links_seen, stored, off_topic, failed FROM accounts").fetchall()
    assert rows == [(6, 2, 4, 0)]


def test_a_record_of_a_warc_is_one_capture(archive: Archive) -> None:
    assert capture(archive, 7) == capture(archive, 7)
    assert capture(archive, 8) != capture(archive, 7)


def test_a_second_holder_is_told_who_holds_the_archive(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(ArchiveHeld, match=rf"process {os.getpid()}, since 20.*holds"):
        Archive.open(tmp_path)


def test_a_lock_that_a_dead_process_left_is_taken_over(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "lock").write_text('{"pid": 999999, "command": "cppcc crawl", "since": "2025-01-01T00:00:00Z"}')
    Archive.open(tmp_path).close()


def test_a_reader_beside_a_writer_sees_what_is_committed_and_cannot_write(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        writer.add_reading(reading(), source())
        writer.commit()
        with Archive.open(tmp_path, hold=False) as reader:
            assert count(reader, "articles") == 1
            with pytest.raises(StoreFailed, match="cannot be written"):
                reader.db.execute("DELETE FROM articles")


def test_an_archive_on_a_medium_that_cannot_be_written_is_read_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as archive:
        archive.add_reading(reading(), source())
        archive.commit()
    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.setattr("archive.connection.os.access", lambda *_: False)
    with Archive.open(tmp_path, hold=False) as archive:
        assert count(archive, "articles") == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_an_absent_archive_is_not_made_by_reading_it(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive here"):
        Archive.open(tmp_path / "none", hold=False)
    with pytest.raises(ArchiveError, match="no archive here"):
        Archive.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_database_that_another_program_has_locked_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tmp_path).close()
    monkeypatch.setattr("archive.connection.BUSY_SECONDS", 0.1)
    other = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreFailed, match="another program has locked it"):
        Archive.open(tmp_path)
    other.close()
    Archive.open(tmp_path).close()


def test_a_full_disk_is_said_and_nothing_committed_is_lost(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add_reading(reading(), source())
        archive.commit()
        (pages,) = archive.db.execute("PRAGMA page_count").fetchone()
        archive.db.execute(f"PRAGMA max_page_count = {pages}")
        many = [f"第{n}次视察的意见建议。" * 20 for n in range(2000)]
        with pytest.raises(StoreFailed, match="the disk is full"):
            archive.add_reading(reading(report(*many)), source("http://127.0.0.1/b.htm"))
    with Archive.open(tmp_path) as archive:
        assert count(archive, "articles") == 1
        sound(archive)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="cannot be made"):
        Archive.open(tmp_path / "file" / "archive")
