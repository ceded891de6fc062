"""Articles of an edition that go on under another address, of which one or the other changes later."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.records import Article, Source
from archive.store import Archive
from archive.verify import verify
from crawler.continued import Continued
from crawler.newspapers import load
from crawler.reread import Again
from spiders.press import Fault, build, serving
from tests.archive.invented import CLOSING, FILED, OPENING, opened, reading, report
from tests.archive.invented import capture as captured
from tests.crawl.answers import BASE, DECLARED, Answered
from tests.crawl.crash import finished
from tests.crawl.same import rebuilt, unlike
from tests.crawl.test_rebuild import FROM_WARCS

if TYPE_CHECKING:
    from crawler.newspapers import Newspaper

pytestmark = pytest.mark.xdist_group("continued")

DAY = date(2025, 2, 19)
SITE = f"{BASE}/"
MORE = "过去的一年,全市各级政协组织共走访企业四百余家,提出意见建议九十六条。"


@dataclass(slots=True)
class Edition:
    """An edition whose answers are stored and whose continuations are joined as the crawl does it."""

    archive: Archive
    newspaper: Newspaper
    answers: dict[int, tuple[Article, Source]] = field(default_factory=dict)

    def reread(self, article_id: int) -> Again:
        (capture,) = self.archive.db.execute("SELECT capture_id FROM articles WHERE id = ?", (article_id,)).fetchone()
        article, source = self.answers[capture]
        return Again(reading=reading(article), source=source, position=0)

    def answer(self, one: Answered) -> None:
        payload = f"{one.number}{one.hour}"
        key = captured(self.archive, one.number * 100 + one.hour, payload=payload, at=f"2025-02-20T0{one.hour}:00:00Z")
        source = Source(
            newspaper_id="qingchuan", day=DAY, url=f"{SITE}{one.number}.htm", page_no=str(one.number), capture_id=key
        )
        self.answers[key] = one.article, source
        self.archive.add_reading(reading(one.article), source)

    def close(self) -> None:
        Continued(self.archive, self.reread, self.newspaper, DAY).join()


HEAD = report(OPENING, continued_on="2")
TAIL = report(CLOSING, continued_from="1")
MIDDLE = report(FILED, continued_from="1", continued_on="3")
OF_TWO = (
    Answered(number=1, hour=1, article=HEAD),
    Answered(number=2, hour=2, article=TAIL),
    Answered(number=1, hour=3, article=report(OPENING, FILED, continued_on="2")),
    Answered(number=2, hour=4, article=report(MORE, CLOSING, continued_from="1")),
)
OF_THREE = (
    Answered(number=1, hour=1, article=HEAD),
    Answered(number=2, hour=2, article=MIDDLE),
    Answered(number=3, hour=3, article=report(CLOSING, continued_from="2")),
    Answered(number=2, hour=4, article=report(MORE, FILED, continued_from="1", continued_on="3")),
)
NO_MORE = (
    *OF_TWO[:2],
    Answered(number=1, hour=3, article=report(OPENING, FILED)),
    Answered(number=4, hour=4, article=report(MORE, headline="市政协走访企业", continued_on="5")),
)
DUMP = """
SELECT a.url, a.version, a.latest, a.continued_on, a.continued_from, a.content_sha256, a.chars, h.url AS head,
       h.version AS head_version, o.position, p.text, c.warc_offset
  FROM articles a LEFT JOIN articles h ON h.id = a.continues LEFT JOIN occurrences o ON o.article_id = a.id
  LEFT JOIN paragraphs p ON p.id = o.paragraph_id LEFT JOIN captures c ON c.id = o.capture_id
 ORDER BY a.url, a.version, o.position"""

Told = list[dict[str, object]]


def told(folder: Path, answers: Sequence[Answered], *, complete_after: Container[int] = ()) -> Told:
    """The rows after these answers; the edition is complete after some of them, and in the end."""
    folder.mkdir()
    (folder / "newspapers.toml").write_text(DECLARED, "utf-8")
    (newspaper,) = load([folder / "newspapers.toml"])
    with opened(folder / "archive") as archive:
        edition = Edition(archive, newspaper)
        for number, one in enumerate(answers):
            edition.answer(one)
            if number in complete_after:
                edition.close()
        edition.close()
        assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
        cursor = archive.db.execute(DUMP)
        return [dict(zip((name for name, *_ in cursor.description), row, strict=True)) for row in cursor]


def texts(rows: Told) -> dict[tuple[object, object], list[object]]:
    """What each version of a page says in the archive, by page and version."""
    found: dict[tuple[object, object], list[object]] = {}
    for row in rows:
        said = found.setdefault((str(row["url"]).removeprefix(SITE), row["version"]), [])
        said += [row["text"]] if row["text"] else []
    return found


def ties(rows: Told) -> set[tuple[object, ...]]:
    """Which version of a page continues which."""
    return {(row["url"], row["version"], row["head"], row["head_version"]) for row in rows if row["head"]}


@pytest.mark.parametrize("answers", [OF_TWO, OF_THREE, NO_MORE], ids=["two pages", "three pages", "no more"])
def test_the_newest_are_joined_in_whatever_order_and_however_often_they_were_answered(
    answers: tuple[Answered, ...], tmp_path: Path
) -> None:
    whole = told(tmp_path / "whole", answers)
    orders = enumerate(permutations(answers))
    for number, order in orders:
        for name, complete_after in (("end", ()), ("each", range(4)), ("second", (1,))):
            assert told(tmp_path / f"{name}{number}", order, complete_after=complete_after) == whole


def test_what_an_outdated_half_said_stands_alone(tmp_path: Path) -> None:
    rows = told(tmp_path / "archive", OF_TWO, complete_after=range(4))
    assert texts(rows) == {
        ("1.htm", 1): [OPENING],
        ("1.htm", 2): [OPENING, FILED, MORE, CLOSING],
        ("2.htm", 1): [CLOSING],
        ("2.htm", 2): [],
    }
    assert ties(rows) == {(f"{SITE}2.htm", 2, f"{SITE}1.htm", 2)}


def test_a_continuation_that_goes_on_itself_loses_nothing(tmp_path: Path) -> None:
    rows = told(tmp_path / "archive", OF_THREE, complete_after=range(4))
    assert texts(rows) == {
        ("1.htm", 1): [OPENING, MORE, FILED, CLOSING],
        ("2.htm", 1): [FILED],
        ("2.htm", 2): [],
        ("3.htm", 1): [],
    }


def test_a_head_that_goes_on_no_more_leaves_its_tail_alone(tmp_path: Path) -> None:
    rows = told(tmp_path / "archive", NO_MORE, complete_after=range(4))
    assert ties(rows) == set()
    assert texts(rows) == {
        ("1.htm", 1): [OPENING],
        ("1.htm", 2): [OPENING, FILED],
        ("2.htm", 1): [CLOSING],
        ("4.htm", 1): [MORE],
    }


def test_what_is_joined_rightly_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "newspapers.toml").write_text(DECLARED, "utf-8")
    (newspaper,) = load([tmp_path / "newspapers.toml"])
    with opened(tmp_path / "archive") as archive:
        edition = Edition(archive, newspaper)
        for one in OF_THREE:
            edition.answer(one)
        edition.close()
        changes = archive.db.total_changes
        edition.close()
        assert archive.db.total_changes == changes


def test_a_rebuild_makes_the_same_of_halves_that_changed_one_after_the_other(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with serving(build(1, broken=False), delay=0.005) as served:
        torn = next(row for row in served.press.truth if row.newspaper == "yanchuan" and row.continues)
        other = next(row for row in served.press.truth if row.newspaper == "yanchuan" and row.day != torn.day)
        scope = (torn.newspaper, "--since", str(torn.day), "--until", str(torn.day))
        assert finished(served, folder, scope).returncode == 0
        base = served.url(torn.newspaper)
        assert continued(folder) == [(base + str(torn.continues), base + torn.path)]
        server = next(paper.server for paper in served.press.newspapers if paper.id == torn.newspaper)
        faults = [Fault(kind="moved", path=path, server=server, to=other.path) for path in (torn.path, torn.continues)]
        for number in (1, 2):
            served.fault(*faults[:number])
            assert finished(served, folder, (*scope, "--recheck")).returncode == 0
            assert continued(folder) == []
            assert unlike(folder, rebuilt(folder, tmp_path / str(number)), FROM_WARCS) == {}
            assert verify(folder) == ()


def continued(folder: Path) -> list[tuple[object, ...]]:
    """The addresses of the tails that are joined, and those of their heads."""
    with Archive.open(folder, hold=False) as archive:
        return archive.db.execute(
            "SELECT t.url, h.url FROM articles t JOIN articles h ON h.id = t.continues ORDER BY 1"
        ).fetchall()
