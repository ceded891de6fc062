"""The rules a declaration must keep (INTERFACE: a newspaper). Every refusal is one line: file, key, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from ipaddress import ip_address
from itertools import pairwise
from string import Formatter
from typing import NoReturn, TypeVar
from urllib.parse import urlsplit

from archive.errors import DeclarationError
from crawler.newspaper import DEFAULT_DELAY, Era, Expect, Newspaper
from crawler.platform import LIST_PLATFORMS, PLATFORMS
from crawler.reading.places import of_newspaper, short

T = TypeVar("T")
Table = Mapping[str, object]

NEWSPAPER_KEYS = ("title", "place", "delay", "era", "expect")
ERA_KEYS = ("platform", "front", "since", "until", "verified", "seen", "note")
EXPECT_KEYS = ("pages", "articles", "weekdays")
LEAST_DELAY = 1.0
"""Seconds; less is allowed only for loopback hosts, where nobody is disturbed (DESIGN: polite by construction)."""

# changzhi, sxrb-web: names a spider and a row, stands in commands
_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# 山西 | 山西/长治 | 山西/长治/襄垣
_PLACE = re.compile(r"[\u3400-\u9fff]{2,12}(?:/[\u3400-\u9fff]{1,12}){0,2}")
# Three days that any template of an edition tells apart: another day, another month, another year.
_DAYS = (date(2023, 1, 1), date(2023, 1, 2), date(2023, 2, 1), date(2024, 1, 1))


def newspaper(newspaper_id: str, raw: object, file: str) -> Newspaper:
    """The newspaper that a table declares.

    Raises DeclarationError naming file and key.
    """
    if not _ID.fullmatch(newspaper_id):
        refuse(file, newspaper_id, "an id is a-z, then up to 39 of a-z 0-9 - _")
    if not isinstance(raw, Mapping):
        refuse(file, newspaper_id, f"must be a table [{newspaper_id}]")
    _known(raw, NEWSPAPER_KEYS, file, newspaper_id)
    eras = _eras(raw.get("era"), file, newspaper_id)
    return Newspaper(
        id=newspaper_id,
        title=_text(raw, "title", file, newspaper_id),
        place=_place(raw, file, newspaper_id),
        delay=_delay(raw, eras, file, newspaper_id),
        eras=eras,
        expect=_expect(raw.get("expect"), file, f"{newspaper_id}.expect"),
        file=file,
    )


def refuse(file: str, key: str, wrong: str) -> NoReturn:
    """Raises DeclarationError with its one line."""
    raise DeclarationError(f"{file}: {key}: {wrong}")


def _known(table: Table, keys: tuple[str, ...], file: str, at: str) -> None:
    unknown = [key for key in table if key not in keys]
    if unknown:
        refuse(file, f"{at}.{unknown[0]}", f"unknown key; known are {', '.join(keys)}")


def _typed(table: Table, key: str, kind: type[T], what: str, file: str, at: str) -> T | None:
    value = table.get(key)
    if value is None:
        return None
    # bool is an int and datetime is a date for isinstance, but neither is meant
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, (bool, datetime))):
        refuse(file, f"{at}.{key}", f"must be {what}, not {value!r}")
    return value


def _text(table: Table, key: str, file: str, at: str) -> str:
    value = _typed(table, key, str, "a text", file, at)
    if value is None or not value.strip():
        refuse(file, f"{at}.{key}", "is missing" if value is None else "is empty")
    return value.strip()


def _place(table: Table, file: str, at: str) -> str:
    place = _text(table, "place", file, at)
    if not _PLACE.fullmatch(place):
        refuse(file, f"{at}.place", f'must be 省/市 such as "山西/长治", not {place!r}')
    found = of_newspaper(place)
    if "/" not in place and found and found.level != "province":
        refuse(file, f"{at}.place", f'the province is missing: "{short(found.province)}/{place}"')
    return place


def _delay(table: Table, eras: tuple[Era, ...], file: str, at: str) -> float:
    value = table.get("delay", DEFAULT_DELAY)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 3600:
        refuse(file, f"{at}.delay", f"must be seconds from 0 to 3600, not {value!r}")
    hosts = [era.server.rpartition(":")[0] for era in eras]
    if value < LEAST_DELAY and not all(map(_is_loopback, hosts)):
        refuse(file, f"{at}.delay", f"under {LEAST_DELAY} seconds is allowed only for loopback hosts")
    return float(value)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _expect(raw: object, file: str, at: str) -> Expect:
    if raw is None:
        return Expect()
    if not isinstance(raw, Mapping):
        refuse(file, at, "must be a table")
    _known(raw, EXPECT_KEYS, file, at)
    return Expect(
        pages=_count(raw, "pages", file, at),
        articles=_count(raw, "articles", file, at),
        weekdays=_weekdays(raw, file, at),
    )


def _count(table: Table, key: str, file: str, at: str) -> int | None:
    value = _typed(table, key, int, "a whole number", file, at)
    if value is not None and value < 1:
        refuse(file, f"{at}.{key}", f"must be 1 or more, not {value}")
    return value


def _weekdays(table: Table, file: str, at: str) -> tuple[int, ...]:
    value = table.get("weekdays", [])
    if not isinstance(value, list) or any(type(day) is not int or not 1 <= day <= 7 for day in value):
        refuse(file, f"{at}.weekdays", f"must be a list of 1 (Monday) to 7 (Sunday), not {value!r}")
    return tuple(sorted(set(value)))


def _eras(raw: object, file: str, at: str) -> tuple[Era, ...]:
    if not isinstance(raw, list) or not raw:
        refuse(file, f"{at}.era", f"needs at least one table [[{at}.era]]")
    eras = tuple(_era(table, file, f"{at}.era[{number}]") for number, table in enumerate(raw, start=1))
    if len(eras) > 1:
        _apart(eras, file, at)
    return tuple(sorted(eras, key=lambda era: era.since or date.min))


def _era(raw: object, file: str, at: str) -> Era:
    if not isinstance(raw, Mapping):
        refuse(file, at, "must be a table")
    _known(raw, ERA_KEYS, file, at)
    platform = _text(raw, "platform", file, at)
    if platform not in PLATFORMS:
        refuse(file, f"{at}.platform", f"{platform!r} is none of {', '.join(PLATFORMS)}")
    since, until = (_typed(raw, key, date, "a date such as 2023-01-01", file, at) for key in ("since", "until"))
    if since and until and until < since:
        refuse(file, f"{at}.until", f"{until} is before since {since}")
    return Era(
        platform=platform,
        front=_front(_text(raw, "front", file, at), platform, file, f"{at}.front"),
        since=since,
        until=until,
        verified=bool(_typed(raw, "verified", bool, "true or false", file, at)),
        seen=_year(raw, file, at),
        note=_typed(raw, "note", str, "a text", file, at),
    )


def _year(table: Table, file: str, at: str) -> int | None:
    value = _typed(table, "seen", int, "a year", file, at)
    if value is not None and not 1995 <= value <= 2100:
        refuse(file, f"{at}.seen", f"must be a year, not {value}")
    return value


def _apart(eras: Iterable[Era], file: str, at: str) -> None:
    """Refuses eras that share a day; their order in the file is free."""
    numbered = list(enumerate(eras, start=1))
    for number, era in numbered:
        if era.since is None:
            refuse(file, f"{at}.era[{number}].since", "is missing; needed where there is more than one era")
    in_time = sorted(numbered, key=lambda entry: entry[1].since or date.min)
    for (first, before), (second, after) in pairwise(in_time):
        if after.since is not None and before.covers(after.since):
            refuse(
                file,
                f"{at}.era[{second}].since",
                f"{after.since} overlaps era[{first}] (until {before.until or 'open'})",
            )


def _front(front: str, platform: str, file: str, key: str) -> str:
    _holes(front, file, key)
    try:
        era = Era(platform=platform, front=front)
        parts, urls = urlsplit(era.front_url(_DAYS[0])), [era.front_url(day) for day in _DAYS]
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError as wrong:  # a port that is no number, a bracket that is not closed
        refuse(file, key, f"is no address: {wrong}")
    if any(brace in url for url in urls for brace in "{}"):
        refuse(file, key, f"braces stand only around day and page, as in {{day:%Y-%m/%d}}: {front!r}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        refuse(file, key, f"must begin with http:// or https:// and a host, not {front!r}")
    if platform not in LIST_PLATFORMS and len(set(urls)) < len(urls):
        refuse(file, key, f"has no hole for the whole day such as {{day:%Y-%m/%d}}: {front!r}")
    return front


def _holes(front: str, file: str, key: str) -> None:
    try:
        holes = [(name, spec) for _, name, spec, _ in Formatter().parse(front) if name is not None]
    except ValueError as wrong:
        refuse(file, key, f"is no template: {wrong}")
    for name, spec in holes:
        if name not in ("day", "page"):
            refuse(file, key, f"{{{name}}} is unknown; known are {{day:%Y-%m/%d}} and {{page}}")
        if name == "page" and spec not in ("", "02d", "03d"):
            refuse(file, key, f"{{page:{spec}}} is unknown; known are {{page}}, {{page:02d}} and {{page:03d}}")
