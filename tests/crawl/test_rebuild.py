"""`cppcc rebuild` makes the same archive from the WARCs, and says what it changes before it changes anything."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import ArchiveError, StoreFailed
from archive.hold import Hold
from archive.verify import verify
from archive.warc_stretch import Stretch, captures, stretches
from crawler import replay_pool
from crawler.adding_run import Asked as AddAsked
from crawler.adding_run import add
from crawler.rebuild import Asked, rebuild
from crawler.rebuild_draft import DRAFT
from crawler.replay_pool import Lost, ReplayPool
from crawler.replay_reading import Replayed, read_stretch, replayed
from spiders.press import Fault, Served, build, serving
from tests.archive.exchanges import exchange, writer
from tests.crawl.crash import SCOPE, finished
from tests.crawl.same import CAPTURED, WHAT, unlike
from tests.crawl.test_add import ARTICLE, DECLARED, PAGE, TEXT

pytestmark = pytest.mark.xdist_group("rebuild")

ALL = {
    **WHAT,
    "captures": CAPTURED,
    "runs": "SELECT id, command, arguments, started_at, finished_at, outcome, exit_code, software, requests, bytes"
    " FROM runs WHERE command <> 'rebuild'",
    "accounts": "SELECT * FROM accounts",
    "problems": "SELECT run_id, url, kind, detail FROM problems",
}
ALONE = """
SELECT min(uid) FROM articles WHERE continues IS NULL
   AND id NOT IN (SELECT continues FROM articles WHERE continues IS NOT NULL)"""
SHAPE = {"shape": "SELECT type, name, sql FROM sqlite_master"}
FROM_WARCS = {
    **{name: query for name, query in ALL.items() if name != "problems"},
    "newspapers": "SELECT id, title, place FROM newspapers",
}
"""Without the old database: eras that nobody crawled are not told by any capture."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(build(1), delay=0.005) as running:
        yield running


@pytest.fixture(scope="module")
def crawled(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three crawls of one archive: with faults on the way, without, and one that asks whether anything changed."""
    folder = tmp_path_factory.mktemp("crawled") / "archive"
    server = next(n.server for n in served.press.newspapers if n.id == "yanchuan")
    served.fault(
        Fault(server=server, path="/ycrb/html/2024-02/18", kind="status", status=503, times=6),
        Fault(server=server, path="/ycrb/html/2024-02/19", kind="drop", after=200, times=2),
    )
    finished(served, folder)
    served.fault()
    finished(served, folder)
    finished(served, folder, (*SCOPE, "--recheck"))
    return folder


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "archive"))


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def one(folder: Path, query: str) -> object:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(query).fetchone()[0]


def test_a_rebuilt_archive_is_the_archive_that_was_crawled(crawled: Path, archive: Path) -> None:
    assert one(crawled, "SELECT count(*) FROM captures WHERE record_type = 'revisit'") > 50  # type: ignore[operator]
    figures = rebuild(archive, Asked())
    assert (figures["gained"], figures["lost"], figures["changed"], figures["compared"]) == (0, 0, 0, True)
    assert unlike(crawled, archive, ALL | SHAPE) == {}
    assert verify(archive) == ()
    assert not (archive / DRAFT).exists()


def test_the_warcs_alone_are_enough_without_database_or_declarations(crawled: Path, archive: Path) -> None:
    (archive / "archive.db").unlink()
    rebuild(archive, Asked(processes=1))
    assert unlike(crawled, archive, FROM_WARCS) == {}
    assert verify(archive) == ()


def test_differences_are_listed_and_a_dry_run_changes_nothing(archive: Path) -> None:
    lost = "0123456789abcdef0123456789abcdef"
    gone, other = (str(one(archive, f"{ALONE} AND topic = '{topic}'")) for topic in ("report", "related"))
    change(
        archive,
        f"UPDATE articles SET uid = '{lost}' WHERE uid = '{gone}'",
        f"UPDATE articles SET headline = '旧题' WHERE uid = '{other}'",
    )
    figures = rebuild(archive, Asked(dry_run=True))
    listed = {(said["change"], said["uid"], said["what"]) for said in figures["differences"]}
    assert listed == {("gained", gone, ()), ("lost", lost, ()), ("changed", other, ("headline",))}
    assert one(archive, f"SELECT headline FROM articles WHERE uid = '{other}'") == "旧题"
    told = (archive / "runs" / figures["run"] / "differences.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["uid"] for line in told} == {gone, other, lost}
    assert (archive / DRAFT).exists()
    assert rebuild(archive, Asked())["captures"] == figures["captures"]
    assert one(archive, f"SELECT headline FROM articles WHERE uid = '{other}'") != "旧题"


def test_a_rebuild_killed_at_any_step_goes_on_and_the_old_reading_stays_until_then(
    crawled: Path, archive: Path
) -> None:
    change(archive, "UPDATE articles SET headline = '旧题'")
    for steps in (3, 2, 4):
        done = subprocess.run(
            (sys.executable, "-m", "tests.crawl.dying", "committed", str(steps), "rebuild", "--archive", str(archive)),
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == -9, done.stderr
        assert one(archive, "SELECT count(*) FROM articles WHERE headline <> '旧题'") == 0
    with closing(sqlite3.connect(archive / DRAFT)) as draft:
        ((said,),) = draft.execute("SELECT figures FROM runs WHERE command = 'rebuild'").fetchall()
    assert json.loads(said)["done"] >= 3
    rebuild(archive, Asked())
    assert unlike(crawled, archive, ALL | SHAPE) == {}


def test_a_database_that_is_damaged_is_set_aside_and_made_anew(crawled: Path, archive: Path) -> None:
    with (archive / "archive.db").open("r+b") as file:
        file.write(b"no database" * 100)
    figures = rebuild(archive, Asked())
    assert Path(figures["set_aside"]).exists()
    assert unlike(crawled, archive, {name: WHAT[name] for name in ("articles", "paragraphs", "ledger")}) == {}


def test_a_database_of_another_program_is_refused_and_stays(archive: Path) -> None:
    (archive / "archive.db").unlink()
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.execute("CREATE TABLE notes (text)")
    before = (archive / "archive.db").read_bytes()
    with pytest.raises(ArchiveError, match="another program"):
        rebuild(archive, Asked())
    assert (archive / "archive.db").read_bytes() == before


def test_a_missing_segment_stops_it_with_words(archive: Path) -> None:
    segment = sorted((archive / "warc").glob("*.warc.gz"))[1]
    segment.rename(archive / "elsewhere")
    with pytest.raises(StoreFailed, match="missing"):
        rebuild(archive, Asked())
    (archive / "elsewhere").rename(segment)
    assert rebuild(archive, Asked())["changed"] == 0


def test_added_files_and_captures_of_others_are_rebuilt_too(tmp_path: Path) -> None:
    folder, again, theirs = tmp_path / "archive", tmp_path / "again", tmp_path / "theirs"
    (tmp_path / "newspapers.toml").write_text(DECLARED, "utf-8")
    (tmp_path / "报告.txt").write_text(TEXT, "utf-8")
    with writer(theirs) as out:
        out.write(exchange(0, url=ARTICLE, body=PAGE, context=()))
    (package,) = theirs.glob("*.warc.gz")
    papers = (tmp_path / "newspapers.toml",)
    add(folder, AddAsked(paths=(tmp_path / "报告.txt",), newspaper_id="yunling", newspapers=papers))
    add(
        folder,
        AddAsked(paths=(package, tmp_path / "报告.txt"), newspaper_id="yunling", day="2025-02-19", newspapers=papers),
    )
    for part in ("warc", "runs"):
        shutil.copytree(folder / part, again / part)
    rebuild(again, Asked())
    assert unlike(folder, again, FROM_WARCS) == {}
    assert one(again, "SELECT count(*) FROM articles") == 2


def test_every_capture_stands_in_exactly_one_stretch_however_small(crawled: Path) -> None:
    warcs = crawled / "warc"
    files = tuple(sorted(path.name for path in warcs.glob("*.warc.gz")))
    places = [
        (found.file, found.offset) for stretch in stretches(warcs, files, 1000) for found in captures(warcs, stretch)
    ]
    with closing(sqlite3.connect(crawled / "archive.db")) as db:
        indexed = db.execute("SELECT warc_file, warc_offset FROM captures").fetchall()
    assert sorted(places) == sorted(indexed)


def deadly_stretch(folder: Path, stretch: Stretch) -> object:
    if stretch.start == 0:
        os._exit(1)
    return read_stretch(folder, stretch)


def deadly_page(stored: object, newspapers: object, **how: object) -> object:
    if "content_" in stored.url and not how:  # type: ignore[attr-defined]
        os._exit(1)
    return replayed(stored, newspapers, **how)  # type: ignore[arg-type]


def test_a_page_that_ends_its_process_is_named_and_the_others_are_read(
    crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_pool, "read_stretch", deadly_stretch)
    monkeypatch.setattr(replay_pool, "replayed", deadly_page)
    file = min(path.name for path in (crawled / "warc").glob("*.warc.gz"))
    plan = stretches(crawled / "warc", (file,), 1 << 14)[:2]
    pool = ReplayPool(crawled / "warc", {}, 1)
    try:
        (_, first), (_, second) = pool.read(plan)
    finally:
        pool.close()
    lost = [found for found in first if isinstance(found, Lost)]
    assert all("content_" in found.replayed.stored.url for found in lost)
    assert all(isinstance(found, Replayed) for found in second)
    assert first
    assert second


def test_a_held_archive_is_not_rebuilt(archive: Path) -> None:
    hold = Hold(archive)
    done = subprocess.run(
        (sys.executable, "-m", "crawler", "rebuild", "--archive", str(archive)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    hold.release()
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
