"""What a reading process does with one captured response: pure functions of bytes and context."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.records import LedgerKind, Reading
from crawler.newspapers import Newspaper
from crawler.platform import PageView, platform
from crawler.reading import charset, html
from crawler.reading.model import Hints
from crawler.reading.page import read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One response to read: its content-decoded body, the charset its header declares, and what its links said."""

    body: bytes
    url: str
    kind: LedgerKind
    platform: str
    declared: str | None
    hints: Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """A front or a page as read. `empty`: the answer holds no text at all."""

    view: PageView
    charset: str
    empty: bool


def task_of(
    newspaper: Newspaper,
    url: str,
    body: bytes,
    declared: str | None,
    *,
    kind: LedgerKind,
    day: date | None,
    title: str | None,
) -> Task:
    """The reading of an answer to a row of that kind, day and title; `declared` is the charset of its header."""
    hints = Hints(
        url=url,
        newspaper_title=newspaper.title,
        newspaper_place=newspaper.place,
        day=day,
        headline=title,
    )
    return Task(body=body, url=url, kind=kind, platform=newspaper.era_of(day).platform, declared=declared, hints=hints)


def read(task: Task) -> PageRead | Reading:
    """Reads one response: an article into a `Reading`, a front or page into its links."""
    if task.kind == "article":
        path = urlsplit(task.url).path
        site = platform(task.platform)
        return read_file(path, task.body, declared=task.declared, platform=site, hints=task.hints)
    decoded = charset.decode(task.body, task.declared)
    tree = html.parse(decoded.text)
    view = platform(task.platform).page(tree, task.url)
    return PageRead(view=view, charset=decoded.charset, empty=not decoded.text.strip() or not _has_content(view, tree))


def _has_content(view: PageView, tree: HtmlElement) -> bool:
    if view.pages or view.articles or view.shell_target:
        return True
    return bool(tree.text_content().strip()) or next(tree.iter("img", "area", "a"), None) is not None
