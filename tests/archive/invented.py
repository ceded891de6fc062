"""Invented readings for the archive's tests: fictional prefectures, people and figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from archive import articles
from archive.records import Article, Capture, Figure, Newspaper, Paragraph, Reading, Report, Role, Source
from archive.store import Archive
from dedupe import identity

PAPERS = (
    Newspaper(id="qingchuan", title="清川日报", place="云岭/清川", eras='[{"platform": "founder"}]'),
    Newspaper(id="luoping", title="洛坪晚报", place="云岭/洛坪"),
)

OPENING = "一年来,市政协常委会坚持团结和民主两大主题,认真履行政治协商、民主监督、参政议政职能。"
FILED = "清川市政协十届三次会议以来,共征集提案312件,经审查立案287件,办复率达100%。"
CLOSING = "各位委员,让我们携手同心,为建设美丽清川而努力奋斗!"


def paragraph(text: str, role: Role = "body", **more: Any) -> Paragraph:
    """A paragraph with its true identity."""
    found = identity(text)
    return Paragraph(
        text=text,
        role=role,
        hash=found.hash,
        template_hash=found.template_hash,
        chars=found.chars,
        significant=found.significant,
        **more,
    )


def report(*texts: str, headline: str = "政协清川市委员会提案工作报告", **more: Any) -> Article:
    """An article of topic report."""
    facts: dict[str, Any] = {
        "headline": headline,
        "topic": "report",
        "topic_score": 0.97,
        "topic_reasons": ("标题为提案工作报告",),
        "report": Report(
            kind="提案工作报告",
            place="清川市",
            province="云岭省",
            level="prefecture",
            term=10,
            session=4,
            speaker="林砚秋",
            delivered_on=date(2025, 2, 18),
            covers_year=2024,
        ),
        "paragraphs": tuple(paragraph(text) for text in texts or (OPENING, FILED, CLOSING)),
    }
    return Article(**{**facts, **more})


def figure(position: int = 1, *, name: str = "proposals_filed", value: float = 287, year: int = 2024) -> Figure:
    """A figure of `FILED`."""
    return Figure(name=name, value=value, unit="件", year=year, evidence=FILED, paragraph=position)


def news(headline: str = "清川市举办春季植树活动", *texts: str) -> Article:
    """An article of topic other."""
    return Article(
        headline=headline,
        topic="other",
        topic_score=0.9,
        topic_reasons=("没有政协字样",),
        paragraphs=tuple(paragraph(text) for text in texts or ("三月里,清川市机关干部上山植树。",)),
    )


def reading(*articles: Article, **more: Any) -> Reading:
    """A reading of one page."""
    facts: dict[str, Any] = {"charset": "utf-8", "charset_evidence": "strict", "platform": "founder"}
    return Reading(**{**facts, **more}, articles=articles or (report(),))


def capture(archive: Archive, offset: int, *, payload: str = "a", at: str = "2025-02-19T01:00:00Z") -> int:
    """A capture's row."""
    return archive.add_capture(
        Capture(
            run_id=None,
            url="http://127.0.0.1/a.htm",
            fetched_at=at,
            status=200,
            payload_sha256=payload * 64,
            warc_file="one.warc.gz",
            warc_offset=offset,
            warc_length=100,
            newspaper_id="qingchuan",
            day=date(2025, 2, 19),
            kind="article",
        )
    )


def source(url: str = "http://127.0.0.1/a.htm", **more: Any) -> Source:
    """The place of an article in 清川日报."""
    facts: dict[str, Any] = {"newspaper_id": "qingchuan", "day": date(2025, 2, 19), "page_no": "3", "page_name": "专版"}
    return Source(**{**facts, **more}, url=url)


def opened(folder: Path) -> Archive:
    """An archive with the invented newspapers declared."""
    archive = Archive.open(folder)
    archive.declare(PAPERS)
    return archive


def loaded(archive: Archive, article_id: int) -> Article:
    """The article as it stands in the archive. Raises InputError for an id that is not here."""
    return articles.load(archive.db, article_id)
