"""What a process of the rebuild does: a stretch of a WARC into readings, with nothing of the archive's database.

A capture carries what the crawl knew of it, so its reading is a pure function of the WARC and the declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from archive import warc
from archive.records import Capture, LedgerKind, Reading
from archive.warc import Damage, Stored
from archive.warc_stretch import Stretch, captures
from crawler import worker
from crawler.added import Given, read_added
from crawler.captured import capture_of
from crawler.ledger import Row
from crawler.newspapers import Newspaper
from crawler.remembered import of_context
from crawler.servers import server_of
from crawler.worker import PageRead, task_of

Newspapers = Mapping[str, Newspaper]

_newspapers: dict[str, Newspaper] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One capture as read again. `stored` is without its body; `read` is None where there is nothing to read."""

    stored: Stored
    capture: Capture
    row: Row | None
    newspaper: Newspaper | None
    read: PageRead | Reading | None


def begin(newspapers: dict[str, Newspaper]) -> None:
    """Prepares a reading process."""
    _newspapers.update(newspapers)


def read_stretch(folder: Path, stretch: Stretch) -> list[Replayed | Damage]:
    """Reads every capture of a stretch."""
    found = captures(folder, stretch)
    return [
        replace(one, file=stretch.file)
        if isinstance(one, Damage)
        else replayed(replace(one, file=stretch.file), _newspapers)
        for one in found
    ]


def replayed(stored: Stored, newspapers: Newspapers, *, reads: bool = True) -> Replayed:
    """One capture with its reading; with `reads=False` without, for one that cannot be read."""
    newspaper = newspaper_of_capture(stored, newspapers)
    row = row_of(stored) if newspaper else None
    at = warc.Location(
        file=stored.file,
        offset=stored.offset,
        length=stored.length,
        record_id=stored.record_id,
        payload_sha256=stored.payload_sha256 or "",
    )
    return Replayed(
        stored=replace(stored, payload=b"", body=stored.body if is_package(stored) else b""),
        capture=capture_of(stored, at, stored.known("run")),
        row=row,
        newspaper=newspaper,
        read=reading_of(stored, row, newspaper) if reads and stored.record_type != "revisit" else None,
    )


def reading_of(stored: Stored, row: Row | None, newspaper: Newspaper | None) -> PageRead | Reading | None:
    """What a capture says, None where its status or kind leaves nothing to read."""
    if stored.record_type == "resource":
        return None if is_package(stored) else read_added(stored.body, given_of(stored, newspaper))
    if row is None or newspaper is None or stored.status != 200 or stored.truncated == "disconnect":
        return None
    task = task_of(newspaper, stored.url, stored.body, stored.charset, kind=row.kind, day=row.day, title=row.title)
    return worker.read(task)


def newspaper_of_capture(stored: Stored, newspapers: Newspapers) -> Newspaper | None:
    """The newspaper that a capture was made for: as it is known now, else as the capture's own context tells it."""
    return newspapers.get(stored.known("newspaper") or "") or of_context(dict(stored.context))


def row_of(stored: Stored) -> Row | None:
    """The ledger row that a capture answered, as its context tells it; its id is the ledger's to give."""
    kind, address = stored.known("kind"), stored.known("address")
    if kind not in ("front", "page", "article") or address is None:
        return None
    day = stored.known("day")
    return Row(
        id=0,
        url=address,
        newspaper_id=stored.known("newspaper") or "",
        day=date.fromisoformat(day) if day else None,
        kind=cast(LedgerKind, kind),
        server=server_of(address),
        via=stored.known("via"),
        title=stored.known("title"),
        page_no=stored.known("page_no"),
        page_name=stored.known("page_name"),
    )


def is_package(stored: Stored) -> bool:
    """Whether a resource is the note of WARC files of others that were added."""
    return stored.known("package") == "yes"


def given_of(stored: Stored, newspaper: Newspaper | None) -> Given:
    """What was said of an added file."""
    day = stored.known("day")
    return Given(
        address=stored.known("address") or stored.url,
        name=stored.known("name") or "",
        newspaper=newspaper,
        day=date.fromisoformat(day) if day else None,
    )
