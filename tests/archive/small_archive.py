"""A small whole archive: one report, one related article, a robots.txt, a revisit, and the WARC segment under them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from archive import warc
from archive.records import Article, Capture, Source
from archive.store import Archive
from tests.archive.exchanges import AT, exchange, writer
from tests.archive.invented import CLOSING, FILED, OPENING, PAPERS, reading, report

DAY = date(2026, 1, 17)


def page(*texts: str) -> bytes:
    """The page that prints the texts."""
    return ("<html><meta charset=utf-8>" + "".join(f"<p>{text}</p>" for text in texts)).encode()


def kept(archive: Archive, out: warc.Writer, sent: warc.Exchange) -> int:
    """Writes an exchange and its row, as a crawl does."""
    at = out.write(sent)
    return archive.add_capture(
        Capture(
            run_id=None,
            url=sent.url,
            fetched_at=sent.fetched_at,
            status=sent.status,
            payload_sha256=at.payload_sha256,
            warc_file=at.file,
            warc_offset=at.offset,
            warc_length=at.length,
            record_type="revisit" if sent.revisit_of else "response",
            record_id=at.record_id,
            newspaper_id="qingchuan",
            day=DAY,
        )
    )


def make(folder: Path) -> Path:
    """Makes the archive in a folder and returns the folder."""
    told = report(headline="政协清川市委员会常务委员会工作报告")
    news = Article(headline="清川市政协会议开幕", topic="related", topic_score=0.8, topic_reasons=("政协",))
    with Archive.open(folder) as archive, writer(folder / "warc") as out:
        archive.declare(PAPERS)
        first = exchange(1, body=page(OPENING, FILED, CLOSING))
        kept(archive, out, exchange(0, url="http://paper.example/robots.txt", body=b"User-agent: *\n"))
        for sent, article, number in ((first, told, "03"), (exchange(2, body=page(CLOSING)), news, "01")):
            key = kept(archive, out, sent)
            source = Source(newspaper_id="qingchuan", day=DAY, url=sent.url, page_no=number, capture_id=key)
            archive.add_reading(reading(article), source)
        (digest,) = archive.db.execute("SELECT payload_sha256 FROM captures WHERE url = ?", (first.url,)).fetchone()
        again = warc.Revisited(url=first.url, fetched_at=AT, payload_sha256=digest, not_modified=True)
        kept(archive, out, exchange(1, status=304, body=b"", revisit_of=again, fetched_at="2026-01-18T08:00:00Z"))
        out.sync()
        archive.commit()
    return folder
