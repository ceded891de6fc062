"""A reading as `cppcc read --json` prints it (INTERFACE.md); everything else may be added, nothing renamed."""

from __future__ import annotations

from typing import Any

from archive.records import Article, Dropped, Figure, Paragraph, Reading, Report

Json = dict[str, Any]


def to_json(reading: Reading, path: str) -> Json:
    """One JSON object for one file; days are ISO 8601, what the text does not state is null."""
    return {
        "path": path,
        "charset": {"name": reading.charset, "evidence": reading.charset_evidence},
        "platform": reading.platform,
        "articles": [_article(article) for article in reading.articles],
        "dropped": [_dropped(item) for item in reading.dropped],
        "problems": [{"kind": problem.kind, "detail": problem.detail} for problem in reading.problems],
    }


def _article(article: Article) -> Json:
    return {
        "headline": article.headline,
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "source": article.source,
        "editors": list(article.editors),
        "day": article.day.isoformat() if article.day else None,
        "topic": article.topic,
        "topic_score": article.topic_score,
        "topic_reasons": list(article.topic_reasons),
        "report": _report(article.report) if article.report else None,
        "figures": [_figure(figure) for figure in article.figures],
        "restored": article.restored,
        "quality": article.quality,
        "continued_on": article.continued_on,
        "continued_from": article.continued_from,
        "next_url": article.next_url,
        "lines_of_headline": list(article.headline_lines),
        "paragraphs": [_paragraph(paragraph) for paragraph in article.paragraphs],
    }


def _report(report: Report) -> Json:
    return {
        "kind": report.kind,
        "place": report.place,
        "province": report.province,
        "level": report.level,
        "term": report.term,
        "session": report.session,
        "speaker": report.speaker,
        "delivered_on": report.delivered_on.isoformat() if report.delivered_on else None,
        "covers_year": report.covers_year,
    }


def _figure(figure: Figure) -> Json:
    return {
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "year": figure.year,
        "evidence": figure.evidence,
        "paragraph": figure.paragraph,
    }


def _paragraph(paragraph: Paragraph) -> Json:
    return {
        "text": paragraph.text,
        "role": paragraph.role,
        "hash": paragraph.hash,
        "verbatim": paragraph.verbatim,
        "torn": paragraph.torn,
        "lines": list(paragraph.lines),
    }


def _dropped(item: Dropped) -> Json:
    return {"text": item.text, "reason": item.reason, "lines": list(item.lines), "article": item.article}
