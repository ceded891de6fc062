"""Written segments are what archivists' tools accept, byte for byte the same each time."""

from __future__ import annotations

import gzip
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import warc
from archive.errors import StoreFailed
from archive.segments import manifest
from tests.archive.exchanges import AT, PAGE, exchange, writer


def warcio(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from warcio.cli import main; sys.exit(main())", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def written(folder: Path, *exchanges: warc.Exchange, **changes: object) -> list[warc.Location]:
    with writer(folder, **changes) as out:
        return [out.write(each) for each in exchanges]


def every_kind() -> tuple[warc.Exchange, ...]:
    earlier = warc.Revisited(
        url="http://paper.example/a.htm", fetched_at=AT, payload_sha256=sha256(PAGE).hexdigest(), record_id="<urn:x:1>"
    )
    unmodified = warc.Revisited(
        url="http://paper.example/a.htm", fetched_at=AT, payload_sha256="0" * 64, not_modified=True
    )
    return (
        exchange(0),
        exchange(1, url="http://paper.example/robots.txt", body=b"User-agent: *\nDisallow:\n"),
        exchange(2, status=302, reason="Found", response_headers=((b"Location", b"/x"),), body=b""),
        exchange(3, status=500, reason="", body="内部错误".encode("gbk")),
        exchange(4, status=404, reason=None, protocol=None, ip=None, context=()),
        exchange(5, revisit_of=earlier),
        exchange(6, status=304, reason="Not Modified", body=b"", revisit_of=unmodified),
        exchange(7, truncated="length", body=PAGE[:40]),
        exchange(8, protocol="h2", ip="2001:db8::7"),
        exchange(9, url="http://paper.example/带 空格.htm?q=政协&b=1"),
        exchange(
            10, response_headers=((b"X-Title", "云岭日报".encode("gbk")), (b"Set-Cookie", b"a"), (b"set-cookie", b"b"))
        ),
    )


def test_warcio_checks_and_indexes_a_segment_with_every_kind_of_exchange(tmp_path: Path) -> None:
    written(tmp_path, *every_kind())
    (segment,) = segments(tmp_path)
    check = warcio("check", "-v", segment)
    assert (check.returncode, check.stderr) == (0, "")
    assert "digest failed" not in check.stdout
    # Three records an exchange and the warcinfo; warcio does not check revisits, nor the metadata that is empty.
    assert check.stdout.count("digest pass") == 3 * len(every_kind()) + 1 - 2 - 1
    index = warcio("index", segment)
    assert (index.returncode, index.stderr) == (0, "")
    assert index.stdout.count('"warc-type": "response"') == len(every_kind()) - 2
    assert index.stdout.count('"warc-type": "revisit"') == 2


def test_the_same_exchanges_make_the_same_bytes(tmp_path: Path) -> None:
    written(tmp_path / "a", *every_kind())
    written(tmp_path / "b", *every_kind())
    (one,), (two,) = segments(tmp_path / "a"), segments(tmp_path / "b")
    assert (one.name, one.read_bytes()) == (two.name, two.read_bytes())


def test_a_location_is_the_records_own_gzip_member(tmp_path: Path) -> None:
    places = written(tmp_path, exchange(0), exchange(1))
    with (tmp_path / places[1].file).open("rb") as file:
        file.seek(places[1].offset)
        member = file.read(places[1].length)
    (tmp_path / "one.warc.gz").write_bytes(member)
    with (tmp_path / "one.warc.gz").open("rb") as file:
        (record,) = list(ArchiveIterator(file))
        assert record.rec_headers["WARC-Record-ID"] == places[1].record_id
        assert record.rec_headers["WARC-Payload-Digest"] == f"sha256:{places[1].payload_sha256}"


def test_header_bytes_stay_as_received_and_repeated(tmp_path: Path) -> None:
    raw = "云岭日报".encode("gbk")
    headers = ((b"X-TITLE", raw), (b"Set-Cookie", b"a=1"), (b"set-cookie", b"b=2"))
    written(tmp_path, exchange(response_headers=headers))
    content = gzip.decompress(segments(tmp_path)[0].read_bytes())
    assert b"HTTP/1.1 200 OK\r\nX-TITLE: " + raw + b"\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\n<html>" in content


def test_a_line_break_in_a_header_forges_no_second_header(tmp_path: Path) -> None:
    written(
        tmp_path, exchange(response_headers=((b"X-A", b"1\r\nX-Forged: 2"),), context=(("title", "一\r\nkind: x"),))
    )
    content = gzip.decompress(segments(tmp_path)[0].read_bytes())
    assert b"X-A: 1 X-Forged: 2\r\n" in content
    assert "title: 一 kind: x\r\n".encode() in content


def test_the_chunked_header_is_set_aside_because_the_body_is_whole(tmp_path: Path) -> None:
    written(tmp_path, exchange(response_headers=((b"Transfer-Encoding", b"chunked"),)))
    with segments(tmp_path)[0].open("rb") as file:
        response = next(record for record in ArchiveIterator(file) if record.rec_type == "response")
        assert response.http_headers.get_header("Transfer-Encoding") is None
        assert response.http_headers.get_header("X-Archive-Orig-Transfer-Encoding") == "chunked"
        assert response.content_stream().read() == exchange().body


def test_segments_roll_over_below_the_limit_and_are_sealed(tmp_path: Path) -> None:
    bodies = [Random(number).randbytes(9000) for number in range(12)]
    written(tmp_path, *(exchange(n, body=body) for n, body in enumerate(bodies)), max_bytes=40_000)
    found = segments(tmp_path)
    assert len(found) > 2
    assert max(path.stat().st_size for path in found) <= 40_000
    assert [path.name.split("-")[2] for path in found] == [f"{number:05d}" for number in range(len(found))]
    check = subprocess.run(
        ["sha256sum", "--strict", "-c", "manifest.sha256"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert check.returncode == 0
    assert set(manifest(tmp_path)) == {path.name for path in found}


def test_an_exchange_larger_than_the_limit_gets_a_segment_of_its_own(tmp_path: Path) -> None:
    places = written(
        tmp_path, exchange(0), exchange(1, body=Random(1).randbytes(50_000)), exchange(2), max_bytes=20_000
    )
    assert len({place.file for place in places}) == 3


def test_a_writer_that_writes_nothing_leaves_nothing(tmp_path: Path) -> None:
    writer(tmp_path / "warc").close()
    assert not (tmp_path / "warc").exists()


def test_a_second_writer_takes_the_next_serial_and_leaves_the_first_segment_alone(tmp_path: Path) -> None:
    written(tmp_path, exchange(0))
    before = segments(tmp_path)[0].read_bytes()
    written(tmp_path, exchange(1))
    assert [path.name.split("-")[2] for path in segments(tmp_path)] == ["00000", "00001"]
    assert segments(tmp_path)[0].read_bytes() == before


def test_a_segment_removed_while_it_is_written_stops_the_run(tmp_path: Path) -> None:
    out = writer(tmp_path)
    out.write(exchange(0))
    segments(tmp_path)[0].unlink()
    with pytest.raises(StoreFailed, match="was removed while it was being written"):
        out.sync()
    with pytest.raises(StoreFailed, match="was removed"):
        out.write(exchange(1))
    out.close()
    assert manifest(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file stands where the folder should be")
    with pytest.raises(StoreFailed, match="nothing committed is lost"):
        writer(tmp_path / "warc").write(exchange(0))
