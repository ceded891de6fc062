"""One article's blocks into a draft: who has which role, what stands in its fields, what its lines say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.records import Role
from crawler.reading.dates import printed_day
from crawler.reading.lines import DOCUMENT, Line, half_width
from crawler.reading.model import Draft, DraftParagraph, Hints
from crawler.reading.order import Ordered
from crawler.reading.parts import Page
from crawler.reading.stitch import paragraph
from dedupe import script

# What stands right after a source's name on a line of buttons
_AFTER_SOURCE = r"进入|手机|作者|记者|编辑|责编|字号|浏览|阅读|点击|发布|时间"
# 来源:某某日报进入论坛手机读报 – the name, without the buttons that follow it
SOURCE = re.compile(rf"(?:来源|稿源)[::]\s*([^\s|,。:;()]{{2,20}}?)(?={_AFTER_SOURCE}|[\s|,。:;()]|$)")
_EDITOR = r"编辑|责编|编审|校对|审核|审校|主编|监制|终审|复审|初审|美编|版式|制图"
# (责编:某某某、某某) 本版编辑 某某
EDITORS = re.compile(rf"(?:{_EDITOR})[:/\s]*([\u4e00-\u9fff·、,/\s]{{2,40}})")
ROLE_WORD = re.compile(rf"(?:责任)?(?:{_EDITOR})|值班|主任|编委|总")
PERSON = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff·]{1,4}")
AGENCY = re.compile(r"(新华社|中新社|人民日报|[\u4e00-\u9fff]{2,4}社)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What an article is drafted from besides its own blocks."""

    page: Page
    verbatim: Sequence[str | None]
    notes: tuple[Line, ...]
    """Lines that stood in the article and are no text of it: stamps, editors' lines."""
    restored: bool
    hints: Hints


def draft(place: Place, article: Ordered) -> Draft:
    """The draft; fields come from the article's own lines, and from the hints where it has none."""
    lines, hints = place.page.lines, place.hints
    roles = _head_roles(lines, article.head, hints.headline)
    head = tuple(_paragraph(place, (n,), roles[n]) for n in article.head)
    body = tuple(_paragraph(place, group, _role(lines, group, article)) for group in article.body)
    titles = _titles(lines, article.head)
    members = [lines[n] for n in (*article.head, *(n for group in article.body for n in group))] + list(place.notes)
    return Draft(
        headline=titles.headline or hints.headline,
        kicker=titles.kicker or hints.kicker,
        subtitle=titles.subtitle or hints.subtitle,
        byline=_byline(head + body) or hints.byline,
        source=hints.source or _source(place.notes, members),
        editors=hints.editors or _editors(place.notes),
        day=hints.day or stamped(place.notes),
        paragraphs=head + body,
        restored=place.restored,
        continued_on=next((line.continued_on for line in members if line.continued_on), None),
        continued_from=next((line.continued_from for line in members if line.continued_from), None),
        headline_lines=titles.lines,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The title lines of a head."""

    headline: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    lines: tuple[int, ...] = ()


def _titles(lines: Sequence[Line], head: Sequence[int]) -> Titles:
    """The document's title, or the longest title line; a line before it is the kicker, one after it the subtitle."""
    named = [n for n in head if lines[n].kind in ("title", "short")]
    if not named:
        return Titles()
    plain = [n for n in named if not lines[n].plain.startswith(("—", "-", "–"))] or named
    main = next((n for n in named if lines[n].document), max(plain, key=lambda n: len(lines[n].plain)))
    at = named.index(main)
    whole = [main]
    if at and half_title(lines[named[at - 1]], lines[main]):
        whole, at = [named[at - 1], main], at - 1
    after = [n for n in named if n > whole[-1]]
    return Titles(
        headline=" ".join(_shown(lines[n]) for n in whole),
        kicker=_shown(lines[named[0]]) if at else None,
        subtitle=_shown(lines[after[0]]) if after else None,
        lines=tuple(number for n in whole for number in lines[n].block.lines),
    )


def half_title(first: Line, second: Line) -> bool:
    """Whether two lines are one title: …委员会常务委员会 / 关于…的报告."""
    goes_on = second.plain.startswith(("关于", "常务委员会", "常委会", "工作报告", "提案"))
    return goes_on and first.plain.endswith(("委员会", "会议", "政协", "常委会"))


def _shown(line: Line) -> str:
    return " ".join(line.block.text.split())


def _head_roles(lines: Sequence[Line], head: Sequence[int], headline: str | None) -> dict[int, Role]:
    """A name under a document's title is who spoke; the title may stand outside of the text, and be known otherwise."""
    titles = [lines[n] for n in head if lines[n].kind == "title"]
    if titles:
        document = any(title.document for title in titles)
    else:
        document = headline is not None and DOCUMENT.search(half_width(script.simplified(headline))) is not None
    roles: dict[int, Role] = {}
    for n in head:
        match lines[n].kind:
            case "dateline":
                roles[n] = "dateline"
            case "byline":
                roles[n] = "byline"
            case "name":
                roles[n] = "speaker" if document else "byline"
            case _:
                roles[n] = "headline"
    return roles


def _role(lines: Sequence[Line], group: Sequence[int], article: Ordered) -> Role:
    line = lines[group[0]]
    if len(group) > 1:
        return "body"
    match line.kind:
        case "byline" | "agency":
            return "byline"
        case "dateline":
            return "dateline"
        case "name":
            return "speaker" if not article.head and group == article.body[0] else "byline"
        case "short" | "title":
            return "heading" if not line.torn else "body"
        case _:
            return "body"


def _paragraph(place: Place, group: Sequence[int], role: Role) -> DraftParagraph:
    return paragraph([place.page.lines[n] for n in group], [place.verbatim[n] for n in group], role)


def _byline(paragraphs: Sequence[DraftParagraph]) -> str | None:
    texts = [item.text for item in paragraphs if item.role == "byline" and not AGENCY.match(half_width(item.text))]
    return texts[0] if texts else None


def _source(notes: Sequence[Line], members: Sequence[Line]) -> str | None:
    for note in notes:
        if note.kind == "stamp" and (found := SOURCE.search(note.plain)):
            return found[1]
    agencies = (AGENCY.search(line.plain) for line in members if line.kind == "agency")
    return next((found[1] for found in agencies if found), None)


def _editors(notes: Sequence[Line]) -> tuple[str, ...]:
    named = (found[1] for note in notes if note.kind == "editors" for found in EDITORS.finditer(note.plain))
    bare = (ROLE_WORD.sub(" ", text) for text in named)
    return tuple(dict.fromkeys(name for text in bare for name in PERSON.findall(text)))


def stamped(notes: Iterable[Line]) -> date | None:
    """The day of the first stamp that has one."""
    return next((day for note in notes if note.kind == "stamp" if (day := printed_day(note.plain))), None)
