"""Addresses as every platform treats them: absolute, and one spelling for one page.

Canonical here: fragment and query go (the pages are static files; `?div=-1`, `?v=1` and cache-busters never choose a
text), default ports go, the host is lower-case, doubled slashes are one. The scheme is not touched: a link takes the
scheme of the page that it stands on when it leads to the same host, so that an edition keeps the declared one.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from crawler.servers import DEFAULT_PORTS

_SLASHES = re.compile(r"/{2,}")
# javascript:void(0), mailto:…, #top: links that lead to no page
_NO_PAGE = re.compile(r"\s*(?:javascript|mailto|tel|data|about):|\s*#|\s*$", re.IGNORECASE)


def split(url: str) -> SplitResult | None:
    """The address in its parts; None where it cannot be taken apart or is not on the web."""
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def plain(url: str) -> str:
    """The address without fragment, query, default port and doubled slashes; unchanged where it is no web address."""
    parts = split(url)
    if parts is None:
        return url
    path = _SLASHES.sub("/", parts.path) or "/"
    return urlunsplit((parts.scheme, _netloc(parts), path, "", ""))


def base_of(tree: HtmlElement, url: str) -> str:
    """The address that the page's relative links start from: `<base href>` where it has one."""
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return absolute(base, url) or url if base else url


def absolute(href: str | None, base: str) -> str | None:
    """The link's whole address with the scheme of `base` on the same host; None for what leads to no web page."""
    if href is None or _NO_PAGE.match(href):
        return None
    try:
        url = urljoin(base, "".join(href.split()))
    except ValueError:
        return None
    parts, home = split(url), split(base)
    if parts is None:
        return None
    if home and parts.scheme != home.scheme and _same_server_but_for_scheme(parts, home):
        return urlunsplit((home.scheme, home.netloc, *parts[2:]))
    return url


def same_host(url: str, other: str) -> bool:
    """Whether both stand on one host, whatever port, scheme or `www.`."""
    one, two = split(url), split(other)
    return bool(one and two and _bare(one) == _bare(two))


def day_of(year: str, month: str, day: str) -> date | None:
    """The day of an address's digits, None where the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _same_server_but_for_scheme(parts: SplitResult, home: SplitResult) -> bool:
    """http://host/ and https://host/ are one server here; a port that is written out means what it says."""
    explicit = (parts.port, home.port)
    return parts.hostname == home.hostname and all(port in (None, 80, 443) for port in explicit)


def _bare(parts: SplitResult) -> str:
    return (parts.hostname or "").lower().removeprefix("www.")
