"""The pages of the reading benchmark: real news pages of unknown layout, and the practice press's e-paper articles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.platform import DATED_PLATFORMS, platform
from spiders.press import build

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "pages"
CASES = ROOT / "tests" / "cases" / "body"
HOST = "http://epaper.example.cn"
EACH = 8
"""Of so many addresses of the press that print no report, one is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with its gold text, None where there is none, and its platform's name, None where that is not known."""

    content: bytes
    url: str
    gold: str | None
    platform: str | None = None


def unknown() -> tuple[Page, ...]:
    """Real news pages, else the saved cases."""
    if not REAL.is_dir():
        return tuple(Page(content=path.read_bytes(), url="", gold=None) for path in sorted(CASES.glob("*/page.html")))
    return tuple(page for folder in sorted(REAL.iterdir()) if folder.is_dir() and (page := _real(folder)))


def _real(folder: Path) -> Page | None:
    about: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    gold = folder / "gold.txt"
    if about.get("kind") != "news" or not gold.exists():
        return None
    return Page(
        content=(folder / "page.html").read_bytes(), url=about.get("url") or "", gold=gold.read_text(encoding="utf-8")
    )


def papers() -> tuple[tuple[Page, ...], tuple[Page, ...]]:
    """E-paper articles of the practice press that stand alone and whole at their address: those that are no report, and
    the reports. A page of pictures has captions and no text."""
    press = build(1, broken=False)
    sites = {site.newspaper.id: site for site in press.sites if site.newspaper.platform in DATED_PLATFORMS}
    shared = Counter((row.newspaper, row.path) for row in press.truth)
    alone = (row for row in press.truth if row.newspaper in sites and shared[row.newspaper, row.path] == 1)
    rows = [row for row in alone if row.kind != "photo"]
    chosen = [row for row in rows if row.topic != "report"][::EACH], [row for row in rows if row.topic == "report"]
    articles, reports = (
        tuple(
            Page(content=answer.body, url=HOST + row.path, gold="\n".join(row.opening + row.paragraphs), platform=name)
            for row in each
            if (answer := sites[row.newspaper].answer(row.path)) and (name := next(_platforms(HOST + row.path), None))
        )
        for each in chosen
    )
    return articles, reports


def _platforms(url: str) -> Iterator[str]:
    return (name for name in DATED_PLATFORMS if platform(name).address_kind(url) == "article")
