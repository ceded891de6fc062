"""Every saved page is read as a person has found it to be; `--record` rewrites what is expected, and still asserts.

A case is a folder: `page.html` (invented text in the true DOM of a variant), `meta.json` (address, kind, why)
and `expected.json`.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from lxml.html import HtmlElement, tostring

from crawler.platform import ArticleView, PageView, platform
from crawler.reading.html import parse

CASES = Path(__file__).parents[1] / "cases" / "platforms"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/page.html"))


def as_json(value: object) -> object:
    """The view as it stands in expected.json: what a page does not say is left out, a container is its lines."""
    if isinstance(value, HtmlElement):
        return lines(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if hasattr(value, "__slots__"):
        named = {field.name: getattr(value, field.name) for field in fields(value)}  # type: ignore[arg-type]
        return {name: as_json(item) for name, item in named.items() if item not in (None, (), False)}
    return value


def lines(container: HtmlElement) -> list[str]:
    return [" ".join(text.split()) for text in container.itertext() if text.strip()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_a_saved_page_is_read_as_expected(folder: Path, record: bool) -> None:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    module = platform(folder.parent.name)
    tree = parse((folder / "page.html").read_text(encoding="utf-8"))
    before = tostring(tree)
    view: PageView | ArticleView = (
        module.page(tree, meta["url"]) if meta["kind"] == "page" else module.article(tree, meta["url"])
    )
    assert tostring(tree) == before, "reading changed the tree that it was given"
    found = {"canonical": module.canonical(meta["url"]), "day": as_json(module.address_day(meta["url"]))} | {
        "kind": module.address_kind(meta["url"]),
        "view": as_json(view),
    }
    if record:
        text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
        (folder / "expected.json").write_text(text, encoding="utf-8")
    assert found == json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    if isinstance(view, PageView):
        assert_links_are_canonical(view, folder.parent.name)
    elif view.container is not None:
        assert_container_is_bare(view.container)


def assert_links_are_canonical(view: PageView, name: str) -> None:
    module = platform(name)
    for link in (*view.articles, *view.editors_lines):
        assert module.address_kind(link.url) == "article"
        assert module.canonical(link.url) == link.url
    for page in view.pages:
        assert module.address_kind(page.url) == "page"
        assert module.canonical(page.url) == page.url


def assert_container_is_bare(container: HtmlElement) -> None:
    assert container.getparent() is None
    assert container.tail is None
    assert not list(container.iter(etree.Comment, etree.PI, "script", "style"))
    assert "enpproperty" not in tostring(container, encoding="unicode")


def test_every_platform_has_saved_pages_of_both_kinds() -> None:
    kinds = {(f.parent.name, json.loads((f / "meta.json").read_text(encoding="utf-8"))["kind"]) for f in FOLDERS}
    for name in ("founder", "founder-pc", "shtml", "people-cms", "vsb"):
        assert {(name, "page"), (name, "article")} <= kinds
