"""pywb, the archivists' replay tool, shows what was captured: from our WARC files, by our CDXJ."""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from archive import cdxj, warc
from tests.archive.exchanges import AT, PAGE, exchange, writer
from tests.archive.test_warc_read import others

CHECKOUT = Path(__file__).parents[2]
WAYBACK = shutil.which("wayback", path=f"{CHECKOUT / '.venv-bench' / 'bin'}") or shutil.which("wayback")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

pytestmark = pytest.mark.skipif(WAYBACK is None, reason="pywb is neither in .venv-bench nor on the PATH")


@contextmanager
def replayed(room: Path, warcs: Path) -> Iterator[str]:
    """pywb over a WARC folder; the address of its collection."""
    collection = room / "collections" / "c"
    (collection / "indexes").mkdir(parents=True)
    (collection / "archive").symlink_to(warcs)
    cdxj.index(warcs, collection / "indexes" / "index.cdxj")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [str(WAYBACK), "--port", str(port), "--bind", "127.0.0.1"]
    with (room / "pywb.log").open("wb") as log:
        server = subprocess.Popen(words, cwd=room, stdout=log, stderr=log)
    try:
        _wait_for(port, room / "pywb.log")
        yield f"http://127.0.0.1:{port}/c"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, log: Path) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(log.read_text())


def shown(address: str, moment: str, url: str) -> tuple[int, str]:
    """Status and bytes of a replayed capture, as they were archived (`id_`: nothing rewritten)."""
    try:
        with DIRECT.open(f"{address}/{moment}id_/{url}", timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8", "replace")


def test_pywb_shows_pages_revisits_and_errors_as_they_were_captured(tmp_path: Path) -> None:
    chunked = ((b"Content-Type", b"text/html; charset=utf-8"), (b"Transfer-Encoding", b"chunked"))
    coded = (*chunked, (b"Content-Encoding", b"gzip"))
    plain, packed = exchange(1, response_headers=chunked), exchange(2, body=gzip.compress(PAGE), response_headers=coded)
    with writer(tmp_path / "warc") as out:
        out.write(plain)
        at = out.write(packed)
        same = warc.Revisited(url=packed.url, fetched_at=AT, payload_sha256=at.payload_sha256, record_id=at.record_id)
        again = exchange(2, fetched_at="2026-01-19T08:00:00Z", response_headers=coded, revisit_of=same)
        out.write(again)
        out.write(exchange(3, status=404, reason=None, body="没有这一天".encode()))
    others(tmp_path / "crawl.warc.gz")
    warc.adopt(tmp_path / "warc", tmp_path / "crawl.warc.gz")
    with replayed(tmp_path, tmp_path / "warc") as address:
        assert shown(address, "20260117080000", plain.url) == (200, plain.body.decode())
        assert shown(address, "20260117080000", packed.url) == (200, PAGE.decode())
        assert shown(address, "20260119080000", again.url) == (200, PAGE.decode())
        assert shown(address, "20260117080000", exchange(3).url) == (404, "没有这一天")
        assert shown(address, "20260117080000", "http://paper.example/a.htm") == (200, PAGE.decode())
        assert shown(address, "20260118000000", "http://paper.example/a.htm?v=2") == (200, PAGE.decode())
