"""Which parts of an article are followed, and that the order of their answers does not matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import pytest

from archive.records import Article, Source
from archive.store import Archive
from crawler.chain import Chains
from crawler.ledger import MOST_PARTS, Ledger, Row, Wanted
from crawler.newspapers import load
from crawler.reread import Again
from crawler.servers import server_of
from crawler.settle import Answer, Settler
from tests.archive.invented import CLOSING, FILED, OPENING, opened, reading, report
from tests.archive.invented import capture as captured
from tests.crawl.answers import BASE, DECLARED, Answered

AT = "2026-11-01T00:00:00Z"


def address(number: int) -> str:
    return f"{BASE}/GB/1/10000{f'-{number}' if number > 1 else ''}.html"


class Portal:
    """An archive with a ledger, into which answers are settled as the crawl does it."""

    def __init__(self, archive: Archive, folder: Path) -> None:
        (folder / "newspapers.toml").write_text(DECLARED, "utf-8")
        newspapers = {paper.id: paper for paper in load([folder / "newspapers.toml"])}
        self.archive = archive
        self.run_id = archive.begin_run("crawl", {})
        self.ledger = Ledger(archive.db, self.run_id)
        self.chains = Chains(archive, self.ledger, newspapers, self.reread)
        self.settler = Settler(archive, self.ledger, newspapers, self.reread, self.run_id)
        self.answers: dict[int, tuple[Article, Source]] = {}

    def reread(self, article_id: int) -> Again:
        (capture,) = self.archive.db.execute("SELECT capture_id FROM articles WHERE id = ?", (article_id,)).fetchone()
        article, source = self.answers[capture]
        return Again(reading=reading(article), source=source, position=0)

    def enter(self, url: str) -> Row:
        wanted = Wanted(url=url, newspaper_id="qingchuan", day=None, kind="article", server=server_of(url))
        key = self.ledger.enter(wanted, AT)
        return Row(id=key, url=url, newspaper_id="qingchuan", day=None, kind="article", server=wanted.server)

    def answer(self, one: Answered) -> list[str]:
        row, payload = self.enter(address(one.number)), f"{one.number}{one.hour}"
        key = captured(self.archive, one.number * 100 + one.hour, payload=payload, at=f"2026-11-01T0{one.hour}:00:00Z")
        self.answers[key] = (
            one.article,
            Source(newspaper_id="qingchuan", day=None, url=address(one.number), capture_id=key, run_id=self.run_id),
        )
        (before,) = self.archive.db.execute("SELECT count(*) FROM problems").fetchone()
        self.settler.settle(
            Answer(row=row, url=address(one.number), status=200, capture_id=key, at=AT), reading(one.article)
        )
        said = self.archive.db.execute("SELECT detail FROM problems ORDER BY rowid LIMIT -1 OFFSET ?", (before,))
        return [detail for (detail,) in said]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with opened(tmp_path / "archive") as archive:
        yield Portal(archive, tmp_path)


FIRST, CHANGED = report(OPENING, next_url=address(2)), report(OPENING, "清川市政协视察了河道。", next_url=address(2))
SECOND, MENDED = report(FILED, next_url=address(3)), report(FILED.replace("312", "313"), next_url=address(3))
LAST = report(CLOSING)
ANSWERS = (
    Answered(number=1, hour=1, article=FIRST),
    Answered(number=2, hour=2, article=SECOND),
    Answered(number=3, hour=3, article=LAST),
    Answered(number=1, hour=4, article=CHANGED),
    Answered(number=2, hour=5, article=MENDED),
)
DUMP = """
SELECT a.url, a.version, a.latest, a.next_url, a.content_sha256, h.url, h.version, o.position, p.hash, c.warc_offset
  FROM articles a LEFT JOIN articles h ON h.id = a.continues LEFT JOIN occurrences o ON o.article_id = a.id
  LEFT JOIN paragraphs p ON p.id = o.paragraph_id LEFT JOIN captures c ON c.id = o.capture_id
 ORDER BY a.url, a.version, o.position"""
TEXTS = """
SELECT a.url, a.version, p.hash FROM articles a JOIN occurrences o ON o.article_id = a.id
  JOIN paragraphs p ON p.id = o.paragraph_id ORDER BY a.url, a.version, o.position"""
TIES = """
SELECT a.url, a.version, h.url, h.version FROM articles a JOIN articles h ON h.id = a.continues
 ORDER BY a.url, a.version"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An archive after some answers: all that matters, the texts by page and version, and what continues what."""

    dump: list[tuple[object, ...]]
    texts: dict[tuple[str, int], tuple[str, ...]]
    ties: list[tuple[object, ...]]


def told(folder: Path, answers: Sequence[Answered]) -> Told:
    folder.mkdir()
    with opened(folder / "archive") as archive:
        portal = Portal(archive, folder)
        assert [problem for one in answers for problem in portal.answer(one)] == []
        texts: dict[tuple[str, int], tuple[str, ...]] = {}
        for url, version, text in archive.db.execute(TEXTS):
            texts[url, version] = (*texts.get((url, version), ()), text)
        dump, ties = (archive.db.execute(query).fetchall() for query in (DUMP, TIES))
        return Told(dump=dump, texts=texts, ties=ties)


def hashes(*said: Article) -> tuple[str, ...]:
    """The paragraphs of articles, one after the other."""
    return tuple(paragraph.hash for article in said for paragraph in article.paragraphs)


def test_the_newest_of_every_part_is_the_article_in_whatever_order_they_were_answered(tmp_path: Path) -> None:
    first, *others = (told(tmp_path / str(n), order) for n, order in enumerate(permutations(ANSWERS)))
    assert all(other.dump == first.dump for other in others)
    assert first.texts == {
        (address(1), 1): hashes(FIRST),
        (address(1), 2): hashes(CHANGED, MENDED, LAST),
        (address(2), 1): hashes(SECOND),
    }
    assert first.ties == [(address(2), 2, address(1), 2), (address(3), 1, address(1), 2)]


def test_an_article_that_ends_earlier_than_it_did_leaves_its_later_parts_alone(tmp_path: Path) -> None:
    ended = Answered(number=1, hour=4, article=report(OPENING, CLOSING))
    orders = [[*ANSWERS[:n], ended, *ANSWERS[n:3]] for n in (1, 2, 3)]
    first, *others = (told(tmp_path / str(n), order) for n, order in enumerate(orders))
    assert all(other.dump == first.dump for other in others)
    assert first.ties == []
    assert first.texts[address(1), 2] == hashes(ended.article)
    assert [first.texts[address(n), 1] for n in (1, 2, 3)] == [hashes(each) for each in (FIRST, SECOND, LAST)]


def test_what_another_reader_unties_stands_with_its_own_text(portal: Portal) -> None:
    for one in ANSWERS[:3]:
        portal.answer(one)
    portal.answer(replace(ANSWERS[0], article=report(OPENING, FILED)))
    assert portal.archive.db.execute(TIES).fetchall() == []
    texts = portal.archive.db.execute(f"{TEXTS.partition('ORDER')[0]} ORDER BY a.url, o.position").fetchall()
    assert texts == [
        (address(number), 1, text)
        for number, article in ((2, SECOND), (3, LAST), (1, report(OPENING, FILED)))
        for text in hashes(article)
    ]


def test_as_long_as_a_part_is_missing_the_article_says_where_it_goes_on(portal: Portal) -> None:
    query = "SELECT next_url FROM articles WHERE url = ?"
    for one, missing in zip(ANSWERS[:3], (address(2), address(3), None), strict=True):
        portal.answer(one)
        assert portal.archive.db.execute(query, (address(1),)).fetchone() == (missing,)


def test_a_part_that_repeats_adds_nothing_and_is_no_article_of_its_own(portal: Portal) -> None:
    portal.answer(ANSWERS[0])
    said = portal.answer(Answered(number=2, hour=2, article=replace(FIRST, next_url=address(3))))
    assert said == [f"as a part of {address(1)} it only repeats what stands before it"]
    rows = portal.archive.db.execute("SELECT url, continues IS NULL, next_url, chars > 0 FROM articles ORDER BY 1 DESC")
    assert rows.fetchall() == [(address(1), 1, address(2), 1), (address(2), 0, None, 0)]
    assert portal.ledger.known([address(3)]) == frozenset()


def test_a_circle_of_parts_that_all_say_something_ends_where_it_began(portal: Portal) -> None:
    round_about = Answered(number=3, hour=3, article=replace(LAST, next_url=address(1)))
    said = [problem for one in (*ANSWERS[:2], round_about, ANSWERS[0]) for problem in portal.answer(one)]
    assert said == [f"its next part, {address(1)}, is one before it"]
    rows = portal.archive.db.execute("SELECT url, continues, next_url FROM articles ORDER BY id").fetchall()
    head = (address(1), None, address(1))
    assert rows == [head, (address(2), 1, None), (address(3), 1, None)]


def test_what_goes_on_for_ever_or_back_or_to_another_site_is_not_followed(portal: Portal) -> None:
    row, said = portal.enter(address(1)), []
    for number in range(2, MOST_PARTS + 2):
        before = portal.ledger.parts_before(row)
        assert before == tuple(address(n) for n in range(number - 2, 0, -1))
        for next_url in (address(1), f"http://elsewhere.example/{number}.html", address(number)):
            said += [problem.detail for problem in portal.chains.take_in(row, before, next_url, AT)]
        row = portal.enter(address(number))
    ends = [detail.rpartition(" is ")[2] for detail in said]
    assert ends.count("one before it") == MOST_PARTS
    assert ends.count("not declared") == MOST_PARTS - 1
    assert ends.count(f"beyond the {MOST_PARTS} that are followed") == 2
    skipped = "SELECT count(*) FROM ledger WHERE state = 'skipped' AND reason LIKE 'off-site%'"
    assert portal.archive.db.execute(skipped).fetchone() == (MOST_PARTS - 1,)


def test_what_was_joined_is_sound(portal: Portal, tmp_path: Path) -> None:
    for one in ANSWERS:
        portal.answer(one)
    assert portal.archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
    chars = (
        "SELECT a.chars - sum(p.chars) FROM articles a JOIN occurrences o ON o.article_id = a.id"
        " JOIN paragraphs p ON p.id = o.paragraph_id GROUP BY a.id"
    )
    assert {left for (left,) in portal.archive.db.execute(chars)} == {0}
