"""How a run behaves towards one server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.servers import LONGEST_WAIT, Server, Servers, retry_after, same_site, server_of

NOW = datetime(2025, 2, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("http://epaper.example.org/html/2025-02/24/node_1.htm", "epaper.example.org:80"),
        ("https://epaper.example.org/", "epaper.example.org:443"),
        ("http://127.0.0.1:8081/a", "127.0.0.1:8081"),
    ],
)
def test_a_server_is_host_and_port(url: str, server: str) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 24 Feb 2025 12:01:00 GMT", 60.0),
        ("Mon, 24 Feb 2025 11:00:00 GMT", 0.0),
        ("soon", None),
        ("²", None),
        ("Mon, 01 Jan 99999999999999 00:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(stated: str | None, seconds: float | None) -> None:
    assert retry_after(stated, NOW) == seconds


def test_each_refusal_in_a_row_waits_twice_as_long_and_the_third_ends_it() -> None:
    server = Server("127.0.0.1:80", delay=1.5)
    waits = []
    for _ in range(3):
        server.refused(1000.0, None)
        waits.append(server.free_at - 1000.0)
    assert waits == [30.0, 60.0, 120.0]
    assert server.left == "refused"


def test_an_ordinary_answer_ends_a_row_of_refusals() -> None:
    server = Server("127.0.0.1:80", delay=1.5)
    server.refused(0.0, None)
    server.refused(0.0, None)
    server.answered()
    server.refused(0.0, None)
    assert server.left is None


def test_a_server_that_asks_for_a_longer_wait_than_a_run_lasts_is_left_alone() -> None:
    server = Server("127.0.0.1:80", delay=1.5)
    server.refused(0.0, LONGEST_WAIT + 1)
    assert server.left == "refused"


def test_retry_after_is_waited_for_where_it_is_longer_than_our_own_wait() -> None:
    server = Server("127.0.0.1:80", delay=0.01)
    server.refused(10.0, 5.0)
    assert server.free_at == 15.0


def test_five_faults_in_a_row_make_a_server_unreachable() -> None:
    servers = Servers({"a:80": 0.0}, 1.5, clock=lambda: 0.0)
    for _ in range(5):
        servers["a:80"].failed(0.0)
    assert servers.left("unreachable") == ("a:80",)
    assert servers.left("refused") == ()


def test_an_undeclared_server_has_the_default_delay() -> None:
    servers = Servers({"a:80": 0.0}, 1.5, clock=lambda: 0.0)
    assert (servers["a:80"].delay, servers["b:80"].delay) == (0.0, 1.5)


@pytest.mark.parametrize("url", ["http://[::1/a.html", "http://x:99999999/a.html"])
def test_an_address_that_is_none_has_a_server_that_is_none(url: str) -> None:
    assert server_of(url) == ":0"


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("http://epaper.example.org/a.htm", True),
        ("https://epaper.example.org/a.htm", True),
        ("https://www.epaper.example.org/a.htm", True),
        ("http://epaper.example.org:8080/a.htm", False),
        ("http://ads.example.org/a.htm", False),
        ("http://[::1/a.html", False),
    ],
)
def test_only_declared_servers_are_ours_to_ask(url: str, ours: bool) -> None:
    assert same_site(url, ("epaper.example.org:80",)) is ours
