"""A crawl with requisites, exported as WACZ: valid, with every report as a page, its text, and what it looks like."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from archive import wacz, warc
from archive.store import Archive
from tests.replay.conftest import Crawled

pytestmark = pytest.mark.xdist_group("replay")


@pytest.fixture(scope="module")
def package(crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wacz") / "press.wacz"
    wacz.export(crawled.folder, path, title="练习报刊", description="invented newspapers")
    return path


def test_it_is_valid_under_wacz_validate(package: Path) -> None:
    words = [sys.executable, "-m", "wacz", "validate", "-f", str(package)]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_part_has_the_hash_that_the_package_states(package: Path) -> None:
    with ZipFile(package) as opened:
        stated = json.loads(opened.read("datapackage.json"))["resources"]
        digest = json.loads(opened.read("datapackage-digest.json"))
        for part in stated:
            assert part["hash"] == f"sha256:{sha256(opened.read(part['path'])).hexdigest()}"
        assert digest["hash"] == f"sha256:{sha256(opened.read('datapackage.json')).hexdigest()}"
        parts = {part["path"] for part in stated}
        assert parts == {name for name in opened.namelist() if not name.startswith("datapackage")}


def test_its_pages_are_the_reports_and_each_is_found_in_its_index(crawled: Crawled, package: Path) -> None:
    with ZipFile(package) as opened:
        _, *pages = (json.loads(line) for line in opened.read("pages/pages.jsonl").decode().splitlines())
        indexes = [name for name in opened.namelist() if name.startswith("indexes/")]
        lines = gunzipped(*(opened.read(name) for name in indexes if "cdx" in name)).splitlines()
    indexed = {json.loads(line.split(" ", 2)[2])["url"] for line in lines if line.count(" ") > 2 and "{" in line}
    with Archive.open(crawled.folder, hold=False) as archive:
        reports = archive.db.execute(
            "SELECT uid, headline FROM articles WHERE topic = 'report' AND latest AND continues IS NULL"
        ).fetchall()
        requisites = {url for (url,) in archive.db.execute("SELECT url FROM captures WHERE kind = 'requisite'")}
    assert {(page["id"]) for page in pages} == {uid for uid, _ in reports}
    titles = {page["id"]: page["title"] for page in pages}
    assert all(titles[uid].startswith(headline) for uid, headline in reports)
    assert all(len(page["text"]) > 100 for page in pages)
    assert {page["url"] for page in pages} | requisites <= indexed


def test_it_can_be_unpacked_into_captures_with_nothing_lost(crawled: Crawled, package: Path, tmp_path: Path) -> None:
    files = warc.adopt(tmp_path, package)
    found = [each for each in warc.resolved(tmp_path, files) if isinstance(each, warc.Stored)]
    with Archive.open(crawled.folder, hold=False) as archive:
        (captures,) = archive.db.execute("SELECT count(*) FROM captures").fetchone()
    assert len(found) == captures


def gunzipped(*parts: bytes) -> str:
    """The text of index files, gzipped in pieces or plain."""
    import gzip

    return "".join((gzip.decompress(part) if part[:2] == b"\x1f\x8b" else part).decode() for part in parts)
