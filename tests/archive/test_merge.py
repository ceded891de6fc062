"""Archives of several machines become one: in any order the same, nothing lost, a bad one refused, a kill survived."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.merge import merge
from archive.records import Dropped
from archive.segments import manifest
from archive.store import Archive
from archive.verify import verify
from crawler.cli import cppcc
from crawler.merging import merge_archives
from tests.archive.crawls import ALL, HEAD, TAIL, WHOLE, Event, crawled, url
from tests.archive.invented import CLOSING, OPENING, loaded, report
from tests.archive.logical import dump

RECORD = re.compile(r"<urn:[^>]*>")
MACHINES = ("north", "south", "west")


def said(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with Archive.open(folder, hold=False) as archive:
        return dump(archive.db)


def merged(folder: Path, others: Sequence[Path]) -> dict[str, list[tuple[object, ...]]]:
    merge(folder, others)
    assert verify(folder) == ()
    return said(folder)


shares = st.lists(st.sampled_from(range(1, 8)), min_size=len(ALL), max_size=len(ALL))
"""For each event, which of the machines saw it, as bits; so several may have seen the same page."""

MOODS = (
    "UPDATE ledger SET state = 'leased' WHERE id % 2",
    "UPDATE ledger SET state = 'failed', attempts = 3, capture_id = NULL WHERE id % 3 = 0",
    "UPDATE editions SET state = 'no-edition' WHERE day = '2025-02-18'",
    "UPDATE runs SET finished_at = NULL WHERE id LIKE '%base'",
    "UPDATE newspapers SET eras = '[]', title = '清川新闻' WHERE id = 'qingchuan'",
    "UPDATE accounts SET failed = 1, links_seen = 3",
    "UPDATE links SET position = 7",
    "SELECT 1",
)
"""What may have happened to one machine and not to the others."""


def divided(root: Path, share: Sequence[int], copied: int, moods: Sequence[str]) -> list[Path]:
    """The archives of the machines: each began as a copy of one base that had the first `copied` events."""
    base = crawled(root / "base", "base", ALL[:copied])
    for n, machine in enumerate(MACHINES):
        mine = [event for event, bits in zip(ALL[copied:], share[copied:], strict=True) if bits >> n & 1]
        shutil.copytree(base, root / machine)
        crawled(root / machine, machine, mine)
        change(root / machine, moods[n])
    return [root / machine for machine in MACHINES]


def in_any_order(share: list[int], copied: int, moods: list[str], order: list[int], outward: bool) -> None:
    """Merges the archives at once, and as a tree that takes in the third or is taken in by it; compares."""
    with TemporaryDirectory() as name:
        root = Path(name)
        machines = divided(root, share, copied, moods)
        first = merged(root / "first", machines)
        one, two, three = (machines[n] for n in order)
        merge(one, [two])
        assert (merged(one, [three]) if outward else merged(three, [one])) == first


plans = {
    "share": shares,
    "copied": st.integers(0, 6),
    "moods": st.lists(st.sampled_from(MOODS), min_size=3, max_size=3),
    "order": st.permutations(range(3)),
    "outward": st.booleans(),
}


@settings(max_examples=6, deadline=None)
@given(**plans)
def test_archives_of_a_divided_crawl_merge_to_the_same_in_any_order(**plan: Any) -> None:
    in_any_order(**plan)


@pytest.mark.soak
@settings(max_examples=150, deadline=None)
@given(**plans)
def test_a_hundred_divisions_of_a_crawl_merge_to_the_same_in_any_order(**plan: Any) -> None:
    in_any_order(**plan)


def without_records(found: dict[str, list[tuple[object, ...]]]) -> dict[str, list[str]]:
    """A dump without what names the machine: record ids and WARC files."""
    left = {name: rows for name, rows in found.items() if name != "captures"}
    return {name: sorted(RECORD.sub("", repr(row)) for row in rows) for name, rows in left.items()}


def test_a_divided_crawl_merges_to_what_one_machine_would_have_made(tmp_path: Path) -> None:
    whole = without_records(said(crawled(tmp_path / "whole", "whole", ALL, run=False)))
    backwards = without_records(said(crawled(tmp_path / "backwards", "whole", ALL[::-1], run=False)))
    parts = [crawled(tmp_path / name, name, ALL[n::3], run=False) for n, name in enumerate(MACHINES)]
    found = without_records(merged(tmp_path / "sum", parts))
    assert {name: len(found[name]) for name in ("articles", "paragraphs", "occurrences", "dropped", "figures")} == {
        "articles": 11,
        "paragraphs": 7,
        "occurrences": 18,
        "dropped": 8,
        "figures": 3,
    }
    assert found == whole == backwards


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder but what SQLite leaves beside a database that was read: shared memory and an empty log."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def change(folder: Path, *statements: str) -> None:
    """Changes an archive behind the back of the store."""
    with Archive.open(folder) as archive:
        for statement in statements:
            archive.db.execute(statement)
        archive.commit()


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two archives of one crawl, each with half of the answers."""
    return crawled(tmp_path / "north", "north", ALL[::2]), crawled(tmp_path / "south", "south", ALL[1::2])


def test_what_it_says_it_took_in_is_what_is_there_then(pair: tuple[Path, Path], tmp_path: Path) -> None:
    said_changed = merge(tmp_path / "new", [pair[0]]).changed
    with Archive.open(tmp_path / "new", hold=False) as archive:
        for name in ("newspapers", "captures", "ledger", "links", "editions", "problems", "articles"):
            (rows,) = archive.db.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert (name, said_changed[name]) == (name, rows)


def test_a_second_time_and_the_archive_itself_change_nothing(pair: tuple[Path, Path]) -> None:
    north, south = pair
    first = merge(north, [south, south])
    assert (first.warc_files, first.changed["runs"], first.changed["articles"] > 0) == (1, 1, True)
    before, held = said(north), files(north / "warc")
    for others in ([south], [north], [south, north], [north / ".." / "south"]):
        again = merge(north, others)
        assert again.run_id is None
        assert not any(again.changed.values())
    assert said(north) == before
    assert files(north / "warc") == held
    with Archive.open(north, hold=False) as archive:
        assert archive.db.execute("SELECT count(*) FROM runs WHERE command = 'merge'").fetchone() == (1,)


def test_the_others_stay_as_they_are(pair: tuple[Path, Path]) -> None:
    north, south = pair
    before = files(south)
    merge(north, [south])
    assert files(south) == before


def test_every_record_text_and_run_of_both_is_there_afterwards(pair: tuple[Path, Path]) -> None:
    north, south = pair
    parts = [said(north), said(south)]
    held = {name: digest for folder in pair for name, digest in manifest(folder / "warc").items()}
    whole = merged(north, [south])
    for name in ("captures", "runs", "links", "paragraphs", "accounts"):
        assert set(whole[name]) == {row for part in parts for row in part[name]}, name
    assert manifest(north / "warc") == held
    assert {path.name for path in (north / "runs").glob("*/summary.json")} == {"summary.json"}
    assert len(list((north / "runs").iterdir())) == 2


def test_an_archive_is_made_where_there_is_none(pair: tuple[Path, Path], tmp_path: Path) -> None:
    assert merged(tmp_path / "new", pair) == merged(pair[1], [pair[0]])


def test_the_more_advanced_state_of_ledger_edition_and_run_wins(tmp_path: Path) -> None:
    north, south = (crawled(tmp_path / name, "same", ALL[:2]) for name in ("north", "south"))
    change(
        north,
        "UPDATE ledger SET state = 'leased', updated_at = '2026-01-01T00:00:00Z'",
        "UPDATE editions SET state = 'published', pages_got = 0",
        "UPDATE runs SET finished_at = NULL, outcome = NULL",
    )
    change(south, "UPDATE editions SET state = 'blocked', pages_got = 9")
    (north / "runs" / "20250220T000000Z-same" / "summary.json").write_text("{}", "utf-8")
    finished = said(south)["runs"]
    there = Path(shutil.copytree(south, tmp_path / "there"))
    merge(south, [north])
    with Archive.open(south, hold=False) as archive:
        states = dict(archive.db.execute("SELECT kind, state FROM ledger"))
        assert states == {"article": "done", "front": "pending"}
        assert archive.db.execute("SELECT state, pages_got FROM editions").fetchall() == [("published", 0)]
    assert said(south)["runs"] == finished
    assert merged(north, [there]) == said(south)
    assert json.loads((north / "runs" / "20250220T000000Z-same" / "summary.json").read_text("utf-8")) != {}


def test_the_same_paragraph_in_two_scripts_keeps_one_form_and_both_printings(tmp_path: Path) -> None:
    plain = crawled(tmp_path / "plain", "plain", [ALL[0]])
    odd = crawled(tmp_path / "odd", "odd", [ALL[4]])
    there = Path(shutil.copytree(odd, tmp_path / "there"))
    merge(odd, [plain])
    with Archive.open(odd, hold=False) as archive:
        assert archive.db.execute("SELECT text FROM paragraphs WHERE text LIKE '一年来%'").fetchall() == [(OPENING,)]
        (printed,) = archive.db.execute("SELECT verbatim FROM occurrences WHERE verbatim LIKE '%團結%'").fetchone()
        assert "協商" in printed
    assert merged(plain, [there]) == said(odd)


def test_a_joined_report_stays_joined_beside_its_halves(tmp_path: Path) -> None:
    head, tail = ([event for event in ALL if event.number == number] for number in (HEAD, TAIL))
    joined = crawled(tmp_path / "joined", "joined", [head[1], tail[1]])
    there = Path(shutil.copytree(joined, tmp_path / "there"))
    halves = [crawled(tmp_path / "here", "here", [head[0]]), crawled(tmp_path / "far", "far", [tail[0]])]
    alone = merge(halves[0], [halves[1]])
    assert (alone.parts_apart, alone.needs_rebuild) == (1, True)
    apart = [crawled(tmp_path / "head", "head", [head[0]]), crawled(tmp_path / "tail", "tail", [tail[0]])]
    whole = merged(joined, apart)
    assert not merge(joined, apart).needs_rebuild
    with Archive.open(joined, hold=False) as archive:
        (key, seen) = archive.db.execute("SELECT id, seen_at FROM articles WHERE url = ?", (url(HEAD),)).fetchone()
        assert seen == head[0].at
        texts = [paragraph.text for paragraph in loaded(archive, key).paragraphs]
        assert texts == [paragraph.text for paragraph in WHOLE.paragraphs]
        pages = archive.db.execute("SELECT url FROM sources WHERE article_id = ? ORDER BY position", (key,))
        assert pages.fetchall() == [(url(HEAD),), (url(TAIL),), (url(TAIL),)]
    assert merged(apart[0], [apart[1], there]) == whole


def test_a_head_that_is_newer_elsewhere_than_where_it_is_joined_is_told(tmp_path: Path) -> None:
    head, tail = (next(event for event in ALL if event.number == number) for number in (HEAD, TAIL))
    newer = replace(head, edit=1, hour=11, articles=(report(OPENING, CLOSING, continued_on="4"),))
    joined, beside = crawled(tmp_path / "joined", "one", [head, tail]), crawled(tmp_path / "beside", "two", [newer])
    there = Path(shutil.copytree(joined, tmp_path / "there"))
    for mine, other in ((joined, beside), (beside, there)):
        found = merge(mine, [other])
        assert (found.parts_apart, found.tails_beside, found.needs_rebuild) == (1, 0, True)


def test_the_newer_reader_is_believed_about_one_payload_and_the_difference_told(tmp_path: Path) -> None:
    shorter = Event(number=0, edit=0, hour=3, articles=(report(OPENING, CLOSING),))
    old, new = crawled(tmp_path / "old", "same", [ALL[0]]), crawled(tmp_path / "new", "same", [shorter])
    change(new, "UPDATE articles SET reader_version = '1.10.0'")
    change(old, "UPDATE articles SET reader_version = '1.9.0'")
    there = Path(shutil.copytree(old, tmp_path / "there"))
    done = merge(old, [new])
    assert (done.differently_read, done.needs_rebuild) == (1, True)
    with Archive.open(old, hold=False) as archive:
        assert {text for (text,) in archive.db.execute("SELECT text FROM paragraphs")} == {CLOSING, OPENING}
    assert merged(new, [there]) == said(old)


def test_of_two_lists_of_dropped_blocks_for_one_capture_one_is_kept_whole(tmp_path: Path) -> None:
    page = ALL[0]
    blocks = (Dropped(text="清川天气 晴", reason="furniture"), *page.dropped)
    one, two = (
        crawled(tmp_path / name, "same", [replace(page, dropped=dropped)])
        for name, dropped in (("one", page.dropped), ("two", blocks))
    )
    there, expected = Path(shutil.copytree(one, tmp_path / "there")), said(two)["dropped"]
    assert merged(one, [two])["dropped"] == expected
    assert merged(two, [there])["dropped"] == expected


def test_a_head_with_two_tails_is_told(tmp_path: Path) -> None:
    events = [event for event in ALL if event.number in (HEAD, TAIL)]
    one, two = crawled(tmp_path / "one", "one", events), crawled(tmp_path / "two", "two", events)
    assert not merge(one, [two]).needs_rebuild
    change(two, f"UPDATE articles SET place_uid = 'elsewhere', uid = 'elsewhere' WHERE url = '{url(TAIL)}'")
    found = merge(one, [two])
    assert (found.tails_beside, found.needs_rebuild) == (1, True)


def test_near_duplicates_and_relations_across_machines_are_found_in_any_order(pair: tuple[Path, Path]) -> None:
    def quiet(what: str, done: int, total: int) -> None: ...

    north, south = pair
    there = Path(shutil.copytree(south, south.with_name("there")))
    back = Path(shutil.copytree(north, north.with_name("back")))
    figures = merge_archives(north, [south], quiet)
    merge_archives(there, [back], quiet)
    found = said(north)
    assert found == said(there)
    assert found["near"]
    assert found["relations"]
    assert len(found["near"]) == figures["linked"]["pairs"]
    summary = json.loads((north / "runs" / figures["run"] / "summary.json").read_text("utf-8"))
    assert (summary["command"], summary["changed"]) == ("merge", figures["changed"])


def test_the_command_says_what_came(pair: tuple[Path, Path]) -> None:
    north, south = pair
    done = CliRunner().invoke(cppcc, ["merge", "--archive", str(north), "--json", str(south)])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["warc_files"] == 1
    again = CliRunner().invoke(cppcc, ["merge", "--archive", str(north), str(south)])
    assert again.output == f"{north}: nothing new; 0 WARC files copied\n"
