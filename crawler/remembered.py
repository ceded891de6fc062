"""Newspapers as the archive remembers them: enough of a declaration to read its captures again without its file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.newspaper import Era, Newspaper
from crawler.newspapers import declared, load
from crawler.servers import server_of

REMEMBERED = "archive.db"
WARC = "the WARC"


def known_newspapers(files: Iterable[Path], db: sqlite3.Connection | None) -> dict[str, Newspaper]:
    """Newspapers by id: those of the files, else as the archive remembers them, else as the package declares them.

    Raises DeclarationError for a file that is wrong.
    """
    packaged = {newspaper.id: newspaper for newspaper in declared()}
    named = {newspaper.id: newspaper for newspaper in load(files)}
    return packaged | (remembered(db) if db else {}) | named


def remembered(db: sqlite3.Connection) -> dict[str, Newspaper]:
    """The newspapers of an archive whose eras it knows."""
    rows = db.execute("SELECT id, title, place, eras FROM newspapers WHERE eras <> '[]'")
    return {
        newspaper_id: Newspaper(
            id=newspaper_id,
            title=title,
            place=place,
            eras=tuple(_era(said) for said in json.loads(eras)),
            file=REMEMBERED,
        )
        for newspaper_id, title, place, eras in rows
    }


def newspaper_of(url: str, newspapers: Iterable[Newspaper]) -> Newspaper | None:
    """The one newspaper that is declared at the server of an address, by its path where several share the server."""
    here = [paper for paper in newspapers if server_of(url) in paper.servers]
    below = [paper for paper in here if any(_is_below(url, era) for era in paper.eras)]
    found = below if len(below) == 1 else here
    return found[0] if len(found) == 1 else None


def of_context(said: Mapping[str, str]) -> Newspaper | None:
    """The newspaper that a capture's metadata names, with the one era that it was captured in."""
    if not said.keys() >= {"newspaper", "newspaper_title", "newspaper_place", "platform", "front"}:
        return None
    return Newspaper(
        id=said["newspaper"],
        title=said["newspaper_title"],
        place=said["newspaper_place"],
        eras=(_era(said),),
        file=WARC,
    )


def together(known: Newspaper | None, said: Newspaper) -> Newspaper:
    """A newspaper that only its captures name, with every era that they name."""
    if known is None or known.file != WARC or said.eras[0] in known.eras:
        return known or said
    return replace(known, eras=tuple(sorted((*known.eras, *said.eras), key=lambda era: era.since or date.min)))


def _is_below(url: str, era: Era) -> bool:
    fixed = era.front.partition("{")[0]
    return server_of(url) == era.server and urlsplit(url).path.startswith(urlsplit(fixed).path.rpartition("/")[0] + "/")


def _era(said: Mapping[str, Any]) -> Era:
    since, until = said.get("since"), said.get("until")
    return Era(
        platform=said["platform"],
        front=said["front"],
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )
