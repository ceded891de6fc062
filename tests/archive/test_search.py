"""The search index in a stock environment: what `sqlite-utils search` finds is what LIKE finds, shortest first."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import paragraphs, search_index
from archive.store import Archive
from archive.token_stream import streams
from dedupe.script import simplified
from tests.archive.invented import CLOSING, FILED, OPENING, opened, reading, report, source

WORDS = (
    "提案",
    "委员",
    "民主监督",
    "工作",
    "协商",
    "视察",
    "清川",
    "办复率",
    "件",
    "2024年",
    "312",
    "GDP",
    ",",
    "。",
    "和",
)


def invented(number: int, seed: int = 7) -> list[str]:
    """Texts of chance words, with chance punctuation."""
    chance = random.Random(seed)
    return sorted({"".join(chance.choices(WORDS, k=chance.randint(2, 60))) for _ in range(number)})


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with opened(tmp_path) as found:
        yield found


STOCK = """
import json, sys
sys._called_from_test = True  # sqlite-utils then loads no plugins: this is the stock command
from click.testing import CliRunner
from sqlite_utils.cli import cli
for query in sys.argv[3:]:
    done = CliRunner().invoke(cli, ["search", sys.argv[1], sys.argv[2], query])
    assert done.exit_code == 0, done.output
    print(json.dumps(json.loads(done.stdout)))
"""


def stock(archive: Archive, table: str, *queries: str) -> list[list[dict[str, Any]]]:
    """What the stock command prints for each query, in its order."""
    archive.commit()
    command = [sys.executable, "-c", STOCK, str(archive.folder / "archive.db"), table, *queries]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def plain(archive: Archive, query: str) -> list[str]:
    return [row["text"] for row in stock(archive, "paragraphs", query)[0]]


def like(archive: Archive, query: str) -> set[str]:
    rows = archive.db.execute("SELECT text FROM paragraphs WHERE text LIKE ?", (f"%{query}%",))
    return {text for (text,) in rows}


QUERIES = ("提", "提案", "案委员", "民主监督", "工作协商", "12", "4年31", "gdp", "川办复率")


def test_a_plain_search_finds_what_like_finds(archive: Archive) -> None:
    archive.add_reading(reading(report(*invented(300))), source())
    for query, rows in zip(QUERIES, stock(archive, "paragraphs", *QUERIES), strict=True):
        assert {row["text"] for row in rows} == like(archive, query) != set(), query
        assert len(rows) == len({row["id"] for row in rows})


def test_a_plain_search_finds_a_whole_figure_among_hanzi(archive: Archive) -> None:
    archive.add_reading(reading(report("2024年工作回顾", "12345热线办理情况")), source())
    years, hotlines = stock(archive, "paragraphs", "2024年", "12345热线")
    assert [row["text"] for row in years] == ["2024年工作回顾"]
    assert [row["text"] for row in hotlines] == ["12345热线办理情况"]


def test_a_plain_search_answers_with_short_paragraphs_first(archive: Archive) -> None:
    texts = [f"{'市政协' * length}共征集提案" for length in (90, 5, 40, 1, 20)]
    archive.add_reading(reading(report(*texts)), source())
    assert plain(archive, "提案") == sorted(texts, key=len)


def test_a_class_of_length_whose_ids_are_used_goes_on_behind_all_others(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paragraphs, "SPAN", 4)
    monkeypatch.setattr(paragraphs, "ROUND", 4 * (len(paragraphs.LENGTHS) + 1))
    short = [f"第{number}号提案" for number in "甲乙丙丁戊己庚辛壬癸"]
    long = [f"{text}{'已经由市政府办公室承办并答复' * 5}" for text in short[:2]]
    for number, texts in enumerate((short[:3], long, short[3:])):
        archive.add_reading(reading(report(*texts)), source(f"http://127.0.0.1/{number}.htm"))
    assert plain(archive, "提案") == [*short[:4], *long, *short[4:]]


def test_a_plain_search_of_articles_looks_into_their_titles(archive: Archive) -> None:
    archive.add_reading(reading(report(), report(OPENING, headline="政协洛坪市委员会决议")), source())
    proposals, committees = stock(archive, "articles", "提案", "委员会")
    assert [row["headline"] for row in proposals] == ["政协清川市委员会提案工作报告"]
    assert [row["headline"] for row in committees] == ["政协清川市委员会提案工作报告", "政协洛坪市委员会决议"]


def test_punctuation_around_a_word_does_not_hide_it(archive: Archive) -> None:
    archive.add_reading(reading(report()), source())
    assert plain(archive, "“提案”。") == [FILED]


def agrees(archive: Archive) -> None:
    """The index holds what the tables hold, by our check, by FTS5's own, and by LIKE."""
    search_index.feed(archive.db)
    assert search_index.stray(archive.db) == ()
    for table in ("paragraphs", "articles", "traditional"):
        archive.db.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('integrity-check')")
    rows = archive.db.execute("SELECT id, text FROM paragraphs")
    odd = {(key,) for key, text in rows if simplified(text) != text}
    assert set(archive.db.execute("SELECT rowid FROM traditional_fts")) == odd
    for query in ("提案", "委员", "报告"):
        rows = archive.db.execute("SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH ?", (query,))
        assert {archive.db.execute("SELECT text FROM paragraphs WHERE id = ?", row).fetchone()[0] for row in rows} == (
            like(archive, query)
        )


def test_the_index_follows_inserts_changes_and_removals(archive: Archive) -> None:
    chance = random.Random(3)
    texts = invented(60)
    ids: list[int] = []
    for number in range(40):
        chosen = chance.sample(texts, 5)
        ids += archive.add_reading(reading(report(*chosen)), source(f"http://127.0.0.1/{number % 9}.htm")).article_ids
        if chance.random() < 0.3:
            archive.remove_articles([key for key in {chance.choice(ids)} if _is_stored(archive, key)])
        if chance.random() < 0.5:
            archive.commit()
        if chance.random() < 0.2:
            archive.rollback()
    archive.commit()
    agrees(archive)
    search_index.rebuild(archive.db)
    agrees(archive)


FORMS = (
    *("市政协坚持团结和民主两大主题，提案312件。", "市政协坚持团结和民主两大主题,提案312件。"),
    *("市政協堅持團結和民主兩大主題，提案312件。", "一、市政协坚持团结和民主两大主题，提案３１２件"),
)
"""Printings of one paragraph: the index need not follow the second, and must follow the others."""


@pytest.mark.parametrize("order", tuple(permutations(range(len(FORMS)))))
def test_the_index_follows_the_form_that_is_shown(archive: Archive, order: tuple[int, ...]) -> None:
    ids: list[int] = []
    for place in order:
        ids += archive.add_reading(reading(report(FORMS[place])), source(f"http://127.0.0.1/{place}.htm")).article_ids
        archive.commit()
        agrees(archive)
    assert archive.db.execute("SELECT text FROM paragraphs").fetchall() == [(FORMS[1],)]
    for key in ids:
        archive.remove_articles([key])
        archive.commit()
        agrees(archive)


def test_what_a_unit_took_back_is_not_indexed(archive: Archive) -> None:
    (kept,) = archive.add_reading(reading(report(OPENING)), source()).article_ids
    archive.commit()
    with suppress(ZeroDivisionError), archive.unit():
        archive.remove_articles([kept])
        archive.add_reading(reading(report(FILED)), source("http://127.0.0.1/b.htm"))
        raise ZeroDivisionError
    archive.commit()
    agrees(archive)
    assert plain(archive, "主题") == [OPENING]


def _is_stored(archive: Archive, article_id: int) -> bool:
    return archive.db.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is not None


def test_a_row_that_plain_sql_wrote_is_named_as_stray_and_a_rebuild_takes_it_in(archive: Archive) -> None:
    archive.add_reading(reading(report(OPENING)), source())
    archive.commit()
    archive.db.execute(
        "INSERT INTO paragraphs (hash, template_hash, text, chars, norm_version) VALUES ('h', 't', '提案', 2, 1)"
    )
    assert any("is not in the index" in fault for fault in search_index.stray(archive.db))
    search_index.rebuild(archive.db)
    agrees(archive)
    archive.db.execute("DELETE FROM paragraphs WHERE hash = 'h'")
    assert any("still in the index" in fault for fault in search_index.stray(archive.db))


def test_a_character_that_lost_its_paragraph_is_named_as_stray(archive: Archive) -> None:
    archive.add_reading(reading(report(OPENING, FILED)), source())
    archive.commit()
    archive.db.execute("UPDATE paragraphs SET text = ? WHERE text = ?", (CLOSING, FILED))
    faults = search_index.stray(archive.db)
    assert any("finds paragraph" in fault for fault in faults)
    assert any("is not found by" in fault for fault in faults)


def test_vacuum_keeps_the_index(archive: Archive) -> None:
    archive.add_reading(reading(report(*invented(100))), source())
    archive.commit()
    archive.db.execute("COMMIT")
    archive.db.execute("VACUUM")
    archive.db.execute("BEGIN IMMEDIATE")
    agrees(archive)
    assert archive.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_dump_of_the_sqlite3_shell_restores_the_index(archive: Archive, tmp_path: Path) -> None:
    archive.add_reading(reading(report(*invented(100))), source())
    archive.commit()
    expected = set(plain(archive, "提案"))
    path = archive.folder / "archive.db"
    try:
        dump = subprocess.run(["sqlite3", path, ".dump"], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("the sqlite3 shell is not installed")
    (tmp_path / "restored").mkdir()
    subprocess.run(["sqlite3", tmp_path / "restored" / "archive.db"], input=dump, text=True, check=True)
    restored = sqlite3.connect(tmp_path / "restored" / "archive.db")
    rows = restored.execute(
        "SELECT p.text FROM paragraphs_fts f JOIN paragraphs p ON p.id = f.rowid WHERE paragraphs_fts MATCH '提案'"
    )
    assert {text for (text,) in rows} == expected
    assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    restored.close()


def test_the_indexes_survive_the_commands_that_rebuild_other_indexes(archive: Archive) -> None:
    archive.add_reading(reading(report()), source())
    archive.commit()
    archive.close()
    command = [sys.executable, "-m", "sqlite_utils", "rebuild-fts", archive.folder / "archive.db"]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
    with Archive.open(archive.folder) as again:
        agrees(again)


@given(texts=st.lists(st.text(alphabet="提案工作1２aBç_,。 \ud800\U00020000", max_size=14), max_size=5))
def test_the_stream_of_many_texts_holds_of_each_every_gram_and_nothing_else(texts: list[str]) -> None:
    assert [set(said.split()) for said in streams(texts)] == [set(_grams(text)) for text in texts]


def _grams(text: str) -> Iterator[str]:
    for run in re.findall(r"[^\W_]+", text.lower()):
        for atoms in (run, re.findall(r"[0-9]+|[a-z]+|.", run)):
            yield from ("".join(atoms[i : i + n]) for n in (1, 2, 3, 4) for i in range(len(atoms) - n + 1))


def test_the_stream_holds_every_gram_of_a_run_and_none_across_punctuation() -> None:
    proposal, marks, figure, closing = (set(said.split()) for said in streams(("提案,办", "。、", "312件", CLOSING)))
    assert proposal == {"提", "案", "提案", "办"}
    assert marks == set()
    assert figure >= {"312件", "12件", "件", "3", "312"}
    assert CLOSING[:4] in closing


def test_ranked_rows_come_by_their_ids_and_cost_no_score(tmp_path: Path) -> None:
    texts = [f"第{number}件提案" + "由市教育局承办" * (number % 9) for number in range(40)]
    with opened(tmp_path) as archive:
        archive.add_reading(reading(report(*texts)), source())
        archive.commit()
        for table in ("paragraphs", "articles", "traditional"):
            (ranked,) = archive.db.execute(f"SELECT v FROM {table}_fts_config WHERE k = 'rank'").fetchone()
            assert ranked.startswith("highlight")
        query = "SELECT rowid, rank FROM paragraphs_fts WHERE paragraphs_fts MATCH '提案' ORDER BY rank"
        found = archive.db.execute(query).fetchall()
    assert len(found) == 40
    assert found == sorted(found)
    assert {rank for _, rank in found} == {None}
