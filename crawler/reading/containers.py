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


def find(tree: HtmlElement) -> tuple[frozenset[HtmlElement], Container] | None:
    """What holds the article by the first entry that the page answers to, with that entry.

    It is the element with most text; an editor that is used twice for one article leaves two, one beside the other.
    """
    named = _named(tree)
    for container in known():
        for selector in container.select:
            held = [element for element in named.get(selector, ()) if inked(visible_text(element)) >= FEWEST]
            if held:
                most = max(held, key=lambda element: inked(visible_text(element)))
                return frozenset(each for each in held if each.getparent() is most.getparent()), container
    return None


def removed(elements: frozenset[HtmlElement], container: Container) -> frozenset[HtmlElement]:
    """The elements inside that hold none of the article's text; one that holds most of it is named so by chance."""
    return frozenset(each for element in elements for each in _removed(element, container))


def _removed(element: HtmlElement, container: Container) -> list[HtmlElement]:
    named = _named(element)
    inside = [each for selector in container.remove for each in named.get(selector, ()) if each is not element]
    sizes = [inked(visible_text(each)) for each in inside]
    return inside if 2 * sum(sizes) < inked(visible_text(element)) else []


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
