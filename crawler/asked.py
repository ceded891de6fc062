"""What a person asks of a run, from Scrapy's settings and a spider's arguments, with every mistake in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from ipaddress import ip_address
from pathlib import Path

from scrapy.settings import BaseSettings

from archive.errors import DeclarationError, InputError
from crawler.days import day_of
from crawler.ledger import Scope
from crawler.newspapers import Newspaper, choose, declared, load
from crawler.servers import utc_now

LAST_DAYS = timedelta(days=7)
"""Without `since`, a crawl looks back a week: a daily schedule that missed some days catches up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asked of a run."""

    archive: Path
    newspapers: tuple[Newspaper, ...]
    since: date
    until: date
    all_articles: bool = False
    recheck: bool = False
    requisites: bool = False
    max_requests: int | None = None
    operator: str = ""
    user_agent: str = "cppcc-archive"
    free_mb: int = 500
    readers: int = 0
    segment_bytes: int = 1 << 30

    @property
    def scope(self) -> Scope:
        """Newspapers and days."""
        return Scope(newspaper_ids=tuple(n.id for n in self.newspapers), since=self.since, until=self.until)

    def arguments(self) -> dict[str, object]:
        """For the record of the run."""
        return {
            "newspapers": list(self.scope.newspaper_ids),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "all_articles": self.all_articles,
            "recheck": self.recheck,
            "requisites": self.requisites,
            "max_requests": self.max_requests,
        }


def asked_of(settings: BaseSettings, ids: tuple[str, ...], arguments: Mapping[str, object]) -> Asked:
    """What the settings and the spider's `-a` arguments ask for.

    Raises InputError for a wrong value, DeclarationError for a wrong declaration or a missing contact.
    """
    files = settings.getlist("CPPCC_NEWSPAPERS")
    newspapers = choose(load(Path(file) for file in files) if files else declared(), ids)
    until = day_of(str(arguments["until"]), "until") if arguments.get("until") else utc_now().date()
    since = day_of(str(arguments["since"]), "since") if arguments.get("since") else until - LAST_DAYS
    if since > until:
        raise InputError(f"since {since} is after until {until}")
    _check_contact(settings, newspapers)
    most = arguments.get("max_requests")
    return Asked(
        archive=Path(str(settings["CPPCC_ARCHIVE"])),
        newspapers=newspapers,
        since=since,
        until=until,
        all_articles=_true(arguments.get("all_articles")),
        recheck=_true(arguments.get("recheck")),
        requisites=_true(arguments.get("requisites")),
        max_requests=None if most is None else whole(most, "max_requests", least=1),
        operator=str(settings["CPPCC_OPERATOR"] or settings["CPPCC_CONTACT"] or "not stated"),
        user_agent=str(settings["USER_AGENT"]),
        free_mb=whole(settings["CPPCC_FREE_MB"], "CPPCC_FREE_MB"),
        readers=whole(settings["CPPCC_READERS"], "CPPCC_READERS"),
        segment_bytes=whole(settings["CPPCC_SEGMENT_BYTES"], "CPPCC_SEGMENT_BYTES", least=1),
    )


def whole(value: object, name: str, least: int = 0) -> int:
    """A setting that is a number. Raises InputError, naming it."""
    said = str(value)
    if not (said.isascii() and said.isdecimal() and len(said) < 16 and int(said) >= least):
        raise InputError(f"{name}: {said!r} is no whole number of {least} or more")
    return int(said)


def _true(value: object) -> bool:
    return str(value).lower() in ("1", "true", "yes")


def _check_contact(settings: BaseSettings, newspapers: tuple[Newspaper, ...]) -> None:
    if settings["CPPCC_CONTACT"]:
        return
    for newspaper in newspapers:
        for server in newspaper.servers:
            if not is_loopback(server.rsplit(":", 1)[0]):
                raise DeclarationError(
                    f"{newspaper.file}: {newspaper.id} is on the public web ({server}), and no contact is set; "
                    "set CPPCC_CONTACT to an address or page where a site's owner can reach you"
                )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
