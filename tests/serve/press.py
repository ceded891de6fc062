"""A small archive for the browser: two places, three years, reuse, a reprint, gaps, and text that would be markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from archive.records import Article, Dropped, Figure, Report
from archive.store import Archive
from tests.archive.invented import CLOSING, FILED, OPENING, capture, opened, paragraph, reading, report, source

RHETORIC = "回顾一年来的工作,我们深深体会到,坚持党的领导是做好政协工作的根本保证。"
NEW = "二〇二四年,我们首次开展委员远程协商,二十八名委员在线建言清川河治理。"
SUBMITTED_2022 = "清川市政协十届二次会议以来,共征集提案298件,经审查立案251件,办复率达98.6%。"
HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">&amp;这是正文中的标记。"
HOSTILE_HEADLINE = "政协清川市委员会\"><script>document.title='taken'</script>提案工作报告"
TRADITIONAL = "市政協圍繞鄉村振興開展專題協商,提出意見建議四十六條,辦理滿意率不斷提高。"
SALUTATION = "各位委员:"


def of(place: str, year: int | None, *texts: str, kind: str = "提案工作报告", **more: Any) -> Article:
    """A report of a place on a year's work, salutation first."""
    made = report(SALUTATION, *texts, **more)
    assert isinstance(made.report, Report)
    facts = replace(made.report, place=place, covers_year=year, kind=kind)  # type: ignore[arg-type]
    return replace(made, report=facts)


def stated(name: str, value: float, year: int, at: int, evidence: str = FILED) -> Figure:
    """A figure that the paragraph at `at` states."""
    return Figure(
        name=name, value=value, unit="%" if "rate" in name else "件", year=year, evidence=evidence, paragraph=at
    )


def make(folder: Path) -> Path:
    """Makes the archive in a folder and returns the folder."""
    with opened(folder) as archive:
        run = archive.begin_run("add", {})
        _print(archive)
        _editions(archive)
        _link(archive)
        archive.add_problem(run, "http://127.0.0.1/broken.htm", "layout", "no page list <b>here</b>")
        archive.finish_run(run, "done", 0, {"requests": 7})
        archive.commit()
    return folder


def _print(archive: Archive) -> None:
    first = of(
        "清川市",
        2022,
        OPENING,
        RHETORIC,
        SUBMITTED_2022,
        headline="政协清川市委员会2022年提案工作报告",
        figures=(stated("proposals_filed", 251, 2022, 3, SUBMITTED_2022), stated("reply_rate", 98.6, 2022, 3)),
    )
    second = of(
        "清川市",
        2024,
        RHETORIC,
        NEW,
        FILED,
        CLOSING,
        headline="政协清川市委员会2024年提案工作报告",
        figures=(stated("proposals_filed", 287, 2024, 3), stated("proposals_submitted", 312, 2024, 3)),
    )
    other = of(
        "洛坪市",
        2024,
        OPENING,
        TRADITIONAL,
        headline="政协洛坪市委员会常务委员会工作报告",
        kind="常委会工作报告",
        next_url="http://127.0.0.1/4-2.htm",
    )
    hostile = of(
        "清川市", 2023, HOSTILE, FILED, headline=HOSTILE_HEADLINE, figures=(stated("proposals_filed", 287, 2023, 2),)
    )
    archive.add_reading(
        reading(first), source("http://127.0.0.1/1.htm", day=date(2023, 2, 1), capture_id=capture(archive, 5))
    )
    archive.add_reading(
        reading(second, dropped=(Dropped(text="本版责编 秦望舒", reason="editors", article=0),)),
        source("http://127.0.0.1/2.htm", day=date(2025, 2, 19), capture_id=capture(archive, 200)),
    )
    archive.add_reading(
        reading(second), source("http://127.0.0.1/3.htm", newspaper_id="luoping", day=date(2025, 2, 20))
    )
    archive.add_reading(reading(other), source("http://127.0.0.1/4.htm", newspaper_id="luoping", day=date(2025, 1, 9)))
    archive.add_reading(reading(hostile), source("javascript:document.title='taken'", day=date(2024, 2, 8)))


def _editions(archive: Archive) -> None:
    for day, state, reason in (
        (1, "published", None),
        (2, "missing", "HTTP 404"),
        (3, "no-edition", None),
        (4, "partial", "open"),
    ):
        archive.set_edition("qingchuan", date(2025, 2, day), state, reason=reason)  # type: ignore[arg-type]
    archive.set_edition("luoping", date(2025, 1, 9), "published")
    archive.set_edition("luoping", date(2024, 1, 9), "blocked", reason="HTTP 403")


def _link(archive: Archive) -> None:
    ids = dict(archive.db.execute("SELECT url, id FROM articles"))
    pair = (ids["http://127.0.0.1/2.htm"], ids["http://127.0.0.1/3.htm"])
    archive.db.execute("INSERT INTO relations VALUES (?, ?, 'reprint', 1.0)", pair)
    near = sorted((paragraph(FILED).hash, paragraph(SUBMITTED_2022).hash))
    keys = [archive.db.execute("SELECT id FROM paragraphs WHERE hash = ?", (one,)).fetchone()[0] for one in near]
    archive.db.execute("INSERT INTO near VALUES (?, ?, 0.81, '312→298')", keys)
