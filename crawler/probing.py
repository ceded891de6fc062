"""One polite request for one page, as `cppcc newspapers probe` needs it."""

from __future__ import annotations

import os
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, urlsplit
from urllib.request import Request, urlopen

from protego import Protego

from archive.errors import DeclarationError, InputError, Refused
from crawler.asked import is_loopback
from crawler.capture import LARGEST
from crawler.servers import REFUSED
from crawler.settings import USER_AGENT

WAIT = 20.0
"""Seconds for an answer."""


def fetch(url: str) -> tuple[bytes, str | None]:
    """The body of a page and the charset that its header declares.

    Raises InputError for an address that is none or brings no page, DeclarationError without a contact, Refused where
    robots.txt or the site (403, 412, 429) says no.
    """
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url!r} is no address; give one that begins with http:// or https://")
    if not os.environ.get("CPPCC_CONTACT") and not is_loopback(parts.hostname):
        raise DeclarationError("CPPCC_CONTACT is not set; say how a site's owner reaches you")
    rules = _robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
    if not rules.can_fetch(url, USER_AGENT):
        raise Refused(f"{url}: robots.txt forbids it")
    return _ask(url)


def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # http://[::1
        return None


def _robots(url: str) -> Protego:
    try:
        body, _ = _ask(url)
    except (InputError, Refused) as refused:
        # RFC 9309, 2.3.1: a robots.txt that is not there allows everything, one that cannot be had forbids it
        if isinstance(refused.__cause__, HTTPError) and refused.__cause__.code < 500:
            return Protego.parse("")
        raise
    return Protego.parse(body.decode("utf-8", "replace"))


def _ask(url: str) -> tuple[bytes, str | None]:
    try:
        with urlopen(Request(url, headers={"User-Agent": USER_AGENT}), timeout=WAIT) as answer:
            return answer.read(LARGEST), answer.headers.get_content_charset()
    except HTTPError as refused:
        kind = Refused if refused.code in REFUSED else InputError
        raise kind(f"{url}: HTTP {refused.code}") from refused
    except (URLError, TimeoutError, ConnectionError) as wrong:
        raise InputError(f"{url}: brings no answer: {getattr(wrong, 'reason', wrong)}") from wrong
