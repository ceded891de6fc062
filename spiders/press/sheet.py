"""Sheets: page texts with holes, cut up once so that filling one is a join."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files

from spiders.press.model import BodyStyle, Leaf, Line, Newspaper

SECTION = re.compile(r"^=== (\w+)\n", re.MULTILINE)
"""=== article_row"""
HOLE = re.compile(r"\{\{(\w+)\}\}")
"""{{headline}}"""
INDENT = "　　"


class Sheet:
    """One section of a sheet file."""

    def __init__(self, text: str) -> None:
        self._parts = HOLE.split(text)

    def fill(self, words: Mapping[str, str]) -> str:
        """The section with its holes filled; a hole that `words` does not name stays empty."""
        parts = self._parts[:]
        parts[1::2] = [words.get(name, "") for name in parts[1::2]]
        return "".join(parts)


@cache
def sheets(layout: str) -> dict[str, Sheet]:
    """The sections of `sheets/<layout>.html` by name."""
    text = files("spiders.press").joinpath("sheets", f"{layout}.html").read_text("utf-8")
    _, *parts = SECTION.split(text)
    return {name: Sheet(body.rstrip("\n")) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def meta(newspaper: Newspaper) -> str:
    """The charset as the newspaper's pages declare it, rightly or not; nothing where they do not."""
    if newspaper.label == "none":
        return ""
    return f'<meta http-equiv="Content-Type" content="text/html; charset={newspaper.label}" />'


@cache
def chrome() -> str:
    """The styles and scripts that stand before a page's text, about 5,000 characters of them."""
    sections = sheets("chrome")
    return sections["style"].fill({}) + "\n" + sections["script"].fill({})


def encoded(newspaper: Newspaper, page: str) -> bytes:
    """The bytes that the server sends."""
    return page.encode(newspaper.charset, "xmlcharrefreplace")


def body(style: BodyStyle, leaf: Leaf) -> str:
    """The article's lines as its newspaper sets them: `<p>`, text between `<br>`, or rows of a table."""
    match style:
        case "p":
            return "".join(map(_paragraph, leaf.lines))
        case "br":
            return "<br><br>\n".join(_broken(line) for line in leaf.lines) + "<br>"
        case "table":
            rows = "".join(f"<tr><td>{_paragraph(line)}</td></tr>\n" for line in leaf.lines)
            return f'<table border="0" width="100%" class="nr"><tbody>{rows}</tbody></table>'


def _paragraph(line: Line) -> str:
    text = escape(line.text, quote=False)
    match line.role:
        case "heading":
            return f"<p>{INDENT}<strong>{text}</strong></p>\n"
        case "dateline" | "speaker" | "byline":
            return f'<p style="text-align:center">{text}</p>\n'
        case "headline":
            return f'<p style="text-align: center;"><strong>{text}</strong></p>\n'
        case "caption":
            return f'<p align="center"><img src="../../../images/pic.jpg"><br>{text}</p>\n'
        case _:
            return f"<p>{INDENT}{text}</p>\n"


def _broken(line: Line) -> str:
    text = escape(line.text, quote=False)
    match line.role:
        case "heading" | "headline":
            return f"{INDENT}<strong>{text}</strong>"
        case "dateline" | "speaker" | "byline" | "caption":
            return f"<center>{text}</center>"
        case _:
            return f"{INDENT}{text}"
