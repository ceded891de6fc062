"""Skins: the layouts that one platform's sites wear, as data in `<family>.toml`.

Each `[[skin]]` is a table of CSS selectors with the sites that show it. Where a page wears no known skin, the selectors
of all skins are tried in the order of the file, so the last one may hold what is only likely.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

Selectors = tuple[CSSSelector, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """Selectors by what they find. `seen` says which sites or saved page show the skin."""

    name: str
    seen: str
    pages: Selectors = ()
    """Links of the page list."""
    articles: Selectors = ()
    """Links of the list of articles, where other links of the page have the same kind of address."""
    kicker: Selectors = ()
    headline: Selectors = ()
    subtitle: Selectors = ()
    byline: Selectors = ()
    around: Selectors = ()
    """Cells of one class before and after the headline: kicker, then subtitle and byline."""
    dateline: Selectors = ()
    """The line with the day and the source."""
    editors: Selectors = ()
    container: Selectors = ()
    remove: Selectors = ()
    """What is in the container and not of the body."""

    @property
    def certain(self) -> bool:
        """Whether its selectors name their field alone; those of "any" (h1, h2) find a body's headings too."""
        return self.name != "any"


@cache
def skins(family: str) -> tuple[Skin, ...]:
    """The skins of a family, in the order of its file."""
    text = files("spiders.platforms").joinpath(f"{family}.toml").read_text(encoding="utf-8")
    return tuple(_skin(table) for table in tomllib.loads(text)["skin"])


def find(tree: HtmlElement, selectors: Iterable[CSSSelector]) -> list[HtmlElement]:
    """The elements of the first selector that finds any, in document order."""
    return next((found for selector in selectors if (found := list(selector(tree)))), [])


def sought(selectors: Iterable[CSSSelector]) -> str:
    """The selectors as a person reads them, for a problem's row."""
    return ", ".join(dict.fromkeys(selector.css for selector in selectors))


def _skin(table: dict[str, object]) -> Skin:
    given = {key: _compiled(value) if isinstance(value, list) else str(value) for key, value in table.items()}
    unknown = given.keys() - {field.name for field in fields(Skin)}
    assert not unknown, f"skin {table.get('name')}: unknown {unknown}"
    return Skin(**given)  # type: ignore[arg-type]


def _compiled(sources: list[str]) -> Selectors:
    return tuple(CSSSelector(source, translator="html") for source in sources)
