"""What all servers of a press share: its sites, the answers kept encoded, the log, the faults in force."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from hashlib import sha1
from http import HTTPStatus

from spiders.press.assets import asset, robots
from spiders.press.faults import Faults
from spiders.press.press import Press
from spiders.press.site import Answer, Site

KEPT = 4_000
"""Answers kept encoded; beyond that the oldest go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An answer ready to send: `head` ends before the blank line's Connection header."""

    status: int
    head: bytes
    body: bytes
    etag: str | None = None
    modified: str | None = None


@dataclass(slots=True, kw_only=True)
class House:
    """What all servers of a press share: the sites by server, the log, the faults, the answers kept."""

    press: Press
    sites: tuple[tuple[Site, ...], ...]
    kept_most: int = KEPT
    faults: Faults = field(default_factory=Faults)
    log: list[tuple[float, int, str, str, int, str]] = field(default_factory=list)
    kept: dict[tuple[int, str, bool], Encoded] = field(default_factory=dict)

    @classmethod
    def of(cls, press: Press, *, kept_most: int = KEPT) -> House:
        """The house of a press."""
        by_server = [
            tuple(site for site in press.sites if site.newspaper.server == number) for number in range(press.servers)
        ]
        return cls(press=press, sites=tuple(by_server), kept_most=kept_most)

    def encoded(self, server: int, path: str, zipped: bool) -> Encoded:
        """The answer for a path, made once."""
        key = (server, path, zipped)
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= self.kept_most:
                del self.kept[next(iter(self.kept))]
            found = self.kept[key] = self._make(server, path, zipped)
        return found

    def _make(self, server: int, path: str, zipped: bool) -> Encoded:
        sites = self.sites[server]
        if path == "/robots.txt":
            return encode(robots(sites[0].newspaper), sites[0], zipped=False)
        for site in sites:
            answer = site.answer(path) or asset(path)
            if answer is not None:
                return encode(answer, site, zipped=zipped and site.newspaper.gzip)
        return encode(Answer(status=404, body=b"<h1>404</h1>", content_type="text/html"), sites[0], zipped=False)

    def log_rows(self) -> bytes:
        """The log as JSON: one object a request."""
        names = ("time", "server", "method", "path", "status", "user_agent")
        return json.dumps([dict(zip(names, row, strict=True)) for row in self.log]).encode()


def encode(answer: Answer, site: Site, *, zipped: bool) -> Encoded:
    """The answer as bytes, with the newspaper's validators on its pages."""
    body = gzip.compress(answer.body, 6, mtime=0) if zipped else answer.body
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", "Server: press"]
    lines += [f"Content-Type: {answer.content_type}"] if answer.content_type else []
    lines += ["Content-Encoding: gzip", "Vary: Accept-Encoding"] if zipped else []
    lines += [f"Location: {answer.location}"] if answer.location else []
    etag = modified = None
    if answer.status == 200 and site.newspaper.validators:
        etag = f'"{sha1(body, usedforsecurity=False).hexdigest()[:16]}"'
        modified = _http_day(answer.dated or date(2020, 1, 1))
        lines += [f"ETag: {etag}", f"Last-Modified: {modified}"]
    lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(lines).encode() + b"\r\n"
    return Encoded(status=answer.status, head=head, body=body, etag=etag, modified=modified)


def _http_day(day: date) -> str:
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)
