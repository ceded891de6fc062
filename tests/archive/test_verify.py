"""Whatever is changed in an archive behind its back, verify names it; an archive as it was made has no fault."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.segments import MANIFEST
from archive.verify import Fault, verify
from tests.archive.small_archive import make


def segment(folder: Path) -> Path:
    (found,) = (folder / "warc").glob("*.warc.gz")
    return found


def sql(*statements: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        db = sqlite3.connect(folder / "archive.db")
        for statement in statements:
            db.execute(statement)
        db.commit()
        db.close()

    return damage


def flipped_byte(folder: Path) -> None:
    content = bytearray(segment(folder).read_bytes())
    content[len(content) // 3] ^= 0x10
    segment(folder).write_bytes(content)


def torn(folder: Path) -> None:
    segment(folder).write_bytes(segment(folder).read_bytes()[:-2000])


def test_an_archive_as_it_was_made_has_no_fault(tmp_path: Path) -> None:
    make(tmp_path)
    seen: list[tuple[str, int, int]] = []
    assert verify(tmp_path, progress=lambda *said: seen.append(said)) == ()
    assert {what: done == total for what, done, total in seen} == {
        "segments": True,
        "captures": True,
        "paragraphs": True,
        "search index of paragraphs": True,
        "search index of articles": True,
    }


def test_a_sample_of_a_sound_archive_has_no_fault(tmp_path: Path) -> None:
    make(tmp_path)
    assert verify(tmp_path, sample=2) == ()


OFF = "PRAGMA foreign_keys = OFF"
DAMAGES: dict[str, tuple[Callable[[Path], None], str, str, str]] = {
    "a flipped byte in a segment": (flipped_byte, "segment", "cppcc-", "SHA-256 is not the one in the manifest"),
    "a segment that was cut": (torn, "capture", "capture 4", "ends early|no WARC record begins here"),
    "a segment that was removed": (lambda folder: segment(folder).unlink(), "segment", "cppcc-", "missing"),
    "an offset one off": (
        sql("UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 2"),
        "capture",
        "capture 2",
        "no WARC record begins here",
    ),
    "an offset of another record": (
        sql(
            "UPDATE captures SET warc_offset = (SELECT warc_offset + warc_length FROM captures WHERE id = 1)"
            " WHERE id = 2"
        ),
        "capture",
        "capture 2",
        "a request record stands there",
    ),
    "a wrong length": (
        sql("UPDATE captures SET warc_length = 7 WHERE id = 3"),
        "capture",
        "capture 3",
        "length: the index says 7",
    ),
    "a wrong payload hash": (
        sql("UPDATE captures SET payload_sha256 = 'ab' WHERE id = 1"),
        "capture",
        "capture 1",
        "payload SHA-256: the index says ab",
    ),
    "a wrong address": (
        sql("UPDATE captures SET url = 'http://x.example/' WHERE id = 3"),
        "capture",
        "capture 3",
        "address",
    ),
    "a capture row that was deleted": (
        sql(OFF, "DELETE FROM captures WHERE id = 1"),
        "capture",
        "cppcc-",
        "without a row in captures",
    ),
    "a file name that leads out": (
        sql("UPDATE captures SET warc_file = '../../etc/passwd' WHERE id = 1"),
        "segment",
        "../../etc/passwd",
        "must stay inside",
    ),
    "a paragraph's text changed": (
        sql("UPDATE paragraphs SET text = replace(text, '287', '288')"),
        "paragraph",
        "paragraph ",
        "its text has the hash",
    ),
    "a paragraph's template hash changed": (
        sql("UPDATE paragraphs SET template_hash = hash"),
        "paragraph",
        "paragraph ",
        "its text has the hash",
    ),
    "a paragraph of another canonical form": (
        sql("UPDATE paragraphs SET norm_version = 99"),
        "paragraph",
        "paragraph ",
        "canonical form 99",
    ),
    "a form here that is another sentence": (
        sql("UPDATE occurrences SET shown = '别的话' WHERE position = 0"),
        "paragraph",
        "article 1, paragraph 0",
        "its form here has not the hash",
    ),
    "an occurrence that was deleted": (
        sql("DELETE FROM occurrences WHERE position = 1"),
        "count",
        "article 1",
        "not numbered",
    ),
    "a paragraph that stands nowhere": (
        sql("DELETE FROM occurrences WHERE position = 1"),
        "count",
        "paragraph ",
        "stands in no article",
    ),
    "a wrong count of characters": (
        sql("UPDATE articles SET chars = chars + 1 WHERE id = 1"),
        "count",
        "article ",
        "do not add up",
    ),
    "an account that does not add up": (
        sql(
            "INSERT INTO runs (id, command, started_at) VALUES ('r', 'crawl', '2026')",
            "INSERT INTO accounts (run_id, links_seen, stored) VALUES ('r', 3, 2)",
        ),
        "count",
        "run r, no newspaper",
        "links seen",
    ),
    "two latest versions": (
        sql("UPDATE articles SET latest = 0"),
        "count",
        "article place ",
        "not exactly one",
    ),
    "an article without its capture": (
        sql(OFF, "UPDATE articles SET capture_id = 99 WHERE id = 1"),
        "foreign-key",
        "articles row 1",
        "captures",
    ),
    "a paragraph the index lacks": (
        sql(
            "INSERT INTO paragraphs (id, hash, template_hash, text, chars, norm_version)"
            " VALUES (4, 'h', 't', '字', 1, 1)"
        ),
        "search",
        "paragraphs 4",
        "does not find it",
    ),
    "an index entry of nothing": (
        sql("INSERT INTO paragraphs_fts (rowid, text) VALUES (77, '提 案 提案')"),
        "search",
        "paragraphs 77",
        "a search for 提 finds it, and it does not hold that",
    ),
    "an article whose headline changed": (
        sql("UPDATE articles SET headline = '另题另文' WHERE id = 2"),
        "search",
        "articles 2",
        "a search for 会 finds it, and it does not hold that",
    ),
    "a revisit of nothing": (
        sql("UPDATE captures SET record_type = 'revisit' WHERE id = 1"),
        "capture",
        "capture 1",
        "repeats a capture that is not here",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named(tmp_path: Path, name: str) -> None:
    damage, kind, where, detail = DAMAGES[name]
    make(tmp_path)
    damage(tmp_path)
    faults = verify(tmp_path)
    assert [fault for fault in faults if _is(fault, kind, where, detail)], faults


def _is(fault: Fault, kind: str, where: str, detail: str) -> bool:
    return (
        fault.kind == kind and fault.where.startswith(where) and any(part in fault.detail for part in detail.split("|"))
    )


def test_every_flipped_byte_of_a_segment_is_noticed(tmp_path: Path) -> None:
    make(tmp_path)
    content = segment(tmp_path).read_bytes()
    for place in range(0, len(content), max(1, len(content) // 25)):
        rotten = bytearray(content)
        rotten[place] ^= 0x20
        segment(tmp_path).write_bytes(rotten)
        assert verify(tmp_path)


def test_a_damaged_database_is_named_before_anything_is_read_from_it(tmp_path: Path) -> None:
    make(tmp_path)
    path = tmp_path / "archive.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'captures'").fetchone()
    (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)
    faults = verify(tmp_path)
    assert {fault.kind for fault in faults} == {"database"}


def test_a_manifest_that_names_a_lost_segment_is_noticed_in_a_sample_too(tmp_path: Path) -> None:
    make(tmp_path)
    with (tmp_path / "warc" / MANIFEST).open("a") as file:
        file.write(f"{'0' * 64}  cppcc-20250101000000000-00009-press.warc.gz\n")
    (fault,) = verify(tmp_path, sample=1)
    assert (fault.kind, fault.detail) == ("segment", "it stands in the manifest and is missing")


def test_a_folder_without_an_archive_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive here"):
        verify(tmp_path)
