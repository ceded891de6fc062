"""The CDXJ index leads replay tools to every capture."""

from __future__ import annotations

import json
from pathlib import Path

from archive import cdxj, warc
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
