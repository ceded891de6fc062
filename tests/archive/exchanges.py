"""Invented exchanges, and writers whose ids and clock stand still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from archive import warc

AT = "2026-01-17T08:00:00Z"
PAGE = """<html><head><meta charset="utf-8"><title>云岭日报</title></head><body>
<p>会议听取并审议了政协云岭市委员会常务委员会工作报告，共收到提案 318 件，立案 296 件。</p></body></html>""".encode()


def exchange(number: int = 0, **changes: object) -> warc.Exchange:
    """An article page of an invented newspaper."""
    values: dict[str, object] = {
        "url": f"http://paper.example/html/2026-01/17/content_{number}.htm?div=-1",
        "method": "GET",
        "request_headers": ((b"Host", b"paper.example"), (b"User-Agent", b"cppcc-archive/1.0 (+mailto:a@b.example)")),
        "status": 200,
        "reason": "OK",
        "protocol": "HTTP/1.1",
        "response_headers": ((b"Content-Type", b"text/html; charset=utf-8"), (b"Server", b"nginx")),
        "body": PAGE + f"<!-- {number} -->".encode(),
        "fetched_at": AT,
        "ip": "127.0.0.1",
        "context": (("newspaper", "yunling"), ("day", "2026-01-17"), ("kind", "article"), ("page_no", "03")),
    }
    return warc.Exchange(**(values | changes))  # type: ignore[arg-type]


def still_clock() -> datetime:
    """08:00 on an invented session day."""
    return datetime(2026, 1, 17, 8, 0, 0, tzinfo=UTC)


def counted_ids() -> Callable[[], str]:
    """Record ids 1, 2, 3 …"""
    numbers: Iterator[int] = count(1)
    return lambda: f"<urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}>"


def writer(folder: Path, **changes: object) -> warc.Writer:
    """A writer that makes the same bytes each time."""
    values: dict[str, object] = {
        "software": "cppcc-archive/1.0",
        "operator": "test",
        "robots_policy": "obey",
        "user_agent": "cppcc-archive/1.0 (+mailto:a@b.example)",
        "hostname": "press",
        "clock": still_clock,
        "new_id": counted_ids(),
    }
    return warc.Writer(folder, **(values | changes))  # type: ignore[arg-type]
