"""The invented topic cases of tests/cases/topic as drafts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawler.reading.model import Draft, DraftParagraph

CASES = Path(__file__).parents[1] / "cases" / "topic"
TOPICS = ("report", "related", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCase:
    """One invented article and what it is. `kind` names what is hard about it, or the kind of report."""

    name: str
    topic: str
    kind: str
    draft: Draft


def topic_cases() -> list[TopicCase]:
    """All cases in the order of their files."""
    return [
        _case(topic, row)
        for topic in TOPICS
        for row in (CASES / f"{topic}.tsv").read_text("utf-8").splitlines()
        if not row.startswith(("#", "name\t"))
    ]


def _case(topic: str, row: str) -> TopicCase:
    name, kind, kicker, headline, subtitle, text = row.split("\t")
    paragraphs = tuple(DraftParagraph(text=piece, role="body") for piece in text.split("¶"))
    draft = Draft(kicker=kicker or None, headline=headline or None, subtitle=subtitle or None, paragraphs=paragraphs)
    return TopicCase(name=name, topic=topic, kind=kind, draft=draft)
