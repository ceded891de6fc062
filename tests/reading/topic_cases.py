"""Invented articles as drafts: those of tests/cases/topic, which rules and weights come from, and unseen ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawler.reading.model import Draft, DraftParagraph

CASES = Path(__file__).parents[1] / "cases" / "topic"
UNSEEN = CASES.with_name("topic_unseen")
"""Written by others than those who wrote the rules, and never learned from."""
TOPICS = ("report", "related", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCase:
    """One invented article and what it is. `kind` names what is hard about it, or the kind of report."""

    name: str
    topic: str
    kind: str
    draft: Draft


def topic_cases(folder: Path = CASES) -> list[TopicCase]:
    """All cases of a folder in the order of their files."""
    return [
        _case(topic, row)
        for topic in TOPICS
        for row in (folder / f"{topic}.tsv").read_text("utf-8").splitlines()
        if not row.startswith(("#", "name\t"))
    ]


def _case(topic: str, row: str) -> TopicCase:
    name, kind, kicker, headline, subtitle, text = row.split("\t")
    paragraphs = tuple(DraftParagraph(text=piece, role="body") for piece in text.split("¶"))
    draft = Draft(kicker=kicker or None, headline=headline or None, subtitle=subtitle or None, paragraphs=paragraphs)
    return TopicCase(name=name, topic=topic, kind=kind, draft=draft)
