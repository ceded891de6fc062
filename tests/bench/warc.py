"""Writing and reading WARC, side by side with warcio, wget and (where .venv-bench has it) scrapy-webarchive.

All of them get the same invented pages. Rates are per exchange: response and request, and for ours the metadata record.
wget has to fetch what it writes, so its rate is that of fetching with WARC less fetching alone.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from random import Random

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import warc
from archive.warc_values import Pairs

PEERS = Path(__file__).parents[2] / ".venv-bench" / "bin" / "python"
"""Peers whose pins clash with ours live in an environment of their own."""

PAGES = 1500
WGET_PAGES = 400
PAGE_BYTES = 38_000
WORDS = "政协委员会提案工作报告经济社会发展民主监督参政议政团结奋斗审查立案办理答复各界群众调研视察协商建议"


def page(number: int) -> bytes:
    """An invented e-paper page of the usual size, as compressible as real ones (to about a quarter)."""
    dice = Random(number)
    said = ["".join(dice.choices(WORDS, k=24)) for _ in range(240)]
    rows = [
        f'<div id="d{dice.randrange(10**6)}" class="list_t"><a href="content_{dice.randrange(10**7)}.htm">'
        f"{'，'.join(dice.choices(said, k=6))}。</a></div>\r\n"
        for _ in range(90)
    ]
    return "".join(rows).encode()[:PAGE_BYTES]


def exchanges(count: int) -> Iterator[warc.Exchange]:
    """Exchanges with the headers that newspapers' servers send."""
    bodies = [page(number) for number in range(50)]
    for number in range(count):
        yield warc.Exchange(
            url=f"http://paper.example/html/2026-01/17/content_{number}.htm?div=-1",
            method="GET",
            request_headers=((b"Host", b"paper.example"), (b"User-Agent", b"cppcc-archive"), (b"Accept", b"*/*")),
            status=200,
            response_headers=(
                (b"Server", b"nginx"),
                (b"Content-Type", b"text/html"),
                (b"Last-Modified", b"Sat, 17 Jan 2026 00:10:00 GMT"),
                (b"ETag", b'"65a7-9470"'),
            ),
            body=bodies[number % 50] + f"<!-- {number} -->".encode(),
            fetched_at="2026-01-17T08:00:00Z",
            context=(("newspaper", "yunling"), ("day", "2026-01-17"), ("kind", "article")),
        )


def ours(folder: Path, sent: list[warc.Exchange]) -> None:
    """Our writer, synced every 50 exchanges as the crawl does."""
    out = warc.Writer(folder, software="bench", operator="bench", robots_policy="obey", user_agent="bench")
    for number, each in enumerate(sent):
        out.write(each)
        if number % 50 == 49:
            out.sync()
    out.close()


def plain_warcio(folder: Path, sent: list[warc.Exchange]) -> None:
    """warcio as its documentation shows it: a response and a request, no metadata, never synced."""
    with (folder / "warcio.warc.gz").open("wb") as file:
        out = WARCWriter(file, warc_version="1.1")
        for each in sent:
            response = out.create_warc_record(
                each.url,
                "response",
                payload=BytesIO(each.body),
                length=len(each.body),
                http_headers=_head("200 OK", each.response_headers, "HTTP/1.1"),
            )
            request = out.create_warc_record(
                each.url, "request", http_headers=_head("GET / HTTP/1.1", each.request_headers, "", is_request=True)
            )
            out.write_request_response_pair(request, response)


def _head(line: str, pairs: Pairs, protocol: str, *, is_request: bool = False) -> StatusAndHeaders:
    headers = [(name.decode(), value.decode()) for name, value in pairs]
    return StatusAndHeaders(line, headers, protocol=protocol, is_http_request=is_request)


def read_ours(path: Path) -> int:
    """Every capture with its body, by our reader."""
    return sum(len(each.body) for each in warc.records(path) if isinstance(each, warc.Stored))


def read_warcio(path: Path) -> int:
    """Every capture with its body and its hash, by warcio."""
    total = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                body = record.content_stream().read()
                sha256(body).hexdigest()
                total += len(body)
    return total


class _Press(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages = tuple(page(number) for number in range(50))

    def do_GET(self) -> None:
        body = self.pages[int(self.path.strip("/") or 0) % 50]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def press() -> Iterator[str]:
    """A loopback server of the pages."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Press)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wget(folder: Path, addresses: list[str], *options: str) -> float:
    """CPU seconds that wget takes to fetch the addresses."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        ["wget", "-q", "--no-proxy", "-O", "/dev/null", *options, "-i", "-"],
        input="\n".join(addresses).encode(),
        cwd=folder,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process for a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def report(name: str, count: int, seconds: float, note: str = "") -> None:
    """One line of the table."""
    print(f"  {name:<44}{count / seconds:>10,.0f} /s{seconds / count * 1000:>9.2f} ms CPU  {note}")


def main() -> None:
    """Prints the table."""
    sent = list(exchanges(PAGES))
    size = sum(len(each.body) for each in sent) / PAGES
    print(f"WARC: {PAGES} exchanges of {size / 1000:.0f} KB, on one core")
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        mine = cpu_seconds(lambda: ours(folder, sent))
        theirs = cpu_seconds(lambda: plain_warcio(folder, sent))
        (segment,) = folder.glob("cppcc-*.warc.gz")
        other = folder / "warcio.warc.gz"
        share = f"{segment.stat().st_size / size / PAGES:.1%} of the bodies' size"
        report("write: ours (response, request, metadata)", PAGES, mine, share)
        report("write: warcio (response, request)", PAGES, theirs, f"{other.stat().st_size / size / PAGES:.1%}")
        report("read:  ours (body, hash, context)", PAGES, cpu_seconds(lambda: read_ours(segment)))
        report("read:  warcio, its file (body, hash)", PAGES, cpu_seconds(lambda: read_warcio(other)))
        report("read:  warcio, our file (body, hash)", PAGES, cpu_seconds(lambda: read_warcio(segment)))
        _wget(folder)
        _scrapy_webarchive(folder)


def _wget(folder: Path) -> None:
    if shutil.which("wget") is None:
        print("  wget: not installed")
        return
    with press() as address:
        addresses = [f"{address}/{number}" for number in range(WGET_PAGES)]
        alone = wget(folder, addresses)
        with_warc = wget(folder, addresses, "--warc-file=w", "--no-warc-keep-log")
    report(
        "write: wget, its fetching taken off", WGET_PAGES, max(with_warc - alone, 1e-9), "one process, gzip of its own"
    )


def _scrapy_webarchive(folder: Path) -> None:
    for number in range(50):
        (folder / f"{number:02}.html").write_bytes(page(number))
    script = Path(__file__).with_name("warc_scrapy_webarchive.py")
    words = [PEERS, script, folder, str(PAGES)]
    try:
        run = subprocess.run(words, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        print("  scrapy-webarchive: not installed in .venv-bench (it pins Scrapy < 2.12)")
        return
    note = "repeated headers and query strings lost"
    report("write: scrapy-webarchive (response, request)", PAGES, float(run.stdout), note)


if __name__ == "__main__":
    main()
