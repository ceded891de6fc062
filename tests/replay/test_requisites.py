"""`cppcc crawl --requisites`: what kept pages need is fetched after the main job, politely, once, and resumably."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive import warc
from archive.store import Archive
from crawler.run import COMMIT_EVERY
from spiders.press import Fault, Served, build, serving
from tests.replay.conftest import DELAY, Crawled, crawl

pytestmark = pytest.mark.xdist_group("replay")

SESSION = ("yanchuan", "--since", "2021-01-10", "--until", "2021-01-12")
"""Three days of one paper, with a session and its reports."""
DECORATION = ("/ycrb/images/", "/ycrb/tplimg/")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(build(1), delay=DELAY) as opened:
        yield opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """The session's days, crawled with requisites: the archive, what the command said, and what was asked for."""

    folder: Path
    said: dict[str, Any]
    asked: Counter[str]


@pytest.fixture(scope="module")
def furnished(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    folder = tmp_path_factory.mktemp("furnished")
    served.fault()
    served.forget()
    said = crawl(served, folder, *SESSION)
    return Furnished(folder=folder, said=said, asked=asked(served))


@pytest.fixture
def sound(served: Served, furnished: Furnished) -> Iterator[Served]:
    """The press without a fault and with an empty log, also after the test."""
    served.fault()
    served.forget()
    yield served
    served.fault()


def is_decoration(path: str) -> bool:
    return path.startswith(DECORATION)


def asked(served: Served) -> Counter[str]:
    """How often each requisite was asked for."""
    return Counter(row["path"] for row in served.log() if is_decoration(row["path"]))


def states(folder: Path) -> dict[str, tuple[str, str | None]]:
    """State and reason of each requisite, by path."""
    with Archive.open(folder, hold=False) as archive:
        rows = archive.db.execute(
            "SELECT '/' || substr(url, instr(substr(url, 8), '/') + 8), state, reason FROM requisites"
        )
        return {path: (state, reason) for path, state, reason in rows}


def kept(folder: Path) -> list[tuple[Any, ...]]:
    """What the main job made, without what differs from run to run."""
    with Archive.open(folder, hold=False) as archive:
        articles = archive.db.execute("SELECT uid, topic, headline, chars FROM articles ORDER BY uid").fetchall()
        ledger = archive.db.execute("SELECT kind, state, count(*) FROM ledger GROUP BY 1, 2").fetchall()
        return [*articles, *ledger]


def test_every_file_that_kept_pages_need_is_in_the_warc_as_a_requisite(crawled: Crawled) -> None:
    assert crawled.said["requisites"]["done"] > 100
    assert {state: count for state, count in crawled.said["requisites"].items() if count and state != "done"} == {}
    with Archive.open(crawled.folder, hold=False) as archive:
        rows = archive.db.execute(
            "SELECT r.url, r.role, r.via, c.url, c.kind, c.newspaper_id, c.warc_file, c.warc_offset, c.warc_length"
            " FROM requisites r JOIN captures c ON c.id = r.capture_id WHERE r.state = 'done'"
        ).fetchall()
        names = {name for (name,) in archive.db.execute("SELECT DISTINCT url FROM captures")}
    assert len(rows) == crawled.said["requisites"]["done"]
    for url, _role, via, captured, kind, newspaper, *place in rows:
        assert (captured, kind) == (url, "requisite")
        assert via in names
        stored = warc.read(crawled.folder / "warc", *place)
        assert (stored.known("kind"), stored.known("newspaper"), stored.known("via")) == ("requisite", newspaper, via)
    assert {role for _, role, *_ in rows} == {"style", "image", "pdf", "part"}
    assert {"print.css", "line.gif"} <= {url.rpartition("/")[2] for url, *_ in rows}  # what the styles name


def test_they_are_asked_for_once_and_only_when_no_page_of_their_server_waits(crawled: Crawled) -> None:
    wanted = {row["path"] for row in crawled.log if row["path"].endswith((".css", ".gif", ".jpg", ".png", ".pdf"))}
    times = Counter((row["server"], row["path"]) for row in crawled.log)
    assert len(wanted) > 60
    assert [what for what, count in times.items() if count > 1] == []
    for server in {row["server"] for row in crawled.log}:
        order = [row["path"] in wanted for row in crawled.log if row["server"] == server]
        assert order == sorted(order)
    assert [row["path"] for row in crawled.log if row["path"].endswith(".js") or "/gg/" in row["path"]] == []


def test_an_edition_gives_the_pdfs_of_its_kept_pages_only(furnished: Furnished) -> None:
    with Archive.open(furnished.folder, hold=False) as archive:
        pages = archive.db.execute(
            "SELECT DISTINCT p.day, p.page_no FROM articles a JOIN ledger l ON l.url = a.url JOIN links k ON"
            " k.article_id = l.id JOIN ledger p ON p.id = k.page_id WHERE a.topic <> 'other' OR a.continues IS NOT NULL"
        ).fetchall()
        (listed,) = archive.db.execute("SELECT count(*) FROM ledger WHERE kind <> 'article'").fetchone()
    pdfs = [path for path in furnished.asked if path.endswith(".pdf")]
    assert len(pdfs) == len({day for day, _ in pages} and set(pages))
    assert len(pdfs) < listed


def test_without_the_option_nothing_but_pages_is_fetched_and_the_rest_is_the_same(
    sound: Served, furnished: Furnished, tmp_path: Path
) -> None:
    words = [sys.executable, "-m", "crawler", "crawl", "--newspapers", str(sound.newspapers), *SESSION]
    subprocess.run([*words, "--archive", str(tmp_path / "bare")], check=False, capture_output=True, timeout=120)
    assert asked(sound) == Counter()
    assert states(tmp_path / "bare") == {}
    assert furnished.asked
    assert kept(tmp_path / "bare") == kept(furnished.folder)


def test_what_fails_leaves_the_main_job_whole_and_is_made_good_by_the_next_run(
    sound: Served, furnished: Furnished, tmp_path: Path
) -> None:
    gone, dropped = "/ycrb/tplimg/pdf.gif", "/ycrb/images/pic.jpg"
    sound.fault(Fault(kind="status", status=404, path=gone), Fault(kind="drop", path=dropped))
    said = crawl(sound, tmp_path, *SESSION)
    assert kept(tmp_path) == kept(furnished.folder)
    assert said["problems"] == furnished.said["problems"]
    failed = {path: reason for path, (state, reason) in states(tmp_path).items() if state == "failed"}
    assert failed.keys() == {gone, dropped}
    assert failed[gone] == "HTTP 404"
    assert asked(sound)[dropped] in (2, 4)  # twice by us; Twisted asks again where an open connection was cut
    sound.fault()
    sound.forget()
    crawl(sound, tmp_path, *SESSION)
    assert asked(sound) == {dropped: 1}
    assert {path for path, (state, _) in states(tmp_path).items() if state != "done"} == {gone}


def test_a_server_that_refuses_them_is_left_alone_by_them_and_the_run_says_so(
    sound: Served, furnished: Furnished, tmp_path: Path
) -> None:
    sound.fault(*(Fault(kind="status", status=403, path=path) for path in DECORATION))
    said = crawl(sound, tmp_path, *SESSION)
    assert asked(sound).total() == 3
    assert kept(tmp_path) == kept(furnished.folder)
    assert (said["outcome"], said["refused_by"], said["accounts"][0]["pending"]) == ("some failed", [], 0)
    assert [problem["count"] for problem in said["problems"] if problem["kind"] == "requisite"] == [1]
    assert said["requisites"] == furnished.said["requisites"] | {
        "done": 0,
        "failed": 3,
        "pending": said["requisites"]["pending"],
    }
    assert said["requisites"]["pending"] > 0


def test_a_crawl_killed_among_its_requisites_goes_on_where_it_stood(sound: Served, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "crawler", "crawl", "--newspapers", str(sound.newspapers), *SESSION, "--requisites"]
    killed = subprocess.Popen(
        [*words, "--archive", str(tmp_path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(600):
        if asked(sound).total() >= 6:
            break
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    before, ended = asked(sound), time.time()
    said = crawl(sound, tmp_path, *SESSION)
    assert before.total() > 0
    assert {state: count for state, count in said["requisites"].items() if count and state != "done"} == {}
    assert set(asked(sound)) == set(states(tmp_path))
    late = {row["path"] for row in sound.log() if ended - COMMIT_EVERY - 0.5 < row["time"] < ended}
    assert {path for path, count in asked(sound).items() if count > 1} <= late


def test_after_a_rebuild_and_at_a_recheck_nothing_is_transferred_again(
    sound: Served, furnished: Furnished, tmp_path: Path
) -> None:
    shutil.copytree(furnished.folder, tmp_path / "archive")
    words = [sys.executable, "-m", "crawler", "rebuild", "--archive", str(tmp_path / "archive")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=200, check=False)
    assert states(tmp_path / "archive") == {}, done.stderr
    again = crawl(sound, tmp_path / "archive", *SESSION)
    assert asked(sound) == Counter()
    assert again["requisites"] == furnished.said["requisites"]
    crawl(sound, tmp_path / "archive", *SESSION, "--recheck")
    answers = Counter(row["status"] for row in sound.log() if is_decoration(row["path"]))
    assert answers == {304: len(furnished.asked)}
