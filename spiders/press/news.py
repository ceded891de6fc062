"""Composes everything that is not a report: near misses, news about 政协, ordinary news, notices, furniture."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from spiders.press.model import Line, Story
from spiders.press.phrasing import Voice, phrases


@cache
def kinds(book: str) -> dict[str, dict[str, Any]]:
    """The kinds of article that a phrase file knows, by name."""
    return {kind["name"]: kind for kind in phrases(book)["kind"]}


def story(book: str, name: str, seed: str, context: Mapping[str, str]) -> Story:
    """An article of that kind; the same seed and context give the same article."""
    kind = kinds(book)[name]
    voice = Voice(f"{seed}/{name}", context)
    headings = iter(kind.get("headings", ()))
    lines = [Line(text=voice.say(text)) for text in _opening(kind, voice)]
    count = voice.between(*kind["paragraphs"])
    every = max(1, count // max(1, len(kind.get("headings", ()))))
    for number in range(count):
        heading = next(headings, None) if number % every == 0 else None
        lines += [Line(text=voice.say(heading), role="heading")] if heading else []
        lines.append(Line(text="".join(_sentences(kind, voice))))
    lines += [Line(text=voice.one(kind["closing"]))] if "closing" in kind else []
    speaker = (Line(text=voice.say(kind["speaker"]), role="speaker"),) if "speaker" in kind else ()
    subtitle = voice.one(kind["subtitles"]) if "subtitles" in kind else None
    dateline = (Line(text=subtitle, role="dateline"),) if subtitle else ()
    return Story(
        kind=name,
        topic=kind["topic"],
        headline=voice.one(kind["headlines"]),
        kicker=kind.get("kicker"),
        byline=furniture("byline", f"{seed}/{name}") if not speaker and voice.between(0, 2) == 0 else None,
        opening=dateline + speaker,
        lines=tuple(lines),
    )


def furniture(name: str, seed: str) -> str:
    """A piece of furniture: an editors' line, a caption, an advertisement's words."""
    return Voice(f"{seed}/{name}", {}).one(phrases("furniture")["furniture"][name])


def _opening(kind: dict[str, Any], voice: Voice) -> list[str]:
    """The opening paragraph; long reports of others open with all of theirs (各位代表：…)."""
    return list(kind["opening"]) if "headings" in kind or "speaker" in kind else [voice.random.choice(kind["opening"])]


def _sentences(kind: dict[str, Any], voice: Voice) -> list[str]:
    return [voice.one(kind["body"]) for _ in range(voice.between(*kind["sentences"]))]
