"""A real crawl of the practice press, compared with what was printed. One crawl serves all tests of this file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import dedupe
from archive import warc
from archive.store import Archive
from crawler.reading import charset, html
from dedupe import near
from spiders.press import Press, Served, build, serving
from tests.archive.press_truth import meant, undirected

pytestmark = pytest.mark.xdist_group("press")

DAYS = ("--since", "2019-01-01", "--until", "2026-12-31")
CPPCC = (sys.executable, "-m", "crawler")
DELAY = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """A finished crawl: the press that was crawled, its log, the archive, and what the command printed."""

    press: Press
    served: Served
    folder: Path
    log: tuple[dict[str, Any], ...]
    exit_code: int
    said: dict[str, Any]


def crawl(served: Served, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """One `cppcc crawl` in a process of its own."""
    arguments = ("crawl", "--newspapers", str(served.newspapers), "--archive", str(folder), *DAYS, "--json", *options)
    return subprocess.run((*CPPCC, *arguments), capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    press = build(1)
    folder = tmp_path_factory.mktemp("press") / "archive"
    with serving(press, delay=DELAY) as served:
        done = crawl(served, folder)
        assert done.stdout, done.stderr
        yield Crawled(
            press=press,
            served=served,
            folder=folder,
            log=tuple(served.log()),
            exit_code=done.returncode,
            said=json.loads(done.stdout),
        )


@pytest.fixture
def archive(crawled: Crawled) -> Iterator[Archive]:
    with Archive.open(crawled.folder, hold=False) as opened:
        yield opened


def test_every_printed_report_is_archived_once_where_it_was_printed_and_nothing_else_is(
    crawled: Crawled, archive: Archive
) -> None:
    printed = sorted((row.newspaper, row.path, row.part) for row in crawled.press.truth if row.topic == "report")
    archived = sorted(
        (newspaper, urlsplit(url).path, position)
        for newspaper, url, position in archive.db.execute(
            "SELECT newspaper_id, url, position FROM articles WHERE topic = 'report' AND continues IS NULL"
        )
    )
    assert archived == printed


def test_a_report_that_goes_on_at_other_addresses_is_whole_and_its_tails_name_their_head(
    crawled: Crawled, archive: Archive
) -> None:
    for row in crawled.press.truth:
        tails = (row.continues, *row.parts) if row.continues else row.parts
        if row.topic != "report" or not tails:
            continue
        head, text = archive.db.execute(
            "SELECT a.id, group_concat(coalesce(o.shown, p.text), '') FROM articles a"
            " JOIN occurrences o ON o.article_id = a.id JOIN paragraphs p ON p.id = o.paragraph_id"
            " WHERE a.newspaper_id = ? AND a.url LIKE ?",
            (row.newspaper, f"%{row.path}"),
        ).fetchone()
        for tail in tails:
            (continues,) = archive.db.execute(
                "SELECT continues FROM articles WHERE newspaper_id = ? AND url LIKE ?", (row.newspaper, f"%{tail}")
            ).fetchone()
            assert continues == head
        assert squeezed(row.paragraphs[-1]) in squeezed(text)


def test_each_unique_paragraph_is_stored_once_under_the_hash_of_its_text(archive: Archive) -> None:
    rows = archive.db.execute("SELECT hash, text FROM paragraphs").fetchall()
    assert len({name for name, _ in rows}) == len(rows) > 1000
    assert [name for name, text in rows if dedupe.identity(text).hash != name] == []


def test_every_occurrence_leads_to_newspaper_day_page_url_and_a_record_that_is_its_page(
    crawled: Crawled, archive: Archive
) -> None:
    texts: dict[tuple[str, int, int], str] = {}
    found = archive.db.execute(
        "SELECT coalesce(o.verbatim, o.shown, p.text), o.torn, o.role, s.newspaper_id, s.day, s.url, c.warc_file,"
        " c.warc_offset, c.warc_length FROM occurrences o JOIN articles s ON s.id = o.article_id"
        " JOIN paragraphs p ON p.id = o.paragraph_id JOIN captures c ON c.id = coalesce(o.capture_id, s.capture_id)"
    ).fetchall()
    lost = []
    for text, _torn, role, newspaper, day, url, *place in found:
        assert newspaper
        assert day
        assert url
        key = (place[0], place[1], place[2])
        if key not in texts:
            stored = warc.read(crawled.folder / "warc", *place)
            tree = html.parse(charset.decode(stored.body, stored.charset).text)
            texts[key] = squeezed(str(tree.text_content()))
        pieces = [piece for piece in text.split("\n") if piece]
        if role == "body" and not all(squeezed(piece) in texts[key] for piece in pieces):
            lost.append((url, text))
    joined = len([1 for row in crawled.press.truth if row.continues])
    assert len(lost) <= joined, lost[:5]  # a sentence torn at the end of a page stands on two pages


def test_the_account_of_every_newspaper_adds_up(crawled: Crawled) -> None:
    accounts = crawled.said["accounts"]
    assert len(accounts) == len(crawled.press.newspapers)
    for account in accounts:
        parts = [account[name] for name in ("stored", "duplicate", "off_topic", "failed", "pending")]
        assert account["links_seen"] == sum(parts)
        assert account["pending"] == 0


def test_reprints_corrections_twins_and_excerpts_are_told_apart_as_the_press_knows_them(
    crawled: Crawled, archive: Archive
) -> None:
    kept = [row for row in crawled.press.truth if row.topic in ("report", "related") and not row.damage]
    keys = {(row.newspaper, row.path, row.part): row.key for row in kept}
    places = "{0}.newspaper_id, {0}.url, {0}.position"
    found = archive.db.execute(
        f"SELECT {places.format('b')}, r.kind, {places.format('a')} FROM relations r"
        " JOIN articles a ON a.id = r.article_a JOIN articles b ON b.id = r.article_b"
    ).fetchall()
    told = frozenset(
        (keys[later, urlsplit(later_url).path, later_part], kind, keys[paper, urlsplit(url).path, part])
        for later, later_url, later_part, kind, paper, url, part in found
    )
    assert undirected(told, kept) == undirected(meant(kept), kept)


def test_near_pairs_are_exact_and_nothing_waits_after_a_crawl(archive: Archive) -> None:
    pairs = archive.db.execute(
        "SELECT a.text, b.text, n.similarity FROM near n"
        " JOIN paragraphs a ON a.id = n.paragraph_a JOIN paragraphs b ON b.id = n.paragraph_b"
    ).fetchall()
    assert len(pairs) > 50
    assert all(near.similarity(dedupe.canonical(a), dedupe.canonical(b)) == alike >= 0.8 for a, b, alike in pairs)
    waiting = "SELECT (SELECT count(*) FROM queue), (SELECT count(*) FROM unrelated)"
    assert archive.db.execute(waiting).fetchone() == (0, 0)


def test_editions_and_days_without_one_are_told_apart_in_all_three_ways(crawled: Crawled, archive: Archive) -> None:
    found = archive.db.execute("SELECT newspaper_id, day, state FROM editions")
    states = {(newspaper, day): state for newspaper, day, state in found}
    unread = {(one.id, one.days[-1]) for one in crawled.press.newspapers if "unknown-layout" in one.features}
    wrong = []
    for row in crawled.press.editions:
        state = states.get((row.newspaper, row.day.isoformat()))
        if state != ("partial" if (row.newspaper, row.day) in unread else row.state):
            wrong.append((row, state))
    assert wrong == []
    assert unread
    assert len({row.way for row in crawled.press.editions if row.way}) >= 3


def test_a_page_of_unknown_layout_is_a_problem_that_says_what_was_looked_for_and_the_run_says_so(
    crawled: Crawled, archive: Archive
) -> None:
    problems = archive.db.execute("SELECT url, kind, detail FROM problems").fetchall()
    assert {urlsplit(url).path for url, _, _ in problems} <= {
        *crawled.press.unknown_pages,
        *(row.path for row in crawled.press.truth if row.damage),
    }
    assert any("a[id^='pageLink']" in detail or "article links" in detail for _, _, detail in problems)
    assert (crawled.exit_code, crawled.said["outcome"]) == (3, "some failed")


def test_no_server_is_asked_faster_than_its_delay_nor_twice_at_once(crawled: Crawled) -> None:
    times = defaultdict(list)
    for request in crawled.log:
        times[request["server"]].append(request["time"])
    for asked in times.values():
        gaps = [later - earlier for earlier, later in pairwise(asked)]
        # A busy machine may let two arrive together, but never makes the whole faster than the delay.
        assert asked[-1] - asked[0] >= DELAY * 0.95 * len(gaps)
        assert sum(gap < DELAY * 0.5 for gap in gaps) <= len(gaps) * 0.1


def test_robots_txt_is_asked_first_and_obeyed_and_every_request_says_who_asks(crawled: Crawled) -> None:
    first = {}
    for request in crawled.log:
        first.setdefault(request["server"], request["path"])
        assert request["user_agent"].startswith("cppcc-archive/")
        assert "/gg/" not in request["path"]
    assert set(first.values()) == {"/robots.txt"}


def test_twins_of_an_address_are_asked_for_once(crawled: Crawled) -> None:
    asked = [(request["server"], request["path"]) for request in crawled.log]
    assert len(asked) == len(set(asked))
    assert not [path for _, path in asked if "?div" in path or "/pad/" in path]


def test_a_second_crawl_fetches_nothing_that_it_has(crawled: Crawled) -> None:
    crawled.served.forget()
    done = crawl(crawled.served, crawled.folder)
    fetched = [row["path"] for row in crawled.served.log() if row["status"] == 200 and row["path"] != "/robots.txt"]
    assert fetched == []
    assert json.loads(done.stdout)["requests"] == 3  # the portals' lists, which answered 304


def test_a_recheck_asks_conditionally_and_changes_nothing(crawled: Crawled, tmp_path: Path) -> None:
    def kept() -> list[tuple[object, ...]]:
        with Archive.open(crawled.folder, hold=False) as archive:
            return archive.db.execute(
                "SELECT a.uid, o.position, p.hash FROM articles a LEFT JOIN occurrences o ON o.article_id = a.id"
                " LEFT JOIN paragraphs p ON p.id = o.paragraph_id ORDER BY 1, 2"
            ).fetchall()

    before = kept()
    crawled.served.forget()
    done = crawl(crawled.served, crawled.folder, "--recheck", "yanchuan")
    answers = [row["status"] for row in crawled.served.log() if row["path"] != "/robots.txt"]
    assert answers.count(304) > 30, done.stderr
    assert kept() == before


def test_every_segment_is_accepted_by_warcio_check_and_index(crawled: Crawled) -> None:
    warcio = str(Path(sys.executable).with_name("warcio"))
    segments = [str(path) for path in (crawled.folder / "warc").glob("*.warc.gz")]
    check = subprocess.run((warcio, "check", *segments), capture_output=True, text=True, check=False)
    index = subprocess.run((warcio, "index", *segments), capture_output=True, text=True, check=False)
    assert (check.returncode, check.stdout) == (0, "")
    assert index.returncode == 0
    assert len(index.stdout.splitlines()) > 2000


@pytest.mark.parametrize("query", ["提案", "政", "民主监督", "提案工作"])
def test_a_stock_search_returns_exactly_the_rows_that_like_finds(
    crawled: Crawled, archive: Archive, query: str
) -> None:
    found = subprocess.run(
        (sys.executable, "-m", "sqlite_utils", "search", str(crawled.folder / "archive.db"), "paragraphs", query),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "SQLITE_UTILS_LOAD_PLUGINS": ""},
    )
    like = archive.db.execute("SELECT hash FROM paragraphs WHERE text LIKE ?", (f"%{query}%",)).fetchall()
    assert sorted(row["hash"] for row in json.loads(found.stdout)) == sorted(name for (name,) in like)
    assert like


def squeezed(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())
