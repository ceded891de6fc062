"""What is no page, no address, no number and no name ends in one line, and in a traceback never."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (
    "<title>政协云岭市提案工作报告</title><p>一年来，市政协共收到提案286件，经审查立案271件，办复率达到百分之百。</p>"
)
NO_UTF8 = os.fsdecode(b"\xb1\xa8\xb8\xe6")
"""报告 in GBK, as names of files on old disks are."""


def cppcc(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "crawler", *map(str, words)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )


def is_refused(done: subprocess.CompletedProcess[str], *said: str) -> bool:
    lines = done.stderr.strip().splitlines()
    return done.returncode == 1 and len(lines) == 1 and all(words in lines[0] for words in said)


@pytest.mark.parametrize("text", ["a = " + "9" * 9000, "a = " + "[" * 100_000])
def test_a_declaration_that_no_parser_can_hold_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    assert is_refused(cppcc("newspapers", "check", tmp_path / "a.toml"), "a.toml: is no TOML")


@pytest.mark.parametrize("address", ["http://[::1", "http://", "file:///etc/hosts", "云岭日报"])
def test_what_is_no_address_is_not_probed(address: str) -> None:
    assert is_refused(cppcc("newspapers", "probe", address), "is no address")


@pytest.mark.parametrize("command", ["crawl", "schedule"])
def test_a_newspaper_that_nobody_declares_is_neither_crawled_nor_scheduled(tmp_path: Path, command: str) -> None:
    done = cppcc(command, "nosuch", "--archive", tmp_path / "a", CPPCC_CONTACT="archivist@example.org")
    assert is_refused(done, "no newspaper 'nosuch'")
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["CPPCC_FREE_MB", "CPPCC_READERS", "CPPCC_SEGMENT_BYTES"])
def test_a_setting_that_is_no_number_is_named(tmp_path: Path, name: str) -> None:
    done = cppcc("crawl", "--archive", tmp_path / "a", **{name: "-viel", "CPPCC_CONTACT": "archivist@example.org"})
    assert is_refused(done, name, "'-viel'")
    assert not (tmp_path / "a").exists()


def test_a_file_whose_name_is_no_utf8_is_read_and_added_under_what_can_be_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / f"{NO_UTF8}.html"
    path.write_text(PAGE, "utf-8")
    assert json.loads(cppcc("read", "--json", path).stdout)["path"].endswith("\ufffd.html")
    done = cppcc("add", path, "--archive", tmp_path / "a", "--json")
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    assert (file["captures"], file["path"].endswith("\ufffd.html")) == (1, True)


def test_a_place_whose_name_is_no_utf8_is_refused_where_the_library_cannot_write_there(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(PAGE, "utf-8")
    assert cppcc("add", page, "--archive", tmp_path / "a").returncode == 0
    done = cppcc("export", "--format", "parquet", tmp_path / NO_UTF8, "--archive", tmp_path / "a")
    assert is_refused(done, "this is no UTF-8")
    assert is_refused(cppcc("add", page, "--url", f"http://a.example/{NO_UTF8}", "--archive", tmp_path / "a"), "--url")


def test_a_capture_of_others_at_an_address_that_is_none_is_passed_over(tmp_path: Path) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://[::1/a\r\nWARC-Date: 2025-02-25T00:00:00Z\r\n"
    record = f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(record)
    done = cppcc("add", tmp_path / "a.warc", "--archive", tmp_path / "a", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert cppcc("verify", "--archive", tmp_path / "a").returncode == 0
