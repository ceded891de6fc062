"""The CDXJ index leads replay tools to every capture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive import cdxj, warc
from archive.errors import ArchiveError
from tests.archive.exchanges import exchange
from tests.archive.test_warc import every_kind, written
from tests.archive.test_warc_read import others


def test_each_line_of_the_index_leads_to_its_capture(tmp_path: Path) -> None:
    written(tmp_path / "warc", *every_kind())
    others(tmp_path / "crawl.warc.gz")
    warc.adopt(tmp_path / "warc", tmp_path / "crawl.warc.gz")
    assert cdxj.index(tmp_path / "warc", tmp_path / "index.cdxj") == len(every_kind()) + 2
    lines = (tmp_path / "index.cdxj").read_text().splitlines()
    assert lines == sorted(lines)
    for line in lines:
        said = json.loads(line.split(" ", 2)[2])
        found = warc.read(tmp_path / "warc", said["filename"], int(said["offset"]), int(said["length"]))
        assert (found.url, found.declared) == (said["url"], said["digest"])


def test_an_index_made_again_replaces_the_old_one(tmp_path: Path) -> None:
    written(tmp_path / "warc", exchange(0))
    for _ in range(2):
        assert cdxj.index(tmp_path / "warc", tmp_path / "index.cdxj") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.cdxj", "warc"]


def test_a_damaged_file_is_named_instead_of_being_indexed_in_part(tmp_path: Path) -> None:
    places = written(tmp_path / "warc", *(exchange(number) for number in range(3)))
    segment = tmp_path / "warc" / places[0].file
    content = bytearray(segment.read_bytes())
    content[places[1].offset + 60] ^= 1
    segment.write_bytes(content)
    with pytest.raises(ArchiveError, match=f"{places[0].file}, offset {places[1].offset}: the gzip member is damaged"):
        cdxj.index(tmp_path / "warc", tmp_path / "index.cdxj")
    assert not (tmp_path / "index.cdxj").exists()
