"""What was written is what is read, by offset and in sequence, also from files that other tools made."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import warc
from archive.errors import ArchiveError, InputError, StoreFailed
from archive.segments import manifest
from archive.warc_payload import decoded, digest_agrees
from tests.archive.exchanges import AT, PAGE, exchange
from tests.archive.test_warc import every_kind, segments, written

HEADERS = st.tuples(
    st.text("ABCXYZabc-", min_size=1, max_size=12).map(str.encode),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).map(str.encode),
)


def whole(folder: Path) -> list[warc.Stored]:
    found = [each for path in segments(folder) for each in warc.records(path)]
    return [each for each in found if isinstance(each, warc.Stored)]


def test_every_kind_of_exchange_is_read_back_by_its_place_and_in_sequence(tmp_path: Path) -> None:
    sent = every_kind()
    places = written(tmp_path, *sent)
    for given_, place, in_sequence in zip(sent, places, whole(tmp_path), strict=True):
        found = warc.read(tmp_path, place.file, place.offset, place.length)
        assert found == in_sequence
        assert (found.record_id, found.payload_sha256) == (place.record_id, place.payload_sha256)
        assert (found.status, found.fetched_at, found.ip) == (given_.status, given_.fetched_at, given_.ip)
        assert (found.truncated, found.context) == (given_.truncated, given_.context)
        if not given_.revisit_of:
            assert found.body == found.payload == given_.body


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=3000),
    status=st.integers(min_value=100, max_value=599),
    headers=st.lists(HEADERS, max_size=5),
    context=st.lists(st.tuples(st.sampled_from(["day", "via", "title"]), st.text(max_size=20)), max_size=3),
)
def test_any_body_status_header_and_context_survive(
    tmp_path_factory: pytest.TempPathFactory,
    body: bytes,
    status: int,
    headers: list[tuple[bytes, bytes]],
    context: list[tuple[str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("any")
    sent = exchange(body=body, status=status, response_headers=tuple(headers), context=tuple(context))
    (place,) = written(folder, sent)
    found = warc.read(folder, place.file, place.offset, place.length)
    assert (found.payload, found.status) == (body, status)
    assert [(name.encode(), value.encode()) for name, value in found.headers] == headers
    assert [name for name, _ in found.context] == [name for name, _ in context]
    assert [" ".join(value.split()) for _, value in found.context] == [
        " ".join(value.encode("utf-8", "replace").decode().split()) for _, value in context
    ]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE[:50], mtime=0) + gzip.compress(PAGE[50:], mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", brotli.compress(PAGE)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE, mtime=0))),
        ("identity", PAGE),
    ],
)
def test_a_coded_body_is_kept_as_received_and_read_decoded(tmp_path: Path, coding: str, packed: bytes) -> None:
    (place,) = written(tmp_path, exchange(body=packed, response_headers=((b"Content-Encoding", coding.encode()),)))
    found = warc.read(tmp_path, place.file, place.offset)
    assert (found.body, found.payload, found.notes) == (PAGE, packed, ())
    assert found.payload_sha256 == sha256(packed).hexdigest()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "compress"])
def test_a_body_that_is_not_coded_as_it_says_is_read_as_received_with_a_note(coding: str) -> None:
    body, notes = decoded(PAGE, coding)
    assert body == PAGE
    assert len(notes) == 1


def test_a_coded_body_that_ends_early_is_read_as_far_as_it_goes() -> None:
    body, notes = decoded(gzip.compress(PAGE * 50)[:-20], "gzip")
    assert body
    assert PAGE.startswith(body[: len(PAGE)])
    assert "ends early" in notes[0]


@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, deflate", "x", ""]))
def test_decoding_never_raises(payload: bytes, coding: str) -> None:
    decoded(payload, coding)


def test_digests_are_compared_in_every_spelling_that_writers_use() -> None:
    assert digest_agrees("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"")
    assert digest_agrees("sha256:" + sha256(b"x").hexdigest().upper(), b"x")
    assert digest_agrees("sha1:AAAA", b"") is False
    assert digest_agrees("rot13:AAAA", b"") is None


def test_a_place_that_holds_no_whole_record_is_refused_with_words(tmp_path: Path) -> None:
    (place,) = written(tmp_path, exchange())
    with pytest.raises(ArchiveError, match=f"offset {place.offset + 1}: no WARC record begins here"):
        warc.read(tmp_path, place.file, place.offset + 1)
    with pytest.raises(ArchiveError, match=f"the record there is {place.length} bytes long, not 9"):
        warc.read(tmp_path, place.file, place.offset, 9)
    with pytest.raises(ArchiveError, match="no response stands there"):
        warc.read(tmp_path, place.file, 0)
    with pytest.raises(ArchiveError, match="must stay inside"):
        warc.read(tmp_path / "deeper", f"../{place.file}", place.offset)
    with pytest.raises(StoreFailed, match=r"gone\.warc\.gz: this WARC segment is missing"):
        warc.read(tmp_path, "gone.warc.gz", 0)


def test_reading_goes_on_after_a_damaged_record_and_names_its_place(tmp_path: Path) -> None:
    places = written(tmp_path, *(exchange(number) for number in range(4)))
    (segment,) = segments(tmp_path)
    rotten = bytearray(segment.read_bytes())
    rotten[places[1].offset + places[1].length - 6] ^= 0x55
    segment.write_bytes(rotten)
    found = list(warc.records(segment))
    assert [type(each).__name__ for each in found] == ["Stored", "Damage", "Stored", "Stored"]
    damage = found[1]
    assert isinstance(damage, warc.Damage)
    assert (damage.offset, damage.length) == (places[1].offset, places[1].length)
    assert "incorrect data check" in damage.reason


@settings(max_examples=80)
@given(
    st.binary(max_size=2000),
    st.sampled_from([b"", b"\x1f\x8b\x08\0", b"WARC/1.1\r\n", b"WARC/1.0\r\nContent-Length: 5\r\n\r\n"]),
)
def test_any_bytes_are_read_to_their_end_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, start: bytes
) -> None:
    path = tmp_path_factory.mktemp("junk") / "x.warc.gz"
    path.write_bytes(start + junk)
    with suppress(InputError):  # a zstd file is refused in words
        for found in warc.records(path):
            assert found.offset + found.length <= len(start + junk)


# ── files of other tools ──────────────────────────────────────────────────────────────────────────────────────────


def others(path: Path, *, gzipped: bool = True) -> None:
    """A file as warcprox and wget write it: sha1 digests, chunks kept, a revisit without payload."""
    with path.open("wb") as file:
        out = WARCWriter(file, gzip=gzipped, warc_version="1.0")
        out.write_record(out.create_warcinfo_record(path.name, {"software": "another tool"}))
        chunked = b"%x\r\n" % len(PAGE) + PAGE + b"\r\n0\r\n\r\n"
        chunks = [("Content-Type", "text/html; charset=gbk"), ("Transfer-Encoding", "chunked")]
        first = out.create_warc_record(
            "http://paper.example/a.htm",
            "response",
            payload=BytesIO(chunked),
            length=len(chunked),
            http_headers=StatusAndHeaders("200 OK", chunks, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": AT},
        )
        out.write_record(first)
        out.write_record(
            out.create_revisit_record(
                "http://paper.example/a.htm?v=2",
                digest=first.rec_headers["WARC-Payload-Digest"],
                refers_to_uri="http://paper.example/a.htm",
                refers_to_date=AT,
                http_headers=StatusAndHeaders("200 OK", chunks, protocol="HTTP/1.1"),
            )
        )


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
def test_a_file_of_another_tool_is_adopted_whole_and_its_revisits_are_filled(tmp_path: Path, name: str) -> None:
    original, folder = tmp_path / name, tmp_path / "warc"
    others(original, gzipped=name.endswith(".gz"))
    (file,) = warc.adopt(folder, original)
    assert (folder / file).read_bytes() == original.read_bytes()
    assert manifest(folder) == {file: sha256(original.read_bytes()).hexdigest()}
    page, again = warc.resolved(folder, (file,))
    assert isinstance(page, warc.Stored)
    assert isinstance(again, warc.Stored)
    assert (page.body, page.charset, page.file) == (PAGE, "gbk", file)
    assert (again.body, again.url, again.record_type) == (PAGE, "http://paper.example/a.htm?v=2", "revisit")
    assert warc.read(folder, file, page.offset, page.length).body == PAGE
    assert warc.adopt(folder, original) == (file,)
    assert warc.repair(folder, {}) == warc.Repair()


def test_a_revisit_whose_original_is_elsewhere_says_so(tmp_path: Path) -> None:
    original = tmp_path / "crawl.warc.gz"
    others(original)
    places = [found.offset for found in warc.records(original)]
    content = original.read_bytes()
    original.write_bytes(content[: places[0]] + content[places[1] :])
    (revisit,) = warc.resolved(tmp_path / "w", warc.adopt(tmp_path / "w", original))
    assert isinstance(revisit, warc.Stored)
    assert (revisit.body, revisit.notes) == (b"", ("the capture that this revisit repeats is not among these files",))


def test_a_file_that_is_one_gzip_member_is_refused_with_the_remedy(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.warc", tmp_path / "a.warc.gz"
    others(plain, gzipped=False)
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    with pytest.raises(InputError, match=r"a\.warc\.gz: one gzip member holds many records: run `warcio recompress`"):
        warc.adopt(tmp_path / "warc", packed)
    assert not (tmp_path / "warc").exists()


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x1f\x8b\x08junk", b"\x28\xb5\x2f\xfdzstd"])
def test_what_is_no_warc_file_is_refused_and_not_copied(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.warc\.gz"):
        warc.adopt(tmp_path / "warc", path)
    assert not (tmp_path / "warc").exists()


def test_a_package_with_names_that_lead_out_of_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with ZipFile(path, "w") as package:
        package.writestr("archive/../../evil.warc.gz", b"x")
    with pytest.raises(InputError, match="leads out of the package"):
        warc.adopt(tmp_path / "warc", path)
    (tmp_path / "b.wacz").write_bytes(b"no zip")
    with pytest.raises(InputError, match="no sound WACZ"):
        warc.adopt(tmp_path / "warc", tmp_path / "b.wacz")


def _encrypted(path: Path) -> None:
    """A package as `zip -e` leaves it: bit 0 of each part's flags says that its bytes are encrypted."""
    with ZipFile(path, "w") as package:
        package.writestr("archive/data.warc.gz", b"secret")
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    path.write_bytes(content)


def _with_parts(*names: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with ZipFile(path, "w") as package:
            for name in names:
                package.writestr(name, b"WARC/1.1")

    return make


def _torn_inside(path: Path) -> None:
    """A part whose packed bytes are damaged, in a package whose directory is sound."""
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        package.writestr("archive/data.warc.gz", b"WARC/1.1 " * 999)
    content = bytearray(path.read_bytes())
    content[60:64] = b"\xff\xff\xff\xff"
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_encrypted, "encrypted"),
        (_torn_inside, r"data\.warc\.gz in it cannot be read"),
        (_with_parts(f"archive/{'长' * 90}.warc.gz"), "too long"),
        (_with_parts("/".join(["folder"] * 200) + "/a.warc"), "too long"),
        (_with_parts("archive/a.warc", "archive/a.warc/b.warc"), "more than one"),
    ],
)
def test_a_package_that_cannot_be_unpacked_is_refused_in_words_and_leaves_nothing(
    tmp_path: Path, made: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "a.wacz"
    made(path)
    with pytest.raises(InputError, match=said):
        warc.adopt(tmp_path / "warc", path)
    assert not [file for file in (tmp_path / "warc").rglob("*") if file.is_file()]


def test_a_file_with_a_very_long_name_is_kept_under_the_end_of_it(tmp_path: Path) -> None:
    path = tmp_path / f"{'长' * 80}.warc"
    path.write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    (name,) = warc.adopt(tmp_path / "warc", path)
    assert name.endswith("长长.warc")
    assert (tmp_path / "warc" / name).read_bytes() == path.read_bytes()


class _Press(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def press() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Press)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_captures_of_a_real_wget_are_read(tmp_path: Path) -> None:
    with press() as address:
        subprocess.run(
            ["wget", "-q", "--no-proxy", "--warc-file=w", "--delete-after", f"{address}a.htm", f"{address}b.htm"],
            cwd=tmp_path,
            check=True,
        )
    found = list(warc.resolved(tmp_path / "warc", warc.adopt(tmp_path / "warc", tmp_path / "w.warc.gz")))
    pages = [each for each in found if isinstance(each, warc.Stored)]
    assert len(pages) == len(found)
    assert [page.url.rpartition("/")[2] for page in pages if page.body == PAGE] == ["a.htm", "b.htm"]
    assert all(page.declared and digest_agrees(page.declared, page.payload) for page in pages)
