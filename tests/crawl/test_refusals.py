"""Refusals, faults and wrong input, met by a real crawl of the practice press, with the exit codes of the interface."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from archive.store import Archive
from crawler import readers
from spiders.press import Fault, Served, build, serving

pytestmark = pytest.mark.xdist_group("refusals")

PAPER = "heting"
DAYS = ("--since", "2020-02-21", "--until", "2020-02-24")


@pytest.fixture(scope="module")
def press() -> Iterator[Served]:
    with serving(build(1, broken=False), delay=0.01) as served:
        yield served


@pytest.fixture
def served(press: Served) -> Iterator[Served]:
    press.forget()
    yield press
    press.fault()


def crawl(newspapers: Path, folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-m", "crawler", "crawl", PAPER, "--newspapers", str(newspapers), *DAYS)
    return subprocess.run(
        (*words, "--archive", str(folder), "--json", *options),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )


def status(folder: Path) -> dict[str, Any]:
    words = (sys.executable, "-m", "crawler", "status", "--archive", str(folder), "--json")
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def server_of(served: Served) -> int:
    return next(paper.server for paper in served.press.newspapers if paper.id == PAPER)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with Archive.open(folder, hold=False) as archive:
        return archive.db.execute(sql).fetchall()


def is_one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text


def test_a_site_that_asks_for_time_is_given_it_and_asked_again(served: Served, tmp_path: Path) -> None:
    served.fault(Fault(kind="status", status=429, retry_after="2", times=1, path="/pc", server=server_of(served)))
    done = crawl(served.newspapers, tmp_path / "a")
    times = [row["time"] for row in served.log() if row["path"] != "/robots.txt"]
    assert times[1] - times[0] >= 1.9
    assert (done.returncode, json.loads(done.stdout)["outcome"]) == (0, "finished"), done.stderr


def test_a_site_that_refuses_three_times_is_left_alone_and_the_same_command_goes_on_later(
    served: Served, tmp_path: Path
) -> None:
    folder = tmp_path / "a"
    served.fault(Fault(kind="status", status=403, path="/pc", server=server_of(served)))
    refused = crawl(served.newspapers, folder)
    assert refused.returncode == 5
    assert len([row for row in served.log() if row["status"] == 403]) <= 4
    assert ("blocked",) in rows(folder, "SELECT state FROM editions")
    assert rows(folder, "SELECT count(*) FROM captures WHERE status = 403")[0][0] >= 3
    served.fault()
    assert crawl(served.newspapers, folder).returncode == 0
    assert set(rows(folder, "SELECT DISTINCT state FROM ledger")) == {("done",), ("skipped",)} or not rows(
        folder, "SELECT 1 FROM ledger WHERE state IN ('pending', 'leased', 'failed')"
    )


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="status", status=503, times=2, path="/pc"),
        Fault(kind="drop", times=2, path="/pc"),
    ],
    ids=["HTTP 503", "dropped connection"],
)
def test_a_passing_fault_is_asked_again_and_leaves_no_trace_but_its_captures(
    served: Served, tmp_path: Path, fault: Fault
) -> None:
    served.fault(fault)
    done = crawl(served.newspapers, tmp_path / "a")
    assert done.returncode == 0, done.stdout
    assert rows(tmp_path / "a", "SELECT count(*) FROM ledger WHERE state NOT IN ('done', 'skipped')") == [(0,)]


def test_an_edition_is_whole_when_a_later_run_gets_the_page_that_failed(served: Served, tmp_path: Path) -> None:
    folder, editions = tmp_path / "a", "SELECT day, state, reason FROM editions ORDER BY day"
    served.fault(Fault(kind="status", status=500, path="/pc/layout/202002/22/node_02", server=server_of(served)))
    crawl(served.newspapers, folder)
    without = rows(folder, editions)
    assert ("partial", "1 failed") in {(state, reason) for _, state, reason in without}
    (problem,) = status(folder)["problems"]
    assert (problem["kind"], problem["met"], problem["pages"]) == ("fetch", 1, 1)
    assert "/layout/202002/22/node_02" in problem["for_example"]
    served.fault()
    assert crawl(served.newspapers, folder).returncode == 0
    assert {(state, reason) for _, state, reason in rows(folder, editions) if state != "no-edition"} == {
        ("published", None)
    }


def test_what_failed_for_good_is_asked_for_again_by_a_recheck(served: Served, tmp_path: Path) -> None:
    folder, editions = tmp_path / "a", "SELECT state FROM editions WHERE state <> 'no-edition' ORDER BY 1 LIMIT 1"
    served.fault(Fault(kind="status", status=404, path="/pc/layout/202002/22/node_02", server=server_of(served)))
    crawl(served.newspapers, folder)
    served.fault()
    crawl(served.newspapers, folder)
    assert rows(folder, editions) == [("partial",)]
    crawl(served.newspapers, folder, "--recheck")
    assert rows(folder, editions) == [("published",)]


def test_articles_that_were_left_out_are_fetched_when_all_are_asked_for(served: Served, tmp_path: Path) -> None:
    left_out = "SELECT count(*) FROM ledger WHERE kind = 'article' AND state = 'skipped'"
    crawl(served.newspapers, tmp_path / "a")
    ((before,),) = rows(tmp_path / "a", left_out)
    assert before > 10
    crawl(served.newspapers, tmp_path / "a", "--all-articles")
    crawl(served.newspapers, tmp_path / "all", "--all-articles")
    assert rows(tmp_path / "a", left_out) == rows(tmp_path / "all", left_out) < [(before,)]
    articles = "SELECT uid FROM articles ORDER BY 1"
    assert rows(tmp_path / "a", articles) == rows(tmp_path / "all", articles)


def test_a_newspaper_none_of_whose_fronts_is_there_is_doubted(served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    served.fault(Fault(kind="status", status=404, path="/pc/layout", server=server_of(served)))
    done = crawl(served.newspapers, folder, "--until", "2020-02-26")
    assert done.returncode == 3
    (problem,) = status(folder)["problems"]
    assert problem["kind"] == "front"
    assert "none of the 6 fronts" in problem["detail"]
    assert crawl(served.newspapers, folder, "--until", "2020-02-26").returncode == 0  # it asked for none
    served.fault()
    assert crawl(served.newspapers, folder, "--until", "2020-02-26", "--recheck").returncode == 0
    served.fault(Fault(kind="status", status=404, path="/pc/layout", server=server_of(served)))
    assert crawl(served.newspapers, folder, "--until", "2020-02-27").returncode == 0  # others were there


def test_an_edition_that_was_captured_stays_so_when_its_front_is_refused_later(served: Served, tmp_path: Path) -> None:
    folder, editions = tmp_path / "a", "SELECT day, state, reason FROM editions ORDER BY day"
    crawl(served.newspapers, folder)
    captured = rows(folder, editions)
    for status in (403, 404, 503):
        served.fault(Fault(kind="status", status=status, path="/pc/layout/202002/22", server=server_of(served)))
        crawl(served.newspapers, folder, "--recheck")
        assert rows(folder, editions) == captured, status
        served.fault()
    crawl(served.newspapers, folder, "--recheck")
    assert rows(folder, editions) == captured


def test_robots_txt_that_cannot_be_had_forbids_everything_until_it_can(served: Served, tmp_path: Path) -> None:
    served.fault(Fault(kind="status", status=503, path="/robots.txt", server=server_of(served)))
    done = crawl(served.newspapers, tmp_path / "a")
    assert {row["path"] for row in served.log()} == {"/robots.txt"}
    assert done.returncode == 3
    served.fault()
    assert crawl(served.newspapers, tmp_path / "a").returncode == 0


def test_robots_txt_that_brings_no_answer_forbids_everything_until_it_does(served: Served, tmp_path: Path) -> None:
    served.fault(Fault(kind="drop", path="/robots.txt", server=server_of(served)))
    assert crawl(served.newspapers, tmp_path / "a").returncode == 3
    assert {row["path"] for row in served.log()} == {"/robots.txt"}
    served.fault()
    assert crawl(served.newspapers, tmp_path / "a").returncode == 0


def test_robots_txt_that_is_refused_blocks_and_the_same_command_goes_on_later(served: Served, tmp_path: Path) -> None:
    served.fault(Fault(kind="status", status=429, path="/robots.txt", server=server_of(served)))
    refused = crawl(served.newspapers, tmp_path / "a")
    assert refused.returncode == 5
    assert {row["path"] for row in served.log()} == {"/robots.txt"}
    assert ("blocked",) in rows(tmp_path / "a", "SELECT state FROM editions")
    assert rows(tmp_path / "a", "SELECT count(*) FROM problems WHERE kind = 'refused'")[0][0] == 1
    served.fault()
    assert crawl(served.newspapers, tmp_path / "a").returncode == 0


def test_a_redirect_loop_fails_its_page_and_not_the_run(served: Served, tmp_path: Path) -> None:
    served.fault(Fault(kind="loop", path="/pc/layout/202002/22", server=server_of(served)))
    done = crawl(served.newspapers, tmp_path / "a")
    assert done.returncode == 3
    assert rows(tmp_path / "a", "SELECT count(*) FROM articles")[0][0] > 0
    assert rows(tmp_path / "a", "SELECT count(*) FROM captures WHERE status = 302")[0][0] > 3


def test_a_huge_answer_is_cut_kept_and_marked(served: Served, tmp_path: Path) -> None:
    served.fault(Fault(kind="huge", path="/pc/layout/202002/23", size=40_000_000, server=server_of(served)))
    crawl(served.newspapers, tmp_path / "a")
    assert ("length",) in rows(tmp_path / "a", "SELECT truncated FROM captures")


def test_a_host_that_cannot_be_reached_is_named_and_everything_stays_to_be_done(tmp_path: Path) -> None:
    declared = tmp_path / "dead.toml"
    declared.write_text(
        f'[{PAPER}]\ntitle = "鹤汀日报"\nplace = "临岳/鹤汀"\ndelay = 0.01\n\n'
        f'[[{PAPER}.era]]\nplatform = "founder-pc"\n'
        'front = "http://127.0.0.1:9/pc/layout/{day:%Y%m/%d}/node_1.html"\n',
        "utf-8",
    )
    done = crawl(declared, tmp_path / "a")
    assert done.returncode == 3
    assert json.loads(done.stdout)["unreachable"] == ["127.0.0.1:9"]
    assert rows(tmp_path / "a", "SELECT DISTINCT state FROM editions") == [("missing",)]


DAYLESS = """
[heting]
title = "鹤汀日报"
place = "临岳/鹤汀"

[[heting.era]]
platform = "founder"
front = "http://127.0.0.1:9/"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DAYLESS, "front"),
        ("[heting\n", "TOML"),
    ],
    ids=["no day in the template", "broken TOML"],
)  # fmt: skip
def test_a_wrong_declaration_stops_before_the_first_request_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    declared = tmp_path / "wrong.toml"
    declared.write_text(text, "utf-8")
    done = crawl(declared, tmp_path / "a")
    assert done.returncode == 1
    assert is_one_line(done.stderr)
    assert "wrong.toml" in done.stderr
    assert said in done.stderr
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(("status", "code"), [(403, 5), (412, 5), (429, 5), (404, 1), (410, 1), (503, 1)])
def test_a_probe_tells_a_refusal_from_a_page_that_is_not_there(served: Served, status: int, code: int) -> None:
    served.fault(Fault(kind="status", status=status, path="/pc", server=server_of(served)))
    url = f"{served.url(PAPER)}/pc/col/202002/21/node_1.html"
    words = (sys.executable, "-m", "crawler", "newspapers", "probe", url)
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"cppcc: {url}: HTTP {status}\n")


def test_the_public_web_is_not_crawled_without_a_contact(tmp_path: Path) -> None:
    words = (sys.executable, "-m", "crawler", "crawl", "changzhi", "--archive", str(tmp_path / "a"))
    environment = {name: value for name, value in os.environ.items() if name != "CPPCC_CONTACT"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert done.returncode == 1
    assert is_one_line(done.stderr)
    assert "CPPCC_CONTACT" in done.stderr


def test_a_folder_that_cannot_be_made_ends_with_6_in_one_line(served: Served, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = crawl(served.newspapers, tmp_path / "file" / "archive")
    assert done.returncode == 6
    assert is_one_line(done.stderr)


def test_a_disk_with_less_than_the_floor_free_stops_the_run_before_it_is_full(served: Served, tmp_path: Path) -> None:
    done = crawl(served.newspapers, tmp_path / "a", CPPCC_FREE_MB="999999999")
    assert done.returncode == 6
    assert is_one_line(done.stderr)
    assert "CPPCC_FREE_MB" in done.stderr


def test_ctrl_c_ends_with_130_and_the_same_command_continues(served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    words = (sys.executable, "-m", "crawler", "crawl", PAPER, "--newspapers", str(served.newspapers), *DAYS)
    process = subprocess.Popen((*words, "--archive", str(folder)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not [row for row in served.log() if row["status"] == 200 and row["path"] != "/robots.txt"]:
        time.sleep(0.05)
    process.send_signal(2)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"Traceback" not in said
    assert crawl(served.newspapers, folder).returncode == 0
    assert rows(folder, "SELECT count(*) FROM ledger WHERE state IN ('pending', 'leased')") == [(0,)]


def test_a_reader_that_hangs_does_not_hold_up_the_end_of_a_run(served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    words = (sys.executable, "-m", "crawler", "crawl", PAPER, "--newspapers", str(served.newspapers), *DAYS)
    process = subprocess.Popen((*words, "--archive", str(folder)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while len(served.log()) < 4:
        time.sleep(0.05)
    for child in psutil.Process(process.pid).children():
        if "resource_tracker" not in " ".join(child.cmdline()):
            child.send_signal(signal.SIGSTOP)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=readers.PATIENCE / 2)
    assert process.returncode == 130, said
    assert crawl(served.newspapers, folder).returncode == 0
    assert rows(folder, "SELECT count(*) FROM ledger WHERE state IN ('pending', 'leased', 'failed')") == [(0,)]


def test_a_run_that_may_ask_no_more_says_that_work_is_left_and_the_same_command_goes_on(
    served: Served, tmp_path: Path
) -> None:
    folder = tmp_path / "a"
    stopped = crawl(served.newspapers, folder, "--max-requests", "5")
    said = json.loads(stopped.stdout)
    assert (stopped.returncode, said["outcome"], said["requests"]) == (130, "limit reached", 5)
    assert rows(folder, "SELECT outcome, exit_code FROM runs") == [("limit reached", 130)]
    assert crawl(served.newspapers, folder, "--max-requests", "9999").returncode == 0
    assert rows(folder, "SELECT count(*) FROM ledger WHERE state IN ('pending', 'leased')") == [(0,)]
    assert crawl(served.newspapers, folder, "--max-requests", "1").returncode == 0


def test_scrapy_itself_lists_newspapers_and_crawls_one(served: Served, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "CPPCC_NEWSPAPERS": str(served.newspapers),
        "CPPCC_ARCHIVE": str(tmp_path / "a"),
    }
    scrapy = (sys.executable, "-m", "scrapy")
    listed = subprocess.run((*scrapy, "list"), capture_output=True, text=True, check=True, env=environment)
    assert PAPER in listed.stdout.split()
    arguments = ("crawl", PAPER, "-a", "since=2020-02-22", "-a", "until=2020-02-22")
    subprocess.run((*scrapy, *arguments), capture_output=True, text=True, check=True, env=environment, timeout=120)
    assert rows(tmp_path / "a", "SELECT count(*) FROM articles")[0][0] > 0
