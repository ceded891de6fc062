"""Pages as a column reader gives them: reports and foreign articles torn, interleaved, read twice; with the truth.

A mixture is made from articles whose text is known. Each line knows its article, the line it repeats, and whether it
is the rest of a torn sentence. The articles are invented: those of the practice press, which are made by rules, or
those of tests/cases, which were written one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from random import Random

from crawler.reading import lines as reading
from crawler.reading.model import Block
from crawler.reading.signs import narrow
from dedupe import script
from spiders.press import news, reports
from spiders.press.agenda import said
from spiders.press.cast import places
from spiders.press.session import session
from tests.reading.topic_cases import TopicCase

STOPS = "。!?;:…"
LEAST_REPORT, LEAST_ARTICLE = 300, 200
"""Characters of the written articles that pages are made of."""
SHORTEST_TEXT = 50
"""Characters of a paragraph that a column can end in, or behind: what stands above it is the article's head."""
# 来源:某网 编辑:某某, (责任编辑:某某) 【打印】, 2021年7月26日: a web page's lines around a text, which no article owns
_AROUND = re.compile(
    r"^[(【]?(?:来源|來源|稿源|作者|责编|编辑|責任編輯|责任编辑|发布)[^。]*$|(?:打印|浏览|点击|字体|字号|转载|首页)[^。]*$"
    r"|^\d{4}[-年]\d{1,2}[-月]\d{1,2}日?(?:\s[^。]*)?$"
)
NEAR = ("government", "people-congress", "court", "procuratorate", "plenum", "essay", "party-own-report", "editorial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article before it is torn: its head lines, and its paragraphs and headings."""

    name: str
    head: tuple[str, ...]
    body: tuple[str, ...]
    report: bool
    tail: bool = False
    """Only the rest of an article of another page: it has no head, and opens with (上接第一版)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of a page: whose it is, whether it ends inside a sentence, and whether it only repeats another line."""

    text: str
    owner: str
    at: tuple[int, int] = (0, 0)
    """Its paragraph in its article, and which half."""
    head: bool = False
    torn: bool = False
    repeats: bool = False


@dataclass(slots=True)
class Mixture:
    """A page's lines in the order of reading, and what is true of them."""

    seed: str
    lines: list[Printed] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The page as a flat text, an empty line between the lines as the seeds have it."""
        return "\n\n".join(line.text for line in self.lines)

    def number(self, index: int) -> int:
        """The 1-based line number of a printed line in `text`."""
        return 2 * index + 1

    @property
    def html(self) -> str:
        """The page as a web page whose container holds all articles."""
        rows = "".join(
            f'<p style="text-align:center"><strong>{escape(line.text)}</strong></p>'
            if line.head
            else f"<p>\u3000\u3000{escape(line.text)}</p>"
            for line in self.lines
        )
        head = "<head><meta charset='utf-8'><title>版面</title></head>"
        return f"<html>{head}<body><div id='ozoom'>{rows}</div></body></html>"

    def tears(self) -> set[tuple[int, int]]:
        """Pairs of lines (as numbers of `text`) that are one sentence, where both halves stand on the page."""
        firsts = {(p.owner, p.at[0]): n for n, p in enumerate(self.lines) if p.torn and not p.repeats}
        return {
            (self.number(firsts[p.owner, p.at[0]]), self.number(n))
            for n, p in enumerate(self.lines)
            if p.at[1] == 1 and not p.repeats and (p.owner, p.at[0]) in firsts
        }


def invented(random: Random) -> tuple[list[Source], list[Source]]:
    """Reports of one invented place, and foreign articles, of the practice press."""
    place = random.choice(sorted(places()))
    year, seed = random.randint(2019, 2026), random.randrange(1 << 30)
    context = said(session(seed, place, year), date(year, random.randint(1, 3), random.randint(2, 28)))
    kinds = random.sample(["常委会工作报告", "提案工作报告"], k=random.choice((1, 1, 2)))
    made = [reports.report(seed, place, year, kind, summary=random.random() < 0.5) for kind in kinds]
    names = [("news", name) for name in news.kinds("news") if name not in ("photo", "public-notice")]
    chosen = random.sample([*names, *(("near", name) for name in NEAR)], k=random.randint(1, 3))
    foreign = [news.story(book, name, f"{seed}/{n}", context) for n, (book, name) in enumerate(chosen)]
    return (
        [_source(story, f"report{n}", report=True) for n, story in enumerate(made)],
        [_source(story, f"foreign{n}", report=False) for n, story in enumerate(foreign)],
    )


def _source(story: object, name: str, *, report: bool) -> Source:
    head = [story.headline, *(line.text for line in story.opening), *([story.byline] if story.byline else [])]  # type: ignore[attr-defined]
    body = _said_once([line.text for line in story.lines if line.role in ("body", "heading")])  # type: ignore[attr-defined]
    return Source(name=name, head=tuple(head), body=body, report=report)


def _said_once(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs without those that say a sentence again: the practice press does, to fill its columns.

    Half of such a paragraph is also the start of another one, and no reader can tell it from a column read twice.
    """
    said: set[str] = set()
    kept = []
    for text in paragraphs:
        sentences = {sentence for sentence in text.split("。") if sentence}
        if not sentences & said:
            kept.append(text)
        said |= sentences
    return tuple(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Articles of tests/cases that pages can be made of: whole ones, of which it is known what goes on where."""

    reports: tuple[Source, ...]
    others: tuple[Source, ...]

    def drawn(self, random: Random) -> tuple[list[Source], list[Source]]:
        """One or two reports and some other articles."""
        return random.sample(self.reports, random.choice((1, 1, 2))), random.sample(self.others, random.randint(1, 3))


def written(cases: Sequence[TopicCase]) -> Written:
    """The articles with a headline, without a torn end, and long enough to be torn."""
    whole = [case for case in cases if case.draft.headline and is_whole(case)]
    return Written(
        reports=tuple(_of_case(case) for case in whole if case.topic == "report" and _length(case) >= LEAST_REPORT),
        others=tuple(_of_case(case) for case in whole if case.topic != "report" and _length(case) >= LEAST_ARTICLE),
    )


def is_whole(case: TopicCase) -> bool:
    """Whether none of its paragraphs looks torn, whatever has been learned of such ends."""
    texts = (paragraph.text for paragraph in case.draft.paragraphs)
    lines = (reading.line(Block(text=text, lines=(), tag="p"), script.simplified(text)) for text in texts)
    return not any(
        each.torn or (each.kind == "short" and not each.mark and reading.could_be_torn(each.plain)) for each in lines
    )


def may_be_torn(each: reading.Line) -> bool:
    """Whether the line may be the first half of a torn sentence."""
    return (each.torn or each.soft) and each.kind in ("body", "short")


def is_around(text: str) -> bool:
    """Whether a line of a web page stands around the text and is none of it."""
    return _AROUND.search(narrow(text.strip())) is not None


def _length(case: TopicCase) -> int:
    return sum(len(paragraph.text) for paragraph in case.draft.paragraphs)


def _of_case(case: TopicCase) -> Source:
    texts = (paragraph.text.strip() for paragraph in case.draft.paragraphs)
    body = tuple(text for text in texts if not is_around(text))
    return Source(name=case.name, head=(case.draft.headline or "",), body=body, report=case.topic == "report")


def mixture(seed: str, sources: tuple[Sequence[Source], Sequence[Source]] | None = None) -> Mixture:
    """A page for that seed; the same seed and sources give the same page."""
    random = Random(seed)
    own, foreign = sources if sources is not None else invented(random)
    foreign = [_as_tail(source, random) if random.random() < 0.35 else source for source in foreign]
    columns = [_columns(source, random) for source in (*own, *foreign)]
    for source, column in zip((*own, *foreign), columns, strict=True):
        if len(column) == 2 and source.head and random.random() < 0.08:
            column.reverse()
    page = Mixture(seed=seed, reports={source.name for source in own})
    for run in _interleaved(columns, random):
        page.lines += run
    _read_twice(page, random)
    return page


def _as_tail(source: Source, random: Random) -> Source:
    start = random.randrange(len(source.body) // 2 + 1)
    body = list(source.body[start:])
    body[0] = "(上接第一版)" + body[0]
    return replace(source, head=(), body=tuple(body), tail=True)


def _columns(source: Source, random: Random) -> list[list[Printed]]:
    """The article in one to four columns; most of them end inside a sentence."""
    lines = [Printed(text, source.name, head=True) for text in source.head]
    lines += [Printed(text, source.name, at=(n, 0)) for n, text in enumerate(source.body)]
    texts = (n for n, line in enumerate(lines) if not line.head and len(line.text) >= SHORTEST_TEXT)
    first = 1 + next(texts, len(lines))
    cuts = sorted(
        random.sample(
            range(first, len(lines)), k=min(random.randint(0, 3 if source.report else 1), max(0, len(lines) - first))
        )
    )
    columns: list[list[Printed]] = [[]]
    for n, line in enumerate(lines):
        if n not in cuts:
            columns[-1].append(line)
            continue
        halves = _torn(line, random) if random.random() < 0.8 and not line.head else None
        if halves is None:
            columns.append([line])
            continue
        columns[-1].append(halves[0])
        columns.append([halves[1]])
    if random.random() < 0.12 and columns[-1] and len(columns) > 1 and columns[-1][0].at[1] == 1:
        del columns[-1][0]
    return [column for column in columns if column]


def _torn(line: Printed, random: Random) -> tuple[Printed, Printed] | None:
    places = tearing(line.text)
    if len(line.text) < SHORTEST_TEXT or not places:
        return None
    at = random.choice(places)
    return replace(line, text=line.text[:at], torn=True), replace(line, text=line.text[at:], at=(line.at[0], 1))


def tearing(text: str) -> list[int]:
    """Where the sentence that a column ends in may be torn: not at a stop, and not after a few characters."""
    plain = narrow(text)
    return [n for n in range(12, len(plain) - 4) if plain[n - 1] not in STOPS + "”’)》」" and plain[n] not in STOPS]


def _interleaved(columns: Sequence[Sequence[list[Printed]]], random: Random) -> list[list[Printed]]:
    """The columns of all articles, each article's in their order."""
    queues = [list(article) for article in columns]
    page = []
    current = 0
    while any(queues):
        if not queues[current] or random.random() < 0.35:
            current = random.choice([n for n, queue in enumerate(queues) if queue])
        page.append(queues[current].pop(0))
    return page


def _read_twice(page: Mixture, random: Random) -> None:
    """A run of a report's lines once more, at the end of the page or after another column."""
    if random.random() > 0.35:
        return
    lines = page.lines
    start = random.randrange(len(lines))
    run = [line for line in lines[start : start + random.randint(2, 8)] if line.owner == lines[start].owner]
    if sum(len(line.text) for line in run if not line.head) < 120 or any(line.head for line in run):
        return
    ends = [
        n for n in range(start + len(run), len(lines) + 1) if n == len(lines) or lines[n].owner != lines[n - 1].owner
    ]
    at = random.choice(ends)
    page.lines = [*lines[:at], *(replace(line, repeats=True) for line in run), *lines[at:]]
