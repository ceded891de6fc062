"""pywb over a WARC folder, headless Chromium before it, and what both are found by."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
import unicodedata
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest

from archive import cdxj

CHECKOUT = Path(__file__).parents[2]
WAYBACK = shutil.which("wayback", path=f"{CHECKOUT / '.venv-replay' / 'bin'}") or shutil.which("wayback")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

needs_pywb = pytest.mark.skipif(WAYBACK is None, reason="pywb is neither in .venv-replay nor on the PATH: make replay")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH: apt-get install chromium")

# "GET /c/20261122054704im_/http://127.0.0.1:44645/ycrb/tplimg/pdf.gif HTTP/1.1" 200 874 0.016035
REQUEST = re.compile(r'"GET /c/\d*(?P<role>[a-z]{2}_)?/(?P<url>\S+) HTTP/1\.1" (?P<status>\d{3})')


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A pywb that serves: `address` of its one collection, and the folder in which it runs."""

    address: str
    room: Path

    def shown(self, moment: str, url: str, rewriting: str = "id_") -> tuple[int, bytes]:
        """Status and bytes of a replayed capture; `id_` as archived, `mp_` rewritten as a browser gets it."""
        try:
            with DIRECT.open(f"{self.address}/{stamp(moment)}{rewriting}/{url}", timeout=30) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    def requests(self) -> list[tuple[str, str, int]]:
        """What was asked of it: rewriting (`im_` an image, `cs_` a style), address and status."""
        log = (self.room / "pywb.log").read_text()
        return [(found["role"] or "", found["url"], int(found["status"])) for found in REQUEST.finditer(log)]

    def browsed(self, moment: str, url: str, *options: str) -> str:
        """What headless Chromium says of a replayed capture: with `--dump-dom` the page after its scripts ran."""
        profile = self.room / "profile"
        words = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        words += ["--proxy-server=direct://", "--virtual-time-budget=5000", *options]
        words.append(f"{self.address}/{stamp(moment)}/{url}")
        return subprocess.run(words, capture_output=True, text=True, timeout=90, check=True).stdout


@contextmanager
def replayed(room: Path, warcs: Path) -> Iterator[Collection]:
    """pywb over a WARC folder, found by our CDXJ, without a frame around the pages."""
    collection = room / "collections" / "c"
    (collection / "indexes").mkdir(parents=True)
    (collection / "archive").symlink_to(warcs)
    (room / "config.yaml").write_text("framed_replay: false\n")
    cdxj.index(warcs, collection / "indexes" / "index.cdxj")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (room / "pywb.log").open("wb") as log:
        server = subprocess.Popen(
            [str(WAYBACK), "--port", str(port), "--bind", "127.0.0.1"], cwd=room, stdout=log, stderr=log
        )
    try:
        _wait_for(port, room / "pywb.log")
        yield Collection(address=f"http://127.0.0.1:{port}/c", room=room)
    finally:
        server.terminate()
        server.wait()


def stamp(moment: str) -> str:
    """An instant as replay tools write it: the digits of the seconds."""
    return "".join(digit for digit in moment if digit.isdigit())[:14]


def squeezed(text: str) -> str:
    """Text as it is compared: one width for every character (NFKC), no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _wait_for(port: int, log: Path) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(log.read_text())
