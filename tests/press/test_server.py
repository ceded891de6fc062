"""The loopback servers: what HTTP they speak, what they remember, which faults they play."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from spiders.press import Fault, Press, Served, build, serving


@pytest.fixture(autouse=True)
def sound_again(served: Served) -> Iterator[None]:
    served.forget()
    yield
    served.fault()


def connect(served: Served, newspaper: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(served.url(newspaper).removeprefix("http://"), timeout=10)


def get(
    served: Served, newspaper: str, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = connect(served, newspaper)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def report_path(press: Press, newspaper: str) -> str:
    return next(row.path for row in press.truth if row.newspaper == newspaper and row.topic == "report")


def test_every_server_listens_on_loopback_only(served: Served) -> None:
    assert len(set(served.urls)) == served.press.servers == 10
    assert all(url.startswith("http://127.0.0.1:") for url in served.urls)
    assert served.url("yanchuan") == served.url("yanchuanwb")


def test_a_page_is_served_as_the_site_makes_it(press: Press, served: Served) -> None:
    for newspaper in ("qingli", "jindu", "linyuebig5"):
        path = report_path(press, newspaper)
        response, body = get(served, newspaper, path)
        made = next(s for s in press.sites if s.newspaper.id == newspaper).answer(path)
        assert made is not None
        assert body == made.body
        assert response.getheader("Content-Type") == made.content_type


def test_a_conditional_request_is_answered_304(press: Press, served: Served) -> None:
    path = report_path(press, "yanchuan")
    first, _ = get(served, "yanchuan", path)
    etag, modified = first.getheader("ETag"), first.getheader("Last-Modified")
    assert etag
    assert modified
    again, body = get(served, "yanchuan", path, {"If-None-Match": etag})
    assert (again.status, body) == (304, b"")
    assert get(served, "yanchuan", path, {"If-Modified-Since": modified})[0].status == 304
    assert get(served, "yanchuan", path, {"If-None-Match": '"other"'})[0].status == 200


def test_some_newspapers_give_no_validators(press: Press, served: Served) -> None:
    response, _ = get(served, "jizhou", report_path(press, "jizhou"))
    assert response.getheader("ETag") is None
    assert response.getheader("Last-Modified") is None


def test_one_newspaper_zips_when_the_client_can(press: Press, served: Served) -> None:
    path = report_path(press, "wangjin")
    plain, body = get(served, "wangjin", path)
    zipped, packed = get(served, "wangjin", path, {"Accept-Encoding": "gzip, deflate"})
    assert plain.getheader("Content-Encoding") is None
    assert zipped.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(packed) == body


def test_a_connection_is_kept_and_head_sends_no_body(press: Press, served: Served) -> None:
    connection = connect(served, "yanchuan")
    for _ in range(3):
        connection.request("HEAD", report_path(press, "yanchuan"))
        response = connection.getresponse()
        assert response.read() == b""
        assert int(response.getheader("Content-Length") or 0) > 1000
    connection.close()
    statuses = [(row["method"], row["status"]) for row in served.log()]
    assert statuses == [("HEAD", 200)] * 3


def test_robots_are_open_slow_forbidding_an_advert_or_missing(served: Served) -> None:
    assert b"Crawl-delay" in get(served, "qingli", "/robots.txt")[1]
    assert b"Disallow: /gg/" in get(served, "linyue", "/robots.txt")[1]
    assert get(served, "heting", "/robots.txt")[0].status == 404
    assert get(served, "yanchuan", "/robots.txt")[0].status == 200


def test_pictures_pdfs_and_adverts_that_pages_name_are_there(served: Served) -> None:
    assert get(served, "yanchuan", "/ycrb/images/2024-02/19/1/brief.jpg")[1].startswith(b"GIF89a")
    assert get(served, "yanchuan", "/ycrb/images/2024-02/19/1/page.pdf")[1].startswith(b"%PDF-")
    assert get(served, "linyue", "/gg/tuiguang.html")[0].status == 200
    assert get(served, "yanchuan", "/nowhere.html")[0].status == 404


def test_the_log_names_time_path_status_and_user_agent(press: Press, served: Served) -> None:
    before = time.time()
    get(served, "heting", report_path(press, "heting") + "?v=1", {"User-Agent": "press-test/1"})
    (row,) = served.log()
    assert before <= row["time"] <= time.time()
    assert row["path"].endswith("?v=1")
    assert (row["status"], row["user_agent"], row["server"]) == (200, "press-test/1", 5)
    served.forget()
    assert served.log() == []


@pytest.mark.parametrize("status", [403, 412, 429, 503])
def test_a_status_fault_strikes_so_often_and_no_more(press: Press, served: Served, status: int) -> None:
    path = report_path(press, "yanchuan")
    served.fault(Fault(kind="status", status=status, path=path, times=2, retry_after="1"))
    answers = [get(served, "yanchuan", path)[0] for _ in range(3)]
    assert [answer.status for answer in answers] == [status, status, 200]
    assert answers[0].getheader("Retry-After") == "1"
    assert [row["status"] for row in served.log()] == [status, status, 200]


def test_a_fault_keeps_to_its_server(press: Press, served: Served) -> None:
    served.fault(Fault(kind="status", status=503, server=1))
    assert get(served, "qingli", report_path(press, "qingli"))[0].status == 503
    assert get(served, "heting", report_path(press, "heting"))[0].status == 200


def test_a_connection_can_be_dropped_before_or_within_the_answer(press: Press, served: Served) -> None:
    path = report_path(press, "yanchuan")
    served.fault(Fault(kind="drop", path=path, times=1))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        get(served, "yanchuan", path)
    served.fault(Fault(kind="drop", path=path, times=1, after=500))
    with pytest.raises(http.client.IncompleteRead):
        get(served, "yanchuan", path)


def test_a_body_can_be_slow_or_huge_and_a_redirect_can_loop_or_lead_away(press: Press, served: Served) -> None:
    path = report_path(press, "yanchuan")
    whole = get(served, "yanchuan", path)[1]
    served.fault(Fault(kind="slow", path=path, seconds=0.4))
    started = time.monotonic()
    assert get(served, "yanchuan", path)[1] == whole
    assert time.monotonic() - started > 0.3
    served.fault(Fault(kind="huge", path=path, size=3_000_000))
    assert len(get(served, "yanchuan", path)[1]) == 3_000_000
    served.fault(Fault(kind="loop", path=path))
    assert get(served, "yanchuan", path)[0].getheader("Location") == path
    served.fault(Fault(kind="moved", path=path, to="/other.htm"))
    assert get(served, "yanchuan", path)[0].getheader("Location") == "/other.htm"


def test_the_command_writes_its_files_and_ends_with_its_parents_stdin(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "spiders.press", "serve", "--write", str(tmp_path / "press"), "--delay", "0"]
    fault = '{"kind": "status", "status": 429, "path": "/robots.txt"}'
    process = subprocess.Popen([*command, "--fault", fault], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    assert len(told["ready"]) == 10
    address = told["ready"][0].removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("GET", "/robots.txt")
    assert connection.getresponse().status == 429
    connection.close()
    truth = json.loads(Path(told["truth"]).read_text("utf-8"))
    assert {"newspapers", "editions", "printed", "unknown_pages"} <= set(truth)
    assert "delay = 0\n" in Path(told["newspapers"]).read_text("utf-8")
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_the_press_ends_on_sigterm_and_with_its_context() -> None:
    with serving(build(broken=False)) as running:
        pid = running.pid
        assert running.press.unknown_pages == ()
        process_exists(pid)
    with pytest.raises(ProcessLookupError):
        process_exists(pid)


def process_exists(pid: int) -> None:
    os.kill(pid, 0)


def test_a_press_that_cannot_start_says_why() -> None:
    with (
        pytest.raises(RuntimeError, match=r"did not start[\s\S]*--no-such-thing"),
        serving(build(), arguments=["--no-such-thing"]),
    ):
        pass


def test_sigterm_ends_it_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "spiders.press", "serve"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    process.communicate()
