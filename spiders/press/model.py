"""The values of the practice press: who prints, what is said, where it stands, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Topic = Literal["report", "related", "other"]
Absence = Literal["404", "empty", "latest", "redirect"]
Robots = Literal["open", "delay", "advert", "missing"]
BodyStyle = Literal["p", "br", "table"]
LineRole = Literal["body", "heading", "dateline", "speaker", "headline", "byline", "caption", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An invented place. `province` and `short` are written without 省/市/县."""

    id: str
    name: str
    level: Literal["province", "prefecture", "county"]
    province: str
    term_2022: int

    @property
    def short(self) -> str:
        """砚川 for 砚川市."""
        return self.name[:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """Days (both ends included) whose fronts answer at `front`, a path with a hole for the day or the list page."""

    platform: str
    front: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line and its part in the article."""

    text: str
    role: LineRole = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a report states of itself; `figures` by the names of the archive's `figures` table."""

    kind: str
    place: Place
    term: int
    session: int
    speaker: str | None
    delivered_on: date
    covers_year: int | None
    figures: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is said, wherever it is printed. `opening` holds the dateline and speaker lines of a report."""

    kind: str
    topic: Topic
    headline: str
    lines: tuple[Line, ...]
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    opening: tuple[Line, ...] = ()
    report: ReportFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One article address of an edition. `stories` begin here; a tail begins none and names its head's number."""

    number: int
    page: int
    title: str
    lines: tuple[Line, ...]
    kicker: str | None = None
    headline: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    stories: tuple[Story, ...] = ()
    tail_of: int | None = None
    tail: int | None = None
    kind: Literal["article", "tail", "editors", "advert"] = "article"
    also_on: int | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of an edition; `unknown` is printed in a layout that no platform knows."""

    index: int
    name: str
    leaves: tuple[Leaf, ...]
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One newspaper, one day."""

    day: date
    pages: tuple[Page, ...]

    def leaf(self, number: int) -> Leaf:
        """The leaf of that number."""
        return next(leaf for page in self.pages for leaf in page.leaves if leaf.number == number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newspaper:
    """A newspaper of the practice press. `server` is the index of the loopback server that it lives on."""

    id: str
    title: str
    place: Place
    platform: str
    layout: str
    root: str
    server: int
    content_type: str
    sessions: tuple[tuple[int, str], ...] = ()
    extra: date | None = None
    absent: Absence = "404"
    charset: Literal["utf-8", "gbk", "big5"] = "utf-8"
    label: str = "utf-8"
    body: BodyStyle = "p"
    robots: Robots = "open"
    validators: bool = True
    gzip: bool = False
    first_node: int = 1
    skip_node: int | None = None
    page_name: str = "{:02d}"
    code: str = ""
    old_root: str | None = None
    moved_on: date | None = None
    reprints: tuple[tuple[str, int, str], ...] = ()
    features: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()
    absent_days: frozenset[date] = frozenset()
    eras: tuple[Era, ...] = ()

    def page_no(self, index: int) -> str:
        """The printed number of the page at that index: "1", "A02"."""
        return self.page_name.format(index + 1)

    @property
    def declared_place(self) -> str:
        """省/市 as a declaration writes it; a province's newspaper names the province twice over."""
        return f"{self.place.province}/{self.place.short}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionTruth:
    """What a day of a newspaper is. `way` says how a day without an edition is answered, `front` is its address."""

    newspaper: str
    day: date
    state: Literal["published", "no-edition"]
    front: str
    way: Absence | None = None
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One article as it was printed: the truth that an archive is compared with.

    `path` is the canonical path of its address on the newspaper's server; `part` its place among the articles of
    that address; `continues` the address of its tail, `parts` those of its later parts. `paragraphs` are its body
    paragraphs in order, headings among them, a continuation or parts joined, furniture out; `opening` its dateline and
    speaker lines. `reprint_of` and `twin_of` name the `key` of the article whose text it repeats.
    """

    key: str
    newspaper: str
    day: date
    page_no: str | None
    path: str
    part: int
    kind: str
    topic: Topic
    headline: str
    paragraphs: tuple[str, ...]
    opening: tuple[str, ...] = ()
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    report_kind: str | None = None
    place: str | None = None
    province: str | None = None
    level: str | None = None
    term: int | None = None
    session: int | None = None
    speaker: str | None = None
    delivered_on: date | None = None
    covers_year: int | None = None
    figures: dict[str, float] = field(default_factory=dict)
    continues: str | None = None
    parts: tuple[str, ...] = ()
    also_listed_on: str | None = None
    reprint_of: str | None = None
    corrects: str | None = None
    twin_of: str | None = None
    damage: Literal["truncated"] | None = None
