"""The press's own account of what it printed, made from the stories and never from the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from spiders.press.addresses import article_path, front, page_path
from spiders.press.makeup import PAGES, edition
from spiders.press.model import Edition, EditionTruth, Leaf, Newspaper, Printed, Story
from spiders.press.portal import Posted, post_path, posted
from spiders.press.traditional import traditional


def editions(newspaper: Newspaper) -> Iterator[EditionTruth]:
    """Every day of an e-paper that its eras name."""
    for day in newspaper.days:
        absent = day in newspaper.absent_days
        yield EditionTruth(
            newspaper=newspaper.id,
            day=day,
            state="no-edition" if absent else "published",
            front=front(newspaper, day),
            way=newspaper.absent if absent else None,
            pages=0 if absent else PAGES,
        )


def printed(seed: int, newspapers: Iterable[Newspaper]) -> tuple[Printed, ...]:
    """Everything printed, in order of day; a repeated text names the first that printed it."""
    rows = [row for newspaper in newspapers for row in _rows(seed, newspaper)]
    rows.sort(key=lambda row: row[1].day)
    first: dict[Story, str] = {}
    reports: dict[tuple[Any, ...], str] = {}
    found = []
    for story, row in rows:
        if row.kind == "correction":
            row = replace(row, corrects=reports.get(_of(row)))
        elif row.twin_of is None and story in first and story.report:
            row = replace(row, reprint_of=first[story])
        first.setdefault(story, row.key)
        reports.setdefault(_of(row), row.key)
        found.append(row)
    return tuple(found)


def unknown_pages(seed: int, newspapers: Iterable[Newspaper]) -> Iterator[str]:
    """Paths of pages whose layout no platform knows."""
    for newspaper in newspapers:
        if "unknown-layout" in newspaper.features:
            made = edition(seed, newspaper, newspaper.days[-1])
            yield from (page_path(newspaper, made.day, page.index) for page in made.pages if page.unknown)


def _of(row: Printed) -> tuple[Any, ...]:
    return row.newspaper, row.place, row.report_kind, row.term, row.session


def _rows(seed: int, newspaper: Newspaper) -> Iterator[tuple[Story, Printed]]:
    for post in posted(seed, newspaper) if newspaper.reprints else ():
        yield post.story, _of_post(newspaper, post)
    for day in newspaper.days:
        if day not in newspaper.absent_days:
            yield from _of_edition(newspaper, edition(seed, newspaper, day))


def _of_edition(newspaper: Newspaper, made: Edition) -> Iterator[tuple[Story, Printed]]:
    for page in made.pages:
        for leaf in page.leaves if not page.unknown else ():
            for part, story in enumerate(leaf.stories):
                yield story, _of_leaf(newspaper, made, leaf, part, story)


def _of_leaf(newspaper: Newspaper, made: Edition, leaf: Leaf, part: int, story: Story) -> Printed:
    tail = made.leaf(leaf.tail) if leaf.tail is not None else None
    return _told(
        story,
        key=f"{newspaper.id}/{made.day}/{leaf.number}/{part}",
        newspaper=newspaper.id,
        day=made.day,
        page_no=newspaper.page_no(leaf.page),
        path=article_path(newspaper, made.day, leaf),
        part=part,
        continues=article_path(newspaper, made.day, tail) if tail else None,
        also_listed_on=newspaper.page_no(leaf.also_on) if leaf.also_on is not None else None,
        damage="truncated" if leaf.truncated else None,
    )


def _of_post(newspaper: Newspaper, post: Posted) -> Printed:
    key = f"{newspaper.id}/{post.day}/{post.number}/0"
    row = _told(
        post.story,
        key=key,
        newspaper=newspaper.id,
        day=post.day,
        page_no=None,
        path=post_path(newspaper, post),
        part=0,
        parts=tuple(post_path(newspaper, post, part) for part in range(2, post.parts + 1)),
    )
    if "traditional" not in newspaper.features:
        return row
    twin = key.replace(newspaper.id, newspaper.id.removesuffix("big5") + "news", 1)
    return replace(
        row,
        twin_of=twin,
        headline=traditional(row.headline),
        paragraphs=tuple(map(traditional, row.paragraphs)),
        opening=tuple(map(traditional, row.opening)),
    )


def _told(story: Story, **where: Any) -> Printed:
    report = story.report
    facts: dict[str, Any] = {}
    if report:
        facts = {
            "report_kind": report.kind,
            "place": report.place.name,
            "province": report.place.province,
            "level": report.place.level,
            "term": report.term,
            "session": report.session,
            "speaker": report.speaker,
            "delivered_on": report.delivered_on,
            "covers_year": report.covers_year,
            "figures": dict(report.figures),
        }
    return Printed(
        kind=story.kind,
        topic=story.topic,
        headline=story.headline,
        kicker=story.kicker,
        subtitle=story.subtitle,
        byline=story.byline,
        opening=tuple(line.text for line in story.opening),
        paragraphs=tuple(line.text for line in story.lines if line.role in ("body", "heading")),
        **facts,
        **where,
    )


def as_json(value: Any) -> Any:
    """What `json.dumps` needs for days."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in truth.json")
