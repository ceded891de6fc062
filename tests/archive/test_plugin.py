"""The plugin through the real command: searches of any length, keyword in context, citations, provenance."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from sqlite_utils.cli import cli

from archive import cite, kwic, ngrams
from archive.errors import InputError
from archive.printings import Printing, printings
from archive.search import search
from archive.store import Archive
from archive.token_stream import streams
from tests.archive.invented import CLOSING, FILED, OPENING, capture, news, opened, paragraph, reading, report, source

TRADITIONAL = "市政協堅持團結和民主兩大主題,為清川高質量發展廣泛凝聚共識。"
LATIN = "全市GDP增长6.5%,12345热线办理政协委员建议48件。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("archive")
    with opened(where) as archive:
        at = source(capture_id=capture(archive, 11))
        archive.add_reading(reading(report(OPENING, FILED, TRADITIONAL, LATIN)), at)
        later = source("http://127.0.0.1/b.htm", newspaper_id="luoping", day=date(2025, 2, 20))
        archive.add_reading(reading(report(FILED, CLOSING)), later)
        archive.add_reading(reading(news("清川市政协委员植树")), source("http://127.0.0.1/c.htm"))
        archive.commit()
    return where


def command(folder: Path, name: str, *arguments: str) -> Result:
    """The real command, in this process: it found our plugin by its entry point."""
    return CliRunner().invoke(cli, [name, str(folder / "archive.db"), *arguments])


def found(folder: Path, query: str, *arguments: str, table: str = "paragraphs", column: str = "text") -> list[str]:
    done = command(folder, "search", table, query, *arguments)
    assert done.exit_code == 0, done.output
    return [row[column] for row in json.loads(done.stdout)]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("提案", [FILED]),
        ("共征集提案312件", [FILED]),
        ("征集提案,经审查立案", [FILED]),
        ("提案 办复率达100%。", [FILED]),
        ("民主监督、参政议政职能", [OPENING]),
        ("共征集提案312件 民主监督", []),
        ("征提集案件办复率", []),
        ("提案 OR 12345热线", [FILED, LATIN]),
        ("gdp增长", [LATIN]),
        ("委员建议48件", [LATIN]),
        ("两大主题", [OPENING]),
    ],
)
def test_a_search_takes_any_length_several_words_and_any_punctuation(
    folder: Path, query: str, texts: list[str]
) -> None:
    assert sorted(found(folder, query)) == sorted(texts)


def test_the_installed_command_loads_the_plugin(folder: Path) -> None:
    line = [sys.executable, "-m", "sqlite_utils", "search", str(folder / "archive.db"), "paragraphs", "共征集提案312件"]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert [row["text"] for row in json.loads(done.stdout)] == [FILED]


def test_a_search_of_articles_takes_long_titles_across_their_fields(folder: Path) -> None:
    assert (
        found(folder, "政协清川市委员会提案工作报告", table="articles", column="headline")
        == ["政协清川市委员会提案工作报告"] * 2
    )
    assert found(folder, "清川市政协委员植树", "--limit", "1", table="articles", column="topic") == ["other"]


def test_the_plugin_answers_in_the_order_of_the_stock_command(folder: Path) -> None:
    with sqlite3.connect(folder / "archive.db") as db:
        sql = Database(db).table("paragraphs").search_sql(columns=["text"])
        texts = [text for (text,) in db.execute(sql, {"query": "市"})]
    db.close()
    assert texts == found(folder, "市") != []


def test_a_search_keeps_the_command_s_own_options(folder: Path) -> None:
    done = command(folder, "search", "paragraphs", "共征集提案312件", "--csv", "-c", "chars")
    assert done.stdout.splitlines() == ["chars", str(paragraph(FILED).chars)]
    shown = command(folder, "search", "paragraphs", "共征集提案312件", "--sql")
    assert "match :query" in shown.stdout


def test_a_query_of_only_punctuation_is_an_error_in_words(folder: Path) -> None:
    done = command(folder, "search", "paragraphs", ",。、“”")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == ["Error: ',。、“”' holds no letter or digit; ask for a word such as 提案"]


def test_another_database_is_searched_as_before(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "archive.db")
    db.execute("CREATE TABLE paragraphs (text TEXT)")
    db.execute('CREATE VIRTUAL TABLE paragraphs_fts USING fts5(text, content="paragraphs")')
    db.execute("INSERT INTO paragraphs VALUES ('two words'), ('words two')")
    db.execute("INSERT INTO paragraphs_fts (rowid, text) SELECT rowid, text FROM paragraphs")
    db.commit()
    db.close()
    assert len(found(tmp_path, "two words")) == 2
    assert "syntax error" in command(tmp_path, "search", "paragraphs", "two, words").output


ALPHABET = st.text(alphabet="提案工作委员民主监督12aB,。 ", min_size=1, max_size=14)


@given(texts=st.lists(ALPHABET, min_size=1, max_size=8), query=ALPHABET)
@settings(max_examples=60, deadline=None)
def test_the_index_never_misses_what_the_text_holds(texts: list[str], query: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', detail=none)")
    db.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", enumerate(streams(texts)))
    words = ngrams.words(query)
    if words:
        candidates = {key for (key,) in db.execute("SELECT rowid FROM t WHERE t MATCH ?", (ngrams.match(query),))}
        held = {n for n, text in enumerate(texts) if all(word.lower() in text.lower() for word in words)}
        assert held <= candidates
        if ngrams.exact(query):
            assert held == candidates
    db.close()


def test_our_search_finds_traditional_print_by_a_simplified_query_and_the_reverse(folder: Path) -> None:
    with Archive.open(folder, hold=False) as archive:
        both = {OPENING, TRADITIONAL}
        assert {hit.text for hit in search(archive.db, "团结和民主两大主题")} == both
        assert {hit.text for hit in search(archive.db, "團結和民主兩大主題")} == both
        assert {hit.text for hit in search(archive.db, "政协")} == {OPENING, TRADITIONAL, LATIN, FILED}


def test_our_search_gives_the_first_printing_that_was_asked_for(folder: Path) -> None:
    with Archive.open(folder, hold=False) as archive:
        (hit,) = search(archive.db, "共征集提案312件")
        assert (hit.newspaper, hit.printings, hit.place, hit.covers_year) == ("清川日报", 2, "清川市", 2024)
        assert search(archive.db, "提案", kind="提案工作报告", place="清川", year=2024) == (hit,)
        assert search(archive.db, "提案", kind="决议") == search(archive.db, "提案", year=1999) == ()
        assert search(archive.db, "提案", place="远山") == ()
        assert len(search(archive.db, "市", limit=2)) == 2
        with pytest.raises(InputError, match="no letter or digit"):
            search(archive.db, "——!")


def test_a_word_stands_in_one_column_of_its_contexts(folder: Path) -> None:
    lines = command(folder, "cppcc-kwic", "提案", "--width", "6").stdout.splitlines()
    assert [line.split()[:3] for line in lines] == [["以来,共征集", "提案", "312件,经"]]
    assert list(kwic.contexts("提案办理,提案督办", "提案", 3)) == [("", "提案", "办理,"), ("办理,", "提案", "督办")]
    assert kwic.columns(kwic.aligned("协商a", 4)) == 8


def test_a_citation_names_newspaper_day_page_address_capture_and_hash(folder: Path) -> None:
    content = paragraph(FILED).hash
    done = command(folder, "cppcc-cite", content[:12])
    assert done.stdout == (
        "林砚秋. 政协清川市委员会提案工作报告[N/OL]. 清川日报,2025-02-19(3)[2025-02-19]. http://127.0.0.1/a.htm."
        f" 段落 sha256:{content}; 存档 one.warc.gz:11.\n"
    )
    assert len(command(folder, "cppcc-cite", content, "--all").stdout.splitlines()) == 2


def test_csl_json_is_a_newspaper_article(folder: Path) -> None:
    (item,) = json.loads(command(folder, "cppcc-cite", paragraph(FILED).hash, "--format", "csl-json").stdout)
    assert item["type"] == "article-newspaper"
    assert item["issued"] == {"date-parts": [[2025, 2, 19]]}
    assert item["container-title"] == "清川日报"
    assert item["archive_location"] == "one.warc.gz:11"


def test_bibtex_escapes_what_latex_reads_as_commands() -> None:
    values = dict.fromkeys(Printing.__dataclass_fields__)
    printing = Printing(**{**values, "uid": "ab" * 16, "headline": r"100%_{A}\&B", "url": "http://127.0.0.1/a_b%20c"})
    entry = cite.bibtex(printing)
    assert r"title = {100\%\_\{A\}\textbackslash{}\&B}" in entry
    assert "url = {http://127.0.0.1/a_b%20c}" in entry
    assert entry.count("{") == entry.count("}")


def test_provenance_leads_to_the_record(folder: Path) -> None:
    rows = json.loads(command(folder, "cppcc-provenance", paragraph(FILED).hash).stdout)
    assert [(row["newspaper"], row["warc_file"], row["warc_offset"]) for row in rows] == [
        ("清川日报", "one.warc.gz", 11),
        ("洛坪晚报", None, None),
    ]


def test_an_article_is_cited_by_its_uid(folder: Path) -> None:
    with Archive.open(folder, hold=False) as archive:
        (uid,) = archive.db.execute("SELECT uid FROM articles WHERE topic = 'other'").fetchone()
        (printing,) = printings(archive.db, uid)
        assert (printing.headline, printing.hash) == ("清川市政协委员植树", None)


@pytest.mark.parametrize(
    ("name", "words"),
    [("12", "at least 8 hex digits"), ("提案提案提案提案", "hex digits"), ("f" * 64, "no paragraph and no article")],
)
def test_a_name_that_names_nothing_is_refused_in_one_line(folder: Path, name: str, words: str) -> None:
    done = command(folder, "cppcc-provenance", name)
    assert done.exit_code == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_beginning_that_two_have_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.add_reading(reading(), source())
        for number, content in enumerate(("abcdef0123", "abcdef0145")):
            twin = content + sha256(b"").hexdigest()[10:]
            archive.db.execute("UPDATE paragraphs SET hash = ? WHERE text = ?", (twin, (OPENING, FILED)[number]))
        with pytest.raises(InputError, match="give more digits"):
            printings(archive.db, "abcdef01")
