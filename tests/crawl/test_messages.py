"""What the commands say to a person is true and reads as a sentence."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import CliRunner

from archive.errors import InputError
from archive.store import Archive
from crawler.cli import cppcc
from crawler.run import Run
from crawler.showing import lines, shown
from crawler.summary import print_summary
from tests.archive.small_archive import make

FRONT = 'front = "http://epaper.example.cn/html/{day:%Y-%m/%d}/node_1.htm"\n'


def test_a_refusal_is_told_once_and_who_refused(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [
        {"count": 1, "kind": "refused", "detail": "refused: HTTP 403; a is left alone", "example": "http://a/1"},
        {"count": 2, "kind": "fetch", "detail": "HTTP 404", "example": "http://a/2"},
    ]
    figures = {
        "exit_code": 5,
        "newspapers": [],
        "problems": problems,
        "refused_by": ["a:80"],
        "unreachable": ["b:80"],
        "requests": 3,
    }
    run = SimpleNamespace(failure=None, figures=figures, accounts=(), outcome="refused", run_id="1")
    assert print_summary(cast("Run", run), as_json=False) == 5
    assert capsys.readouterr().err.splitlines() == [
        "problem ×1: refused: HTTP 403; a is left alone (http://a/1)",
        "problem ×2: fetch: HTTP 404 (http://a/2)",
        "a:80: refused us; left alone, the same command asks again",
        "b:80: unreachable; left alone, the same command asks again",
    ]


def test_verify_counts_its_faults_and_says_what_was_checked_where_there_is_none(tmp_path: Path) -> None:
    folder = make(tmp_path)

    def last(*options: str) -> str:
        done = CliRunner().invoke(cppcc, ["verify", "--archive", str(folder), *options])
        return done.output.splitlines()[-1]

    assert last() == "everything checked: nothing is wrong"
    assert last("--sample", "2") == "a sample of 2 checked: nothing is wrong"
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("UPDATE captures SET payload_sha256 = 'ab' WHERE id = 1")
    assert last() == "1 capture fault"
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("UPDATE captures SET payload_sha256 = 'ab' WHERE id = 2")
    assert last("--sample", "900") == "in a sample of 900: 2 capture faults"


@pytest.mark.parametrize(("count", "said"), [(1, "1 newspaper is declared"), (2, "2 newspapers are declared")])
def test_declarations_are_counted(tmp_path: Path, count: int, said: str) -> None:
    file = tmp_path / "own.toml"
    papers = (
        f'[p{n}]\ntitle = "云岭日报"\nplace = "山西"\n[[p{n}.era]]\nplatform = "founder"\n{FRONT}' for n in range(count)
    )
    file.write_text("".join(papers), encoding="utf-8")
    assert CliRunner().invoke(cppcc, ["newspapers", "check", str(file)]).output.startswith(said)


@pytest.mark.parametrize(
    ("count", "said"), [(2, "begins 2 names;"), (49, "begins 49 names;"), (70, "50 or more names;")]
)
def test_a_beginning_of_many_names_is_refused_with_how_many(count: int, said: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, uid TEXT)")
    db.executemany("INSERT INTO articles (uid) VALUES (?)", [(f"a{n:x}",) for n in range(count)])
    with pytest.raises(InputError, match=said):
        shown(db, "a")


def test_a_kind_that_is_none_is_refused_with_those_there_are(tmp_path: Path) -> None:
    search = ["search", "提案", "--archive", str(make(tmp_path)), "--kind"]
    done = CliRunner().invoke(cppcc, [*search, "foo"])
    assert done.exit_code == 2
    assert all(f"'{kind}'" in done.output for kind in ("常委会工作报告", "提案工作报告", "决议", "related"))
    assert CliRunner().invoke(cppcc, [*search, "related"], standalone_mode=False).return_value == 1
    assert CliRunner().invoke(cppcc, [*search, "report"], standalone_mode=False).return_value == 0


def test_an_article_whose_text_is_not_kept_says_so(tmp_path: Path) -> None:
    with Archive.open(make(tmp_path / "a"), hold=False) as archive:
        (key,) = archive.db.execute("SELECT id FROM articles WHERE headline = '清川市政协会议开幕'").fetchone()
        said = list(lines(shown(archive.db, str(key))))
    assert said[-1].startswith("no text is kept of it")


def test_a_page_is_read_out_with_what_it_says_of_its_article_and_what_was_left_out(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<title>政协云岭市第五届委员会提案工作报告</title><p><a href='/'>首页</a> <a href='/b'>要闻</a></p>"
        "<h1>政协云岭市第五届委员会提案工作报告</h1><p>来源：云岭日报 时间：2025-02-25 10:32 责任编辑：祁远</p>"
        "<p>一年来，市政协共收到提案286件，经审查立案271件，办复率达到百分之百，委员普遍表示满意。</p>"
        "<p>各承办单位把办理提案作为改进工作的契机，逐件研究，逐件答复，做到了件件有着落。</p>",
        "utf-8",
    )
    done = CliRunner().invoke(cppcc, ["read", str(page)])
    said = done.output.splitlines()
    assert "  day 2025-02-25, source 云岭日报, editors 祁远" in said
    left_out = said[said.index("left out (--json has it whole):") + 1 :]
    assert any("首页 要闻" in line for line in left_out), left_out
    assert all(line.startswith("  ") and " characters: " in line for line in left_out)
