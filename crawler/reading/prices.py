"""What each way of reading the next block costs, in log odds: 0 is what is expected, -2.3 what happens once in ten.

The numbers were set on the five sample documents and on invented and real mixtures; they are estimates of how often
newspapers print such a thing, not thresholds for single words.
"""

from __future__ import annotations

from crawler.reading.lines import Line
from crawler.reading.numbering import SEQUEL, step
from crawler.reading.parts import HEAD_KINDS, Page, Part, Reading

NUMBERING = 0.8
"""Weight of the numbering's step beside the others: lists are misnumbered in print, too."""

LATE_NUMBER = -1.5

# To another article of the page
SWITCH = -6.0
"""In the middle of running text: no column ends there."""
SWITCH_BY_NUMBER = -3.0
"""(三) after another article, where this one stood at (二)."""
SWITCH_AT_TEAR = -0.8
"""After a torn end the next column may be anybody's."""
SWITCH_AFTER_END = -1.0
SWITCH_UNDER_TITLE = -12.0
"""A title stands above its own text."""

HARMONY = 1.5
"""Weight of the voices beside the words."""

# A new article
NEW = -8.0
"""In the middle of running text."""
NEW_AT_TEAR = -4.0
NEW_AFTER_END = -1.5
NEW_CHAPTER = -3.0
"""一、 again, or under no document's title: a second report whose title stands elsewhere."""
NEW_BY_TITLE = -0.5
NEW_BY_LEAD = -0.5
"""本报讯(记者…), 新华社…电: an article's first words."""
NEW_ANNOUNCED = -0.3
"""A short line with a byline or 本报讯 under it."""
NEW_HEADLINE_LIKE = -0.5
NEW_SHORT_LINE = -1.5
"""A short line without a number: a headline as often as a heading."""
NEW_SHORT_AFTER_END = -1.0
NEW_BEFORE_TITLE = -4.0
"""Text whose title stands further down, from a heading on; two more from the middle of a section."""
# Where blocks stand by their own words (standing.py), in shares of its log odds
AS_HEADLINE = 1.0
"""A short line that sounds like a headline, inside an article."""
AS_FIRST_UNDER = 0.5
"""A paragraph under a short line that sounds like an article's first one."""
UNDER_HEADLINE = 1.5
"""Log odds by which it may sound more like a headline than what stands under it sounds like a first paragraph."""
AS_FIRST = 0.5
"""A later paragraph that sounds like an article's first one."""
AS_LAST = 0.5
"""An article that is left after a paragraph that sounds like its last one."""
LEAST_FIRST, LEAST_HEADLINE = -1.5, -2.0
"""Log odds at least: that a paragraph sounds like a later one is what is expected."""

UNFORESEEN = -2.5
"""An article that the pass before did not see."""

# A line inside an article
TITLE_INSIDE = -8.0
WEAK_TITLE_INSIDE = -2.0
SECOND_TITLE_LINE = -1.0
TITLE_FOUND = -3.0
"""A title under the text that it belongs to."""
EMPTY_TITLE = -6.0
"""A title without a text."""
AFTER_END = -2.5
"""Text after an agency's line, a closing byline, or (下转第四版)."""
LEAD_INSIDE = -6.0
ANNOUNCED_INSIDE = -3.0
DATELINE_INSIDE = -3.0
SHORT_LINE_INSIDE = -1.5
"""In a document that has numbered its headings so far."""


def of_new(page: Page, reading: Reading, n: int, current: int) -> float:
    """The price of an article that begins with this block."""
    line = page.lines[n]
    if current < 0 or line.continued_from:
        return 0.0
    part = reading.parts[current]
    if line.kind == "title":
        return NEW_BY_TITLE if line.document else 2 * NEW_BY_TITLE
    if line.lead and part.bodies:
        return NEW_BY_LEAD
    if part.only_title:
        return 2 * NEW
    if line.mark:
        return _of_new_text(page, line, part)
    price = _of_new_short(page, n, part) if line.kind == "short" else _of_new_text(page, line, part)
    # Nothing speaks louder for an article that begins than a byline under its headline
    return min(price + _left(page, part), max(price, NEW_ANNOUNCED))


def _left(page: Page, part: Part) -> float:
    """What speaks for leaving the article where it stands: its last paragraph sounds like the last one."""
    line = page.lines[part.members[-1]]
    if page.single or line.kind != "body" or part.torn or part.ended:
        return 0.0
    return AS_LAST * max(0.0, page.standing(part.members[-1]).last)


def _of_new_text(page: Page, line: Line, part: Part) -> float:
    if part.ended:
        return NEW_AFTER_END
    if page.single:
        return 2 * NEW
    first_chapter = line.mark is not None and (line.mark.style, line.mark.ordinal) == ("chapter", 1)
    if first_chapter and (part.numbering or not part.title):
        return NEW_CHAPTER
    return NEW_AT_TEAR if part.torn else NEW


def _of_new_short(page: Page, n: int, part: Part) -> float:
    """A short line opens an article when a byline follows it, or when the article before it has ended."""
    if _announced(page, n):
        return NEW_ANNOUNCED
    if page.lines[n].heading:
        return NEW_AFTER_END - 1 if part.ended else NEW
    if part.ended:
        return NEW_SHORT_AFTER_END
    if page.single:
        return NEW
    built_so = page.lines[n].headline or not part.shorts
    return NEW_HEADLINE_LIKE if built_so else NEW_SHORT_LINE


def _announced(page: Page, n: int) -> bool:
    """A short line right above a byline, a dateline or 本报讯."""
    follower = page.lines[n + 1] if n + 1 < len(page.lines) else None
    return follower is not None and (follower.kind in ("byline", "dateline") or follower.lead)


def of_turn(reading: Reading, k: int, current: int, numbered: float) -> float:
    """The price of leaving the current article for article k; less where k's numbering goes on just there."""
    if k == current or current < 0:
        return 0.0
    left = reading.parts[current]
    if left.only_title:
        return SWITCH_UNDER_TITLE
    if left.torn:
        return SWITCH_AT_TEAR
    if left.ended:
        return SWITCH_AFTER_END
    return SWITCH_BY_NUMBER if numbered == SEQUEL else SWITCH


def of_line(page: Page, n: int, part: Part) -> float:
    """What speaks against this kind of line as the next one of the article."""
    line = page.lines[n]
    if line.continued_from:
        return TITLE_INSIDE
    if line.kind == "title":
        known = part.profile is not None and part.profile >> n & 1 and not part.titled
        return 0.0 if known else _of_title(line, part)
    if line.lead and part.bodies:
        return LEAD_INSIDE
    if line.kind == "short" and not line.heading and not line.torn and part.bodies and _announced(page, n):
        return ANNOUNCED_INSIDE
    if line.kind in ("dateline", "name") and part.bodies and part.titled and not _under_title(page, part):
        return DATELINE_INSIDE
    foreign = SHORT_LINE_INSIDE * _looks_foreign(page, line, part)
    return AFTER_END * part.ended + foreign + _under_it(page, n, part) + _as_a_later_one(page, n, part)


def _as_a_later_one(page: Page, n: int, part: Part) -> float:
    """What speaks against a block behind an article's first paragraph by where it seems to stand."""
    line = page.lines[n]
    if page.single or not part.bodies or line.mark or line.heading or (line.kind == "short" and line.torn):
        return 0.0
    if line.kind == "short":
        return -_as_headline(page, n)
    if not _is_plain_text(page, n) or page.lines[part.members[-1]].kind == "short":
        return 0.0
    return -AS_FIRST * _first(page, n)


def _as_headline(page: Page, n: int) -> float:
    """What speaks for a short line as a headline: how it sounds itself, and the paragraph under it as a first one."""
    headline = page.standing(n).headline
    if n + 1 == len(page.lines) or not _is_plain_text(page, n + 1):
        return AS_HEADLINE * max(LEAST_HEADLINE, headline)
    headline = min(headline, page.standing(n + 1).first + UNDER_HEADLINE)
    return AS_HEADLINE * max(LEAST_HEADLINE, headline) + AS_FIRST_UNDER * _first(page, n + 1)


def _is_plain_text(page: Page, n: int) -> bool:
    line = page.lines[n]
    return line.kind == "body" and not line.mark and not line.continued_from


def _first(page: Page, n: int) -> float:
    return max(LEAST_FIRST, page.standing(n).first)


def _under_it(page: Page, n: int, part: Part) -> float:
    """Whether what stands under a short line speaks of other things than the article: then the line is a headline."""
    line = page.lines[n]
    if page.single or line.kind != "short" or line.heading or line.torn or part.bodies < 2:
        return 0.0
    run = _run_below(page, n)
    return page.likeness.cohesion(run, part.mask) if run else 0.0


def _run_below(page: Page, n: int) -> int:
    """The paragraphs under a line as a bit mask, up to the next heading, title or torn end."""
    run = 0
    for below in range(n + 1, len(page.lines)):
        line = page.lines[below]
        if line.kind != "body" or line.mark or line.continued_from:
            break
        run |= 1 << below
        if line.torn:
            break
    return run


def _looks_foreign(page: Page, line: Line, part: Part) -> bool:
    """A short line without a number in a document that has numbered all its headings so far."""
    plain = line.kind == "short" and not (line.heading or line.soft or line.torn)
    return plain and not page.single and part.bodies > 2 and not part.shorts


def _of_title(line: Line, part: Part) -> float:
    if not part.titled:
        return TITLE_INSIDE if part.continues else TITLE_FOUND
    if part.bodies:
        return TITLE_INSIDE if line.document else WEAK_TITLE_INSIDE
    return SECOND_TITLE_LINE


def _under_title(page: Page, part: Part) -> bool:
    """Whether the last line of the article is a title or stands with one."""
    kind = page.lines[part.members[-1]].kind
    return kind == "title" or kind in HEAD_KINDS


def of_number(line: Line, part: Part) -> float:
    """How well the block's number follows; an article that ran without numbers does not begin with (三)."""
    _, numbered = step(part.numbering, line.mark)
    late = line.mark is not None and line.mark.ordinal > 1 and part.bodies > 0 and not part.numbering
    return NUMBERING * numbered + LATE_NUMBER * late


def of_words(page: Page, n: int, part: Part) -> float:
    """Whose words the block uses. The first pass cannot compare the articles: it knows too little of each."""
    members = part.mask if part.profile is None else part.profile
    voice = HARMONY * page.words.harmony.odds(n, members, part.title)
    kinship = page.likeness.kinship(n, members)
    if part.profile is None:
        return kinship + voice
    likeness = page.likeness.odds(n, part.profile) + kinship + voice
    if not part.title or len(page.titles) < 2:
        return likeness
    named = page.likeness.title_odds(n, part.title, page.other_titles(part.title))
    return likeness + (2 * named if page.lines[n].heading else named)
