"""A file that was added stands in the WARC as a resource record, and every reader of ours knows it."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from archive import cdxj, warc
from tests.archive.exchanges import AT, exchange, writer

FILE = "云岭市政协提案工作情况的报告\n".encode()
ADDRESS = f"file:sha256-{sha256(FILE).hexdigest()}"
KEPT = warc.Resource(
    url=ADDRESS,
    content=FILE,
    content_type="text/plain",
    kept_at=AT,
    context=(("kind", "added"), ("name", "报告.txt")),
)


def test_an_added_file_is_read_back_with_its_context(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        out.write(exchange(0))
        at = out.write_resource(KEPT)
        out.write(exchange(1))
    stored = warc.read(tmp_path, at.file, at.offset, at.length)
    assert (stored.record_type, stored.url, stored.status) == ("resource", ADDRESS, 200)
    assert (stored.body, stored.payload_sha256) == (
        FILE,
        sha256(FILE).hexdigest() == at.payload_sha256 and at.payload_sha256,
    )
    assert (stored.known("kind"), stored.known("name")) == ("added", "报告.txt")
    assert [found.record_type for found in warc.records(tmp_path / at.file) if isinstance(found, warc.Stored)] == [
        "response",
        "resource",
        "response",
    ]


def test_a_killed_add_leaves_a_whole_resource_for_the_index_and_warcio_takes_it(tmp_path: Path) -> None:
    out = writer(tmp_path)
    at = out.write_resource(KEPT)
    out.abandon()
    (found,) = warc.repair(tmp_path, {}).unindexed
    assert found == at
    words = [sys.executable, "-c", "import sys; from warcio.cli import main; sys.exit(main())", "check"]
    checked = subprocess.run([*words, str(tmp_path / at.file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert cdxj.index(tmp_path, tmp_path / "index.cdxj") == 1


def test_notes_that_other_tools_keep_as_resources_are_no_captures(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        at = out.write_resource(
            warc.Resource(
                url="metadata://gnu.org/software/wget/warc/wget.log",
                content=b"x",
                content_type="text/plain",
                kept_at=AT,
            )
        )
    assert list(warc.records(tmp_path / at.file)) == []
