"""What the archive keeps: the values that reading makes and the store writes.

`None` means "the page does not say"; an empty string is never used for that. Days are `datetime.date`, instants are
ISO 8601 strings in UTC with a trailing Z. All values are immutable and pickle, so a reading may be made in another
process than the one that stores it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Topic = Literal["report", "related", "other"]
Role = Literal["headline", "dateline", "speaker", "heading", "body", "byline"]
ReportKind = Literal["常委会工作报告", "提案工作报告", "提案审查报告", "决议", "other"]
Level = Literal["national", "province", "prefecture", "county"]
Torn = Literal["start", "end", "both"]
LedgerKind = Literal["front", "page", "article"]
LedgerState = Literal["pending", "leased", "done", "skipped", "failed"]
EditionState = Literal["published", "no-edition", "missing", "blocked", "partial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph at its place in an article.

    `text` is what is shown and searched: as printed, with glosses and torn ends mended. `verbatim` is the printed form
    where it differs. A second printing of what is not `significant` is no reuse. `lines` are 1-based line numbers of a
    flat text source (several where a paragraph was stitched). `torn` marks an end that is continued off the page.
    """

    text: str
    role: Role
    hash: str
    template_hash: str
    chars: int
    significant: bool
    verbatim: str | None = None
    lines: tuple[int, ...] = ()
    torn: Torn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A stated figure: `evidence` is its sentence, `paragraph` the index into the article's paragraphs."""

    name: str
    value: float
    unit: str | None
    year: int | None
    evidence: str
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report states of itself. `term` 届, `session` 次会议; `place` as in 长治市, `province` as in 山西省."""

    kind: ReportKind
    place: str | None = None
    province: str | None = None
    level: Level | None = None
    term: int | None = None
    session: int | None = None
    speaker: str | None = None
    delivered_on: date | None = None
    covers_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article (稿) as read from a page, wherever the page came from."""

    headline: str | None
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    source: str | None = None
    editors: tuple[str, ...] = ()
    day: date | None = None
    topic: Topic
    topic_score: float
    topic_reasons: tuple[str, ...]
    report: Report | None = None
    figures: tuple[Figure, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    restored: bool = False
    quality: float | None = None
    continued_on: str | None = None
    """The page that a closing (下转第四版) names, as printed: "4", "A2"."""
    continued_from: str | None = None
    """The page that an opening (上接第1版) names."""
    next_url: str | None = None
    """The address of the next part, where the article is cut into parts at several addresses (下一页)."""
    headline_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What reading left out and why. `article` is the index of the article it stood in, None for the page's own."""

    text: str
    reason: str
    lines: tuple[int, ...] = ()
    article: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A page that could not be read as expected; `detail` says what was looked for and not found."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one captured page says."""

    charset: str
    charset_evidence: str
    platform: str | None
    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a reading came from: the article's place in its newspaper, and its capture."""

    newspaper_id: str | None
    day: date | None
    url: str
    """Canonical address; for a file that was added without one, `file:` and its SHA-256."""
    page_no: str | None = None
    page_name: str | None = None
    capture_id: int | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One fetched response, durable in a WARC file. `warc_offset` and `warc_length` are bytes of the gzip member."""

    run_id: str | None
    url: str
    fetched_at: str
    status: int
    payload_sha256: str
    warc_file: str
    warc_offset: int
    warc_length: int
    record_type: Literal["response", "revisit", "resource"] = "response"
    record_id: str | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    truncated: str | None = None
    newspaper_id: str | None = None
    day: date | None = None
    kind: LedgerKind | Literal["robots", "requisite", "added"] | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newspaper:
    """A declared newspaper, as the archive remembers it. `place` is 省/市: "山西/长治"."""

    id: str
    title: str
    place: str
    eras: str = "[]"
    """Its declared eras as JSON: a list of objects with platform, front, since, until."""
