"""WARC files of other archives come over whole, once, and never over a file that is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import warc
from archive.errors import ArchiveError
from archive.segments import manifest
from tests.archive.exchanges import exchange, writer
from tests.archive.test_repair import sound
from tests.archive.test_warc import segments, written


def test_files_of_another_archive_are_copied_and_found_again(tmp_path: Path) -> None:
    (place,) = written(tmp_path / "other", exchange(1), hostname="second")
    written(tmp_path / "here", exchange(0))
    names = warc.bring(tmp_path / "here", tmp_path / "other")
    assert names == {place.file: place.file}
    assert warc.read(tmp_path / "here", names[place.file], place.offset, place.length).url == exchange(1).url
    before = manifest(tmp_path / "here")
    assert warc.bring(tmp_path / "here", tmp_path / "other") == names
    assert manifest(tmp_path / "here") == before
    assert sound(tmp_path / "here")


def test_another_file_of_the_same_name_is_set_beside_not_over(tmp_path: Path) -> None:
    (mine,) = written(tmp_path / "here", exchange(0))
    (theirs,) = written(tmp_path / "other", exchange(1))
    assert mine.file == theirs.file
    names = warc.bring(tmp_path / "here", tmp_path / "other")
    assert names[theirs.file].startswith("added/")
    assert warc.read(tmp_path / "here", mine.file, mine.offset).url == exchange(0).url
    assert warc.read(tmp_path / "here", names[theirs.file], theirs.offset).url == exchange(1).url
    assert warc.bring(tmp_path / "here", tmp_path / "other") == names


def test_an_altered_file_is_refused_and_not_kept(tmp_path: Path) -> None:
    written(tmp_path / "other", exchange(1))
    (segment,) = segments(tmp_path / "other")
    segment.write_bytes(segment.read_bytes() + b"x")
    with pytest.raises(ArchiveError, match="its SHA-256 is not the one in its manifest"):
        warc.bring(tmp_path / "here", tmp_path / "other")
    assert list((tmp_path / "here").iterdir()) == []
    segment.unlink()
    with pytest.raises(ArchiveError, match="is missing"):
        warc.bring(tmp_path / "here", tmp_path / "other")


def test_an_archive_that_is_being_written_is_refused(tmp_path: Path) -> None:
    out = writer(tmp_path / "other")
    out.write(exchange(0))
    out.abandon()
    with pytest.raises(ArchiveError, match="still open"):
        warc.bring(tmp_path / "here", tmp_path / "other")
