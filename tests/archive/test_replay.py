"""pywb, the archivists' replay tool, shows what was captured: from our WARC files, by our CDXJ."""

from __future__ import annotations

import gzip
from pathlib import Path

from archive import warc
from tests.archive.exchanges import AT, PAGE, exchange, writer
from tests.archive.test_warc_read import others
from tests.replay.collection import Collection, needs_pywb, replayed

pytestmark = needs_pywb


def shown(collection: Collection, moment: str, url: str) -> tuple[int, str]:
    """Status and text of a replayed capture, as it was archived."""
    status, body = collection.shown(moment, url)
    return status, body.decode("utf-8", "replace")


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
