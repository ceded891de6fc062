"""`cppcc add`: evidence first, read second, and a second time nothing."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from archive.store import Archive
from archive.verify import verify
from crawler.adding_run import Asked, add
from tests.archive.exchanges import exchange, writer
from tests.crawl.same import CAPTURED, WHAT, content

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

PARAGRAPHS = (
    "各位委员：",
    "我受政协云岭市第五届委员会常务委员会的委托，向大会报告五届二次会议以来的提案工作情况，请予审议。",
    "一、提案的基本情况",
    "五届二次会议以来，政协委员和各参加单位共提交提案213件，经审查，立案187件，其中委员提案142件，集体提案45件。",
    "二、提案办理的主要成效",
    "市委、市政府高度重视提案办理工作，市政府常务会议专题研究提案办理，截至2024年底，提案已全部办复，办复率为百分之百。",
    "三、2025年工作安排",
    "新的一年，我们将围绕全市中心任务，不断提高提案质量和办理质量，为建设美丽云岭作出新的贡献。",
)
TITLE = "政协云岭市第五届委员会常务委员会关于五届二次会议以来提案工作情况的报告"
TEXT = "\n".join((TITLE, "（2025年2月18日）", "副主席 沈知远", *PARAGRAPHS)) + "\n"
PAGE = (
    f"<html><head><meta charset='gb18030'><title>{TITLE}</title></head><body><div id='ozoom'><founder-content>"
    + "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    + "</founder-content></div></body></html>"
).encode("gb18030")
ADVERT = "<html><body><p>云岭商场春季家电展销，买一送一，欢迎新老顾客光临选购。</p></body></html>".encode() * 3
DECLARED = """
[yunling]
title = "云岭日报"
place = "临岳/云岭"

[[yunling.era]]
platform = "founder"
front = "http://epaper.yunling.example/ylrb/html/{day:%Y-%m/%d}/node_1.htm"
since = 2020-01-01
"""
ARTICLE = "http://epaper.yunling.example/ylrb/html/2025-02/19/content_120.htm?div=-1"
CANONICAL = "http://epaper.yunling.example/ylrb/html/2025-02/19/content_120.htm"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "newspapers.toml"
    path.write_text(DECLARED, "utf-8")
    return path


def cppcc(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "crawler", *map(str, words)), capture_output=True, text=True, timeout=120, check=False
    )


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(query).fetchall()


def test_the_five_samples_hold_seven_reports_and_no_paragraph_of_another_article(tmp_path: Path) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the sample documents are not beside this checkout")
    done = cppcc("add", *sorted(SEEDS.glob("*.txt")), "--archive", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    assert sum(file["report"] for file in json.loads(done.stdout)["files"]) == 7
    kept = "SELECT a.topic, count(DISTINCT a.id) FROM articles a JOIN occurrences o ON o.article_id = a.id GROUP BY 1"
    assert rows(tmp_path, kept) == [("report", 7)]
    assert verify(tmp_path) == ()


def test_an_added_file_stands_in_the_warc_byte_for_byte_and_leads_there(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    figures = add(folder, Asked(paths=(report,)))
    assert [(one["report"], one["known"]) for one in figures["files"]] == [(1, False)]
    (capture,) = rows(folder, "SELECT warc_file, warc_offset, kind, record_type, url FROM captures")
    from archive import warc

    stored = warc.read(folder / "warc", str(capture[0]), int(str(capture[1])))
    assert stored.body == report.read_bytes()
    assert stored.known("name") == "报告.txt"
    assert capture[2:4] == ("added", "resource")
    assert rows(folder, "SELECT url, headline FROM articles") == [(capture[4], TITLE)]


def test_a_second_time_changes_nothing(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    add(folder, Asked(paths=(report,)))
    before = content(folder, {**WHAT, "captures": CAPTURED})
    segments = sorted(path.name for path in (folder / "warc").iterdir())
    figures = add(folder, Asked(paths=(report,)))
    assert figures["files"][0]["known"]
    assert content(folder, {**WHAT, "captures": CAPTURED}) == before
    assert sorted(path.name for path in (folder / "warc").iterdir()) == segments


def test_a_saved_page_is_the_article_of_its_address_and_its_newspaper(declared: Path, tmp_path: Path) -> None:
    page, folder = tmp_path / "saved.htm", tmp_path / "archive"
    page.write_bytes(PAGE)
    add(folder, Asked(paths=(page,), url=ARTICLE, newspapers=(declared,)))
    found = rows(folder, "SELECT newspaper_id, day, url, topic, platform FROM articles")
    assert found == [("yunling", "2025-02-19", CANONICAL, "report", "founder")]


def test_what_is_said_of_a_file_the_second_time_takes_the_place_of_the_first(
    declared: Path, report: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    add(folder, Asked(paths=(report,)))
    add(folder, Asked(paths=(report,), newspaper_id="yunling", day="2025-02-19", newspapers=(declared,)))
    assert rows(folder, "SELECT newspaper_id, day FROM articles") == [("yunling", "2025-02-19")]
    assert verify(folder) == ()


def test_of_a_warc_of_others_the_reports_are_kept_and_the_rest_is_counted(declared: Path, tmp_path: Path) -> None:
    theirs, folder = tmp_path / "theirs", tmp_path / "archive"
    with writer(theirs) as out:
        out.write(exchange(0, url=ARTICLE, body=PAGE, context=()))
        out.write(
            exchange(1, url="http://epaper.yunling.example/ylrb/html/2025-02/19/node_1.htm", body=PAGE, context=())
        )
        out.write(exchange(2, url="http://shop.example/sale.html", body=ADVERT, context=()))
        out.write(
            exchange(
                3,
                url="http://shop.example/sale.png",
                body=b"\x89PNG",
                context=(),
                response_headers=((b"Content-Type", b"image/png"),),
            )
        )
    (original,) = theirs.glob("*.warc.gz")
    asked = Asked(paths=(original,), newspapers=(declared,))
    (file,) = add(folder, asked)["files"]
    assert (file["report"], file["captures"]) == (1, 2)
    assert rows(folder, "SELECT newspaper_id, url FROM articles") == [("yunling", CANONICAL)]
    kept = next((folder / "warc" / "added").iterdir())
    assert kept.read_bytes() == original.read_bytes()
    before = content(folder, {**WHAT, "captures": CAPTURED})
    assert add(folder, asked)["files"][0]["known"]
    assert content(folder, {**WHAT, "captures": CAPTURED}) == before
    assert verify(folder) == ()


def test_a_missing_file_is_one_line_and_nothing_is_written(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    done = cppcc("add", report, tmp_path / "absent.txt", "--archive", folder)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "absent.txt: no such file" in done.stderr
    assert not folder.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day", "2025-02-30"), "is not a day"),
        (("--newspaper", "yunlin"), "no newspaper 'yunlin'"),
        (("--url", "ftp://x"), "is no http address"),
    ],
)
def test_a_wrong_value_is_one_line(report: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = cppcc("add", report, *words, "--archive", tmp_path / "archive")
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_without_an_article_is_kept_and_named_as_a_problem(tmp_path: Path) -> None:
    empty, folder = tmp_path / "empty.txt", tmp_path / "archive"
    empty.write_text("\n \n", "utf-8")
    figures = add(folder, Asked(paths=(empty,)))
    assert figures["exit_code"] == 3
    assert rows(folder, "SELECT count(*) FROM captures") == [(1,)]
    assert add(folder, Asked(paths=(empty,)))["files"][0]["known"]


def test_an_add_that_was_killed_before_its_rows_were_committed_is_taken_up(report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    done = subprocess.run(
        (sys.executable, "-m", "tests.crawl.dying", "appended", "2", "add", str(report), "--archive", str(folder)),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -9
    assert add(folder, Asked(paths=(report,)))["files"][0]["report"] == 1
    with Archive.open(folder, hold=False) as archive:
        assert archive.db.execute("SELECT count(*) FROM captures").fetchone() == (1,)
    assert verify(folder) == ()
