"""Which platform a site runs on, told from one page, and a declaration to begin with.

Pure: the caller fetches. The signs of each platform are its addresses, read by the platform's own module, and the rows
of `spiders/platforms/signs.tsv`.
"""

from __future__ import annotations

import re
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import prod

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.platform import PLATFORMS, PageView, Platform, platform
from crawler.reading.html import parse

DAY_FORMATS = ("%Y-%m/%d", "%Y%m/%d", "%Y/%m/%d", "%Y-%m-%d", "%Y%m%d")
"""How editions' addresses write their day; all that 518 public templates use."""
LIKELY = 0.5
"""Below this score a page is no evidence for a platform."""

# index10.html: the tenth page of a list
_LIST_PAGE = re.compile(r"(?<=index)\d+(?=\.html?$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A platform that a page may be of. `front` is a template, where the page's addresses give one.

    `score` is 0 … 1: the chance that not all of its signs deceive, each weighing as much as it would alone.
    """

    platform: str
    score: float
    reasons: tuple[str, ...]
    front: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    platform: str
    shown: CSSSelector | re.Pattern[str]
    weight: float
    reason: str


def recognise(text: str, url: str) -> tuple[Recognition, ...]:
    """The platforms that the page shows any sign of, the likeliest first; empty for a page of none."""
    tree = parse(text)
    found = (_recognition(tree, url, name) for name in PLATFORMS)
    return tuple(sorted((each for each in found if each.reasons), key=lambda each: -each.score))


def declaration(*, newspaper_id: str, title: str, place: str, platform: str, front: str) -> str:
    """A declaration as TOML text, for a person to complete: not verified, and marked as a guess."""
    return (
        f"[{newspaper_id}]\n"
        f"title = {_quoted(title)}\n"
        f"place = {_quoted(place)}\n\n"
        f"[[{newspaper_id}.era]]\n"
        f"platform = {_quoted(platform)}\n"
        "# GUESS: formed from one page; set verified when an edition of another day has answered.\n"
        f"front    = {_quoted(front)}\n"
        "verified = false\n"
    )


def front_template(url: str, module: Platform) -> str | None:
    """The template of which the address is one edition's (or one list page's); None where it states no day."""
    day = module.address_day(url)
    if day is None:
        template, found = _LIST_PAGE.subn("{page}", url)
        return template if found else None
    written = ((day.strftime(form), form) for form in DAY_FORMATS)
    return next((url.replace(text, f"{{day:{form}}}", 1) for text, form in written if text in url), None)


def _recognition(tree: HtmlElement, url: str, name: str) -> Recognition:
    module = platform(name)
    view = module.page(tree, url)
    weights = [*_address_signs(module, view, url), *_page_signs(tree, module.canonical(view.shell_target or url), name)]
    return Recognition(
        platform=name,
        score=round(1 - prod(1 - weight for weight, _ in weights), 3),
        reasons=tuple(reason for _, reason in weights),
        front=_front(module, view, url),
    )


def _address_signs(module: Platform, view: PageView, url: str) -> list[tuple[float, str]]:
    kind = module.address_kind(url)
    leads_on = view.shell_target if view.shell_target and _is_page(module, view.shell_target) else None
    signs = (
        (kind == "article" or _is_page(module, url), 0.3, f"the address is that of its {kind}s"),
        (leads_on is not None, 0.5, f"leads on to {leads_on}"),
        (len(view.articles) > 2, 0.4, f"{len(view.articles)} links look like its articles"),
        (0 < len(view.articles) <= 2, 0.2, f"{len(view.articles)} link looks like its articles"),
        (len(view.pages) > 1, 0.3, f"{len(view.pages)} links look like its pages"),
    )
    return [(weight, reason) for holds, weight, reason in signs if holds]


def _is_page(module: Platform, url: str) -> bool:
    """Whether the address is a page's, and of a form that not every web page has."""
    return module.address_kind(url) == "page" and front_template(url, module) is not None


def _page_signs(tree: HtmlElement, url: str, name: str) -> list[tuple[float, str]]:
    signs = (sign for sign in _signs() if sign.platform == name)
    return [(sign.weight, sign.reason) for sign in signs if _shows(sign.shown, tree, url)]


def _shows(sign: CSSSelector | re.Pattern[str], tree: HtmlElement, url: str) -> bool:
    return bool(sign.search(url)) if isinstance(sign, re.Pattern) else bool(sign(tree))


@cache
def _signs() -> tuple[_Sign, ...]:
    table = files("spiders.platforms").joinpath("signs.tsv").read_text(encoding="utf-8")
    return tuple(
        _Sign(
            platform=row["platform"],
            shown=_shown(row["sign"]),
            weight=float(row["weight"]),
            reason=row["reason"],
        )
        for row in DictReader(table.splitlines(), delimiter="\t", quoting=3)
    )


def _shown(sign: str) -> CSSSelector | re.Pattern[str]:
    """A sign is a CSS selector, or `url:` and a pattern that the address shows."""
    kind, _, pattern = sign.partition("url:")
    return CSSSelector(sign, translator="html") if kind else re.compile(pattern)


def _front(module: Platform, view: PageView, url: str) -> str | None:
    """From the page itself where it is one, else from where the shell leads, else from the first of its page list."""
    candidates = [url] if module.address_kind(url) in ("page", "front") else []
    candidates += [view.shell_target] if view.shell_target else []
    candidates += [page.url for page in view.pages[:1]]
    return next((template for each in candidates if (template := front_template(each, module))), None)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
