"""Saved files into readings: what `cppcc read` and `cppcc add` share."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from archive.records import Reading
from crawler.days import day_of
from crawler.newspapers import Newspaper
from crawler.platform import PLATFORMS, Platform, platform
from crawler.reading.model import Hints
from crawler.reading.page import alone, read_file


def name_of(path: str | Path) -> str:
    """The path as it can be stored and printed: bytes of a name that are no UTF-8 (it may be GBK) are U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def platform_of(url: str | None) -> Platform | None:
    """The platform on which that address is an article's, None where none or several know it."""
    if url is None:
        return None
    found = [site for name in PLATFORMS if (site := platform(name)).address_kind(url) == "article"]
    return found[0] if len(found) == 1 else None


def file_reading(
    path: str, content: bytes, *, url: str | None, day: str | date | None, newspaper: Newspaper | None = None
) -> Reading:
    """The articles of a saved page, PDF or text. Raises InputError for a day that is none."""
    site = platform_of(url)
    stated = day_of(day, "day") if isinstance(day, str) else day
    hints = Hints(
        url=url,
        day=stated or (site.address_day(url) if site and url else None),
        newspaper_title=newspaper.title if newspaper else None,
        newspaper_place=newspaper.place if newspaper else None,
    )
    return alone(read_file(path, content, platform=site, hints=hints))
