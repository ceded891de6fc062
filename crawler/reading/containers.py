"""Where known content management systems put an article's text: the entries of `containers.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from lxml.html import HtmlElement

from crawler.reading.blocks import inked, visible_text

FEWEST = 60
"""Characters that a container must hold to be an article's; emptier ones are templates' leftovers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """An entry: names in the order in which they are believed, and what to take out."""

    select: tuple[str, ...]
    remove: tuple[str, ...]
    usual: bool
    """A name that any designer may give, also to more than the text: one voice among the readers, not the last word."""
    because: str


def find(tree: HtmlElement) -> tuple[HtmlElement, Container] | None:
    """The element that holds the article by the first entry that the page answers to, with that entry."""
    named = _named(tree)
    for container in known():
        for selector in container.select:
            held = [element for element in named.get(selector, ()) if inked(visible_text(element)) >= FEWEST]
            if held:
                return max(held, key=lambda element: inked(visible_text(element))), container
    return None


def removed(element: HtmlElement, container: Container) -> frozenset[HtmlElement]:
    """The elements inside that hold none of the article's text."""
    named = _named(element)
    return frozenset(each for selector in container.remove for each in named.get(selector, ()) if each is not element)


@cache
def known() -> tuple[Container, ...]:
    """The entries, in the order of the file."""
    text = files("crawler.reading").joinpath("containers.toml").read_text(encoding="utf-8")
    return tuple(
        Container(
            select=tuple(entry["select"]),
            remove=tuple(entry.get("remove", ())),
            usual=entry.get("usual", False),
            because=entry["because"],
        )
        for entry in tomllib.loads(text)["container"]
    )


@cache
def _selectors() -> tuple[frozenset[str], tuple[str, ...]]:
    """All selectors: those that name a whole tag, id or class, and the beginnings, without their star."""
    every = [selector for entry in known() for selector in (*entry.select, *entry.remove)]
    return frozenset(every), tuple(selector[:-1] for selector in every if selector.endswith("*"))


@lru_cache(maxsize=8192)
def _answered(tag: str, identifier: str, classes: str) -> tuple[str, ...]:
    """The selectors that such an element answers to; a page repeats its elements, and a site its pages."""
    whole, beginnings = _selectors()
    names = (tag, f"#{identifier}", *(f".{name}" for name in classes.split()))
    starred = (f"{beginning}*" for name in names for beginning in beginnings if name.startswith(beginning))
    return (*(name for name in names if name in whole), *starred)


def _named(tree: HtmlElement) -> dict[str, list[HtmlElement]]:
    """The page's elements by each selector that they answer to: one walk, whatever the number of entries."""
    found: dict[str, list[HtmlElement]] = {}
    for element in tree.iter("*"):
        for selector in _answered(str(element.tag), element.get("id", ""), element.get("class", "")):
            found.setdefault(selector, []).append(element)
    return found
