"""One captured page into articles: the order of the steps, and nothing else.

bytes ─charset→ text ─body / flat / pdf→ blocks ─arrange→ drafts ─topic, facts, figures, identity→ articles
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from lxml.html import HtmlElement

import dedupe
from archive.records import Article, Paragraph, Problem, Reading
from crawler.platform import ArticleView, Platform
from crawler.reading import arrange, body, charset, facts, figures, flat, html, pdf, topic, web
from crawler.reading.model import Decoded, Draft, DraftParagraph, Hints

# <!DOCTYPE html …, <div class=…: any of these in the first part of a file makes it a page, not a flat text
MARKUP = re.compile(r"<(?:!doctype|html|head|body|meta|div|table|p|br|span|h[1-6])\b[^<>]*>", re.IGNORECASE)
# NUL, BEL …, and what stands for bytes that are no character; tab, line feeds and form feed are text
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
GOES_ON = "goes on elsewhere"
"""The kind of the problem that a part of an article, at an address of its own, is not read with it."""

SHORTEST_HEADLINE = 8
"""Characters of a page's headline; 版面 and 要闻 name a section."""
LOOKED_AT = 65536
"""Characters in which markup is looked for: a page opens with its markup."""


def read_html(
    content: bytes, *, declared: str | None = None, platform: Platform | None = None, hints: Hints | None = None
) -> Reading:
    """The articles of a web page or e-paper page.

    `declared` is the charset of the HTTP header, `platform` the page's platform where it is known, `hints` what the
    page list or the declaration says. Never raises on any bytes.
    """
    return _read_markup(charset.decode(content, declared), platform, hints or Hints())


def read_text(content: bytes, *, hints: Hints | None = None) -> Reading:
    """The articles of a flat text file; paragraphs carry the numbers of their source lines."""
    return _read_flat(charset.decode(content, None), hints or Hints())


def read_pdf(content: bytes, *, hints: Hints | None = None) -> Reading:
    """The articles of a newspaper page's PDF; one without a text layer gives no article and a problem."""
    blocks = pdf.blocks(content)
    found = arrange.drafts(blocks, hints or Hints())
    problems = () if blocks else (Problem(kind="no text layer", detail="the PDF holds no text that can be read"),)
    return _reading(Decoded(text="", charset="pdf", evidence="text layer"), None, found, hints or Hints(), problems)


def read_file(
    path: str,
    content: bytes,
    *,
    declared: str | None = None,
    platform: Platform | None = None,
    hints: Hints | None = None,
) -> Reading:
    """Reads a file by what it holds: a PDF, a page with markup, or flat text. The path only breaks a tie."""
    hints = hints or Hints()
    if content.startswith(b"%PDF-"):
        return read_pdf(content, hints=hints)
    decoded = charset.decode(content, declared)
    if _is_binary(decoded.text):
        problem = Problem(kind="no text", detail="the file is no page, no text and no PDF")
        return _reading(decoded, None, arrange.Arranged(drafts=()), hints, (problem,))
    named_page = PurePath(path).suffix.lower() in (".htm", ".html", ".shtml", ".xhtml")
    if named_page or MARKUP.search(decoded.text, 0, LOOKED_AT):
        return _read_markup(decoded, platform, hints)
    return _read_flat(decoded, hints)


def _is_binary(text: str) -> bool:
    """Whether decoding gave control characters, as no text has them, in more than one place of a hundred."""
    looked_at = text[:LOOKED_AT]
    return len(CONTROL.findall(looked_at)) * 100 > len(looked_at)


def _read_flat(decoded: Decoded, hints: Hints) -> Reading:
    found = arrange.drafts(flat.blocks(decoded.text), hints)
    problems = () if found.drafts else (Problem(kind="no article", detail="no line of the text reads as an article"),)
    return _reading(decoded, None, found, hints, problems)


def _read_markup(decoded: Decoded, platform: Platform | None, hints: Hints) -> Reading:
    tree = html.parse(decoded.text)
    page = None if platform else html.located(tree)  # an unknown page is asked twice
    view = _view(tree, platform, hints.url or "", page)
    read = body.read_body(tree, view.container, page)
    known = _with_view(hints, view)
    known = known if platform else replace(known, author=view.byline)
    single = platform is not None and view.container is not None
    titled = view.headline is not None and len(view.headline) >= SHORTEST_HEADLINE
    found = arrange.drafts(read.blocks, known, single=single, titled=titled)
    problems = tuple(Problem(kind="not found on the page", detail=name) for name in view.missing)
    found = replace(found, dropped=read.dropped + found.dropped)
    if not found.drafts and not (single and _holds_pictures(found, known)):
        problems += (Problem(kind="no article", detail="no block of the page reads as an article"),)
    elif not found.drafts:
        found = replace(found, drafts=(_headline_alone(known),))
    reading = _reading(decoded, platform.NAME if platform else None, found, known, problems, read.quality)
    return _with_next_part(reading, view.next_url)


def _with_next_part(reading: Reading, next_url: str | None) -> Reading:
    """The last article of the page is the one that goes on."""
    if next_url is None or not reading.articles:
        return reading
    *before, last = reading.articles
    return replace(reading, articles=(*before, replace(last, next_url=next_url)))


def alone(reading: Reading) -> Reading:
    """The reading of a page whose next part nobody fetches: of an article of ours that goes on, it says so."""
    parts = [each.next_url for each in reading.articles if each.next_url and each.topic != "other"]
    goes_on = (Problem(kind=GOES_ON, detail=f"its next part, {part}, is not read with it") for part in parts)
    return replace(reading, problems=(*reading.problems, *goes_on))


def _holds_pictures(found: arrange.Arranged, known: Hints) -> bool:
    """Whether the page is pictures with their captions under a headline; a report without a text is not one."""
    if not known.headline or any(item.reason != "caption" for item in found.dropped):
        return False
    return topic.judge(_headline_alone(known), known).topic != "report"


def _headline_alone(known: Hints) -> Draft:
    return Draft(headline=known.headline, kicker=known.kicker, byline=known.byline, day=known.day)


def _view(tree: HtmlElement, platform: Platform | None, url: str, page: tuple[html.Located, ...] | None) -> ArticleView:
    if platform:
        return platform.article(tree, url)
    return web.article_view(tree, url, None if page is None else [each.block for each in page])


def _with_view(hints: Hints, view: ArticleView) -> Hints:
    """What the page says of its article goes before what a list says of it; the day asked for stays."""
    return replace(
        hints,
        day=hints.day or view.printed_day,
        kicker=view.kicker or hints.kicker,
        headline=view.headline or hints.headline,
        subtitle=view.subtitle or hints.subtitle,
        byline=view.byline or hints.byline,
        source=view.source or hints.source,
        editors=view.editors or hints.editors,
    )


def _reading(
    decoded: Decoded,
    platform: str | None,
    found: arrange.Arranged,
    hints: Hints,
    problems: tuple[Problem, ...] = (),
    quality: float | None = None,
) -> Reading:
    return Reading(
        charset=decoded.charset,
        charset_evidence=decoded.evidence,
        platform=platform,
        articles=tuple(article(draft, hints, quality) for draft in found.drafts),
        dropped=found.dropped,
        problems=problems,
    )


def article(draft: Draft, hints: Hints, quality: float | None = None) -> Article:
    """A draft with its topic, its facts and figures where it is a report, and its paragraphs' hashes."""
    judged = topic.judge(draft, hints)
    report = facts.report(draft, hints) if judged.topic == "report" else None
    return Article(
        headline=draft.headline,
        kicker=draft.kicker,
        subtitle=draft.subtitle,
        byline=draft.byline,
        source=draft.source,
        editors=draft.editors,
        day=draft.day,
        topic=judged.topic,
        topic_score=judged.score,
        topic_reasons=judged.reasons,
        report=report,
        figures=figures.figures(draft.paragraphs, report) if report else (),
        paragraphs=tuple(map(_paragraph, draft.paragraphs)),
        restored=draft.restored,
        quality=quality,
        continued_on=draft.continued_on,
        continued_from=draft.continued_from,
        headline_lines=draft.headline_lines,
    )


def _paragraph(draft: DraftParagraph) -> Paragraph:
    identity = dedupe.identity(draft.text)
    return Paragraph(
        text=draft.text,
        role=draft.role,
        hash=identity.hash,
        template_hash=identity.template_hash,
        chars=identity.chars,
        significant=identity.significant,
        verbatim=draft.verbatim,
        lines=draft.lines,
        torn=draft.torn,
    )
