"""Printings of one text are told apart, the same in whatever order the archive grew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from archive import links, relations
from archive.records import Article, Capture, Figure
from archive.store import Archive
from tests.archive.invented import opened, reading, report, source

REPORT = (
    "全年共收到提案437件,经审查立案374件,其中委员提案333件、集体提案41件。",
    "常委会把提案办理同专题协商结合起来,围绕老城改造召开座谈会6次,推动办理落实。",
    "各承办单位坚持开门办案,邀请提案者参与调研,一批建议转化为部门工作措施。",
    "聚焦养老服务开展民主监督,组织委员视察12次,有关建议被采纳吸收。",
    "注重协同联动,与各县区政协共同督办重点提案18件,取得良好社会效果。",
)
TRADITIONAL = (
    "全年共收到提案437件,經審查立案374件,其中委員提案333件、集體提案41件。",
    "常委會把提案辦理同專題協商結合起來,圍繞老城改造召開座談會6次,推動辦理落實。",
    "各承辦單位堅持開門辦案,邀請提案者參與調研,一批建議轉化為部門工作措施。",
    "聚焦養老服務開展民主監督,組織委員視察12次,有關建議被採納吸收。",
    "注重協同聯動,與各縣區政協共同督辦重點提案18件,取得良好社會效果。",
)
CORRECTED = (REPORT[0].replace("374", "376"), *REPORT[1:])
NEXT_YEAR = (REPORT[0].replace("437", "451").replace("374", "391"), *REPORT[1:])


@dataclass(frozen=True)
class Print:
    """One printing: where, when, and what it says."""

    name: str
    texts: tuple[str, ...]
    day: date
    newspaper: str = "qingchuan"
    filed: float | None = None

    def article(self) -> Article:
        figures = (
            ()
            if self.filed is None
            else (
                Figure(
                    name="proposals_filed", value=self.filed, unit="件", year=2024, evidence=self.texts[0], paragraph=0
                ),
            )
        )
        return replace(report(*self.texts), figures=figures)


FIRST = Print("first", REPORT, date(2025, 2, 19), filed=374)
REPRINT = Print("reprint", REPORT, date(2025, 2, 24), "luoping", filed=374)
TWIN = Print("twin", TRADITIONAL, date(2025, 2, 20), "luoping", filed=374)
CORRECTION = Print("correction", CORRECTED, date(2025, 2, 22), filed=376)
EXCERPT = Print("excerpt", REPORT[:3], date(2025, 2, 23), "luoping")
ANOTHER = "洛坪市政协另有一份报告,全年走访委员二百余人次,收集意见五百多条。"
NEIGHBOUR = Print("neighbour", (REPORT[0], ANOTHER), date(2025, 2, 24))
YEAR_AFTER = Print("year-after", NEXT_YEAR, date(2026, 2, 20))
FAMILY = (FIRST, REPRINT, TWIN, CORRECTION, EXCERPT, NEIGHBOUR, YEAR_AFTER)
TOLD = {
    ("first", "reprint", "reprint"),
    ("first", "twin", "twin"),
    ("first", "correction", "correction"),
    ("first", "excerpt", "excerpt"),
}


def add(archive: Archive, *prints: Print) -> None:
    for one in prints:
        at = source(f"http://127.0.0.1/{one.name}.htm", day=one.day, newspaper_id=one.newspaper)
        archive.add_reading(reading(one.article()), at)
    archive.commit()


def told(archive: Archive) -> set[tuple[Any, ...]]:
    """Every relation by the names of the printings."""
    rows = archive.db.execute(
        "SELECT replace(replace(a.url, 'http://127.0.0.1/', ''), '.htm', ''),"
        " replace(replace(b.url, 'http://127.0.0.1/', ''), '.htm', ''), r.kind FROM relations r"
        " JOIN articles a ON a.id = r.article_a JOIN articles b ON b.id = r.article_b"
    )
    return set(rows)


def test_a_family_is_told_apart(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, *FAMILY)
        links.refresh(archive)
        assert told(archive) == TOLD


def test_every_order_of_growth_tells_the_same(tmp_path: Path) -> None:
    for turn, order in enumerate(list(permutations(FAMILY))[::211]):
        with opened(tmp_path / str(turn)) as archive:
            for one in order:
                add(archive, one)
                links.refresh(archive)
            assert told(archive) == TOLD, [one.name for one in order]


def test_without_its_first_printing_the_next_one_is_first(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, *FAMILY)
        links.refresh(archive)
        (key,) = archive.db.execute("SELECT id FROM articles WHERE url LIKE '%/first.htm'").fetchone()
        archive.remove_articles([key])
        links.refresh(archive)
        assert told(archive) == {
            ("twin", "reprint", "reprint"),
            ("twin", "correction", "reprint"),
            ("twin", "excerpt", "excerpt"),
        }


def test_a_reading_that_says_something_else_is_related_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, FIRST, REPRINT)
        links.refresh(archive)
        add(
            archive,
            replace(REPRINT, texts=(ANOTHER,), filed=None),
        )
        links.refresh(archive)
        assert told(archive) == set()
        add(archive, REPRINT)
        links.refresh(archive)
        assert told(archive) == {("first", "reprint", "reprint")}


def test_a_later_version_of_a_page_is_a_correction_of_the_one_before(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        for number, texts in enumerate((REPORT, CORRECTED, (*CORRECTED, "本报记者另有补充。")), start=1):
            capture_id = archive.add_capture(
                Capture(
                    run_id=None,
                    url="http://127.0.0.1/a.htm",
                    fetched_at=f"2025-03-0{number}T00:00:00Z",
                    status=200,
                    payload_sha256=str(number) * 64,
                    warc_file="one.warc.gz",
                    warc_offset=number,
                    warc_length=1,
                )
            )
            archive.add_reading(reading(report(*texts)), source(capture_id=capture_id))
        links.refresh(archive)
        rows = archive.db.execute(
            "SELECT a.version, b.version, r.kind FROM relations r JOIN articles a ON a.id = r.article_a"
            " JOIN articles b ON b.id = r.article_b ORDER BY 2"
        ).fetchall()
        assert rows == [(1, 2, "correction"), (2, 3, "correction")]


def test_a_reworded_printing_is_found_through_its_near_pairs(tmp_path: Path) -> None:
    whole = ("".join(REPORT[:3]), "".join(REPORT[3:]))
    reworded = (whole[0].replace("召开座谈会", "先后召开座谈会"), whole[1].replace("视察12次", "认真视察12次"))
    with opened(tmp_path) as archive:
        add(archive, replace(FIRST, texts=whole), Print("reworded", reworded, date(2025, 2, 25), "luoping"))
        links.refresh(archive)
        assert told(archive) == {("first", "reworded", "reprint")}


class Killed(Exception):
    """What stands for the kill of the process."""


def test_a_kill_between_two_commits_loses_no_relation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "BATCH", 2)

    def killed(what: str, done: int, total: int) -> None:
        if what == "articles":
            raise Killed

    with opened(tmp_path) as archive:
        add(archive, *FAMILY)
    with Archive.open(tmp_path) as archive, pytest.raises(Killed):
        links.refresh(archive, killed)
    with Archive.open(tmp_path) as archive:
        assert len(told(archive)) < len(TOLD)
        links.refresh(archive)
        assert told(archive) == TOLD
        assert links.refresh(archive) == links.Linked(pairs=0, articles=0)
