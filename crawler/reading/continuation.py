"""A report that goes on under another address: (下转第四版) and (上接第1版) in one edition, or 下一页 on a portal.

The two marks alone do not make a pair, an edition has many of them: the titles must agree, or the torn sentence must
fit, or the numbering must go on. Parts that name each other's addresses need no such evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.records import Article, Paragraph
from crawler.reading.fit import Seams
from crawler.reading.likeness import pairs
from crawler.reading.lines import CONTINUED_FROM, half_width
from crawler.reading.model import Draft, DraftParagraph, Hints
from crawler.reading.numbering import State, mark, step
from crawler.reading.page import article
from crawler.reading.stitch import joined
from dedupe import script

TEXT_ROLES = frozenset({"heading", "body"})
SAME_TITLE = 0.6
OTHER_TITLE = 0.2
FEW_WORDS = 120
"""Pairs of hanzi below which shared words say nothing."""
ENOUGH = 0.5
"""Odds from which a head and a tail are one article."""


def join(head: Article, tail: Article, hints: Hints) -> Article | None:
    """The whole article, its topic, facts and figures taken from all of it; None where the two are no pair.

    The marks are out of the text and stay in `verbatim`; the tail's own title lines are left out.
    """
    if head.continued_on is None or tail.continued_from is None or not _is_pair(head, tail):
        return None
    return _together(head, tail, hints)


def whole(parts: Sequence[Article], hints: Hints) -> tuple[Article, tuple[int, ...]]:
    """Parts that name each other's addresses as one article, and where in its paragraphs each later one begins.

    It goes on where the last of them does.
    """
    joined, starts = parts[0], []
    for part in parts[1:]:
        starts.append(tail_start(joined, part))
        joined = _together(joined, part, hints)
    return joined, tuple(starts)


def says_more(part: Article, before: Sequence[Article]) -> bool:
    """Whether a part holds text that no part before it holds."""
    said = {paragraph.hash for each in before for paragraph in each.paragraphs}
    return any(paragraph.hash not in said for paragraph in part.paragraphs if paragraph.role in TEXT_ROLES)


def _together(head: Article, tail: Article, hints: Hints) -> Article:
    draft = Draft(
        headline=head.headline,
        kicker=head.kicker,
        subtitle=head.subtitle,
        byline=head.byline or tail.byline,
        source=head.source or tail.source,
        editors=tuple(dict.fromkeys((*head.editors, *tail.editors))),
        day=head.day or tail.day,
        paragraphs=_paragraphs(head, tail),
        restored=head.restored or tail.restored,
        continued_on=tail.continued_on,
        continued_from=head.continued_from,
        headline_lines=head.headline_lines,
    )
    known = replace(hints, day=hints.day or draft.day, headline=head.headline)
    return replace(article(draft, known, _least(head.quality, tail.quality)), next_url=tail.next_url)


def tail_start(head: Article, tail: Article) -> int:
    """Where in the whole article's paragraphs the tail's first one stands; a mended sentence counts as the tail's."""
    return len(head.paragraphs) - (_tear(head, tail) is not None)


def _is_pair(head: Article, tail: Article) -> bool:
    return _by_title(head.headline, tail.headline) + _by_text(head, tail) >= ENOUGH


def _by_title(head: str | None, tail: str | None) -> float:
    if head is None or tail is None:
        return 0.0
    agreement = _agreement(head, tail)
    if agreement >= SAME_TITLE:
        return 4.0
    return -4.0 if agreement < OTHER_TITLE else 0.5


def _agreement(one: str, other: str) -> float:
    """The share of the shorter title's pairs of hanzi that the longer one has."""
    first, second = (pairs(CONTINUED_FROM.sub("", script.simplified(half_width(title)))) for title in (one, other))
    if not first or not second:
        return 0.5
    return len(first & second) / min(len(first), len(second))


def _by_text(head: Article, tail: Article) -> float:
    end, start = _torn_end(head), _first(tail)
    if start is None:
        return -1.0
    words = _shared_words(head, tail)
    if end is not None:
        return _fits(end, start, head, tail) + words
    return _numbering(head, tail) + words


def _fits(end: Paragraph, start: Paragraph, head: Article, tail: Article) -> float:
    seams = Seams([half_width(p.text) for p in (*head.paragraphs, *tail.paragraphs)])
    return seams.fit(head.paragraphs.index(end), len(head.paragraphs) + tail.paragraphs.index(start))


def _shared_words(head: Article, tail: Article) -> float:
    """±1: whether the tail speaks of what the head speaks of."""
    first, second = (pairs("".join(p.text for p in each.paragraphs)) for each in (head, tail))
    if min(len(first), len(second)) < FEW_WORDS:
        return 0.0
    share = len(first & second) / min(len(first), len(second))
    return max(-1.0, min(1.0, (share - 0.2) * 8))


def _numbering(head: Article, tail: Article) -> float:
    state: State = ()
    for paragraph in head.paragraphs:
        state, _ = step(state, mark(half_width(paragraph.text)))
    for paragraph in tail.paragraphs:
        found = mark(half_width(paragraph.text))
        if found and paragraph.role in TEXT_ROLES:
            return step(state, found)[1]
    return 0.0


def _torn_end(article: Article) -> Paragraph | None:
    """The last paragraph of the text, where it breaks off in a sentence."""
    last = next((p for p in reversed(article.paragraphs) if p.role in TEXT_ROLES), None)
    return last if last is not None and last.torn in ("end", "both") else None


def _tear(head: Article, tail: Article) -> tuple[Paragraph, Paragraph] | None:
    """The two halves of a torn sentence; where no (下转…) says that it was torn, they must fit."""
    end, start = _torn_end(head), _first(tail)
    if end is None or start is None:
        return None
    return (end, start) if head.continued_on or _fits(end, start, head, tail) > 0 else None


def _first(article: Article) -> Paragraph | None:
    return next((p for p in article.paragraphs if p.role in TEXT_ROLES), None)


def _paragraphs(head: Article, tail: Article) -> tuple[DraftParagraph, ...]:
    """Both articles' paragraphs, the torn sentence as one; bylines that close the head close the whole."""
    torn = _tear(head, tail)
    first = [_draft(p) for p in head.paragraphs]
    second = [_draft(p) for p in tail.paragraphs if p.role != "headline"]
    if torn is None:
        return (*first, *second)
    at, after = head.paragraphs.index(torn[0]), second.index(_draft(torn[1]))
    mended = _mended(first[at], second[after])
    return (*first[:at], *first[at + 1 :], *second[:after], mended, *second[after + 1 :])


def _mended(end: DraftParagraph, start: DraftParagraph) -> DraftParagraph:
    text = joined(end.text, start.text)
    printed = joined(end.verbatim or end.text, start.verbatim or start.text)
    return DraftParagraph(
        text=text,
        role="body",
        verbatim=printed if printed != text else None,
        lines=end.lines + start.lines,
        torn="end" if start.torn in ("end", "both") else "start" if end.torn == "both" else None,
    )


def _draft(paragraph: Paragraph) -> DraftParagraph:
    return DraftParagraph(
        text=paragraph.text,
        role=paragraph.role,
        verbatim=paragraph.verbatim,
        lines=paragraph.lines,
        torn=None if paragraph.torn == "start" else paragraph.torn,
    )


def _least(one: float | None, other: float | None) -> float | None:
    known = [value for value in (one, other) if value is not None]
    return min(known) if known else None
