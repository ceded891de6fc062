"""Our crawl with nothing kept, to measure what keeping costs: no WARC, and the database in memory only.

    python -m tests.bench.crawl_volatile crawl …     as `python -m crawler crawl …`

The queue of addresses stays, since without it nothing is crawled; it only is not durable.
"""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from archive import connection, store, warc
from crawler import run
from crawler.cli import main

_PLACES = count(1)


class Nowhere:
    """A WARC writer that keeps nothing."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def write(self, exchange: warc.Exchange) -> warc.Location:
        """A place that is none."""
        digest = sha256(exchange.body).hexdigest()
        return warc.Location(file="nowhere", offset=next(_PLACES), length=0, record_id="", payload_sha256=digest)

    def sync(self) -> None:
        """Nothing to sync."""

    close = abandon = sync


def in_memory(path: Path, *, read_only: bool) -> connection.Connection:
    """A connection whose database is gone with the process."""
    opened = sqlite3.connect(":memory:", isolation_level=None, factory=connection.Connection, cached_statements=256)
    opened.path = path
    return opened


if __name__ == "__main__":
    warc.Writer = Nowhere  # type: ignore[assignment,misc]
    store.connect = in_memory
    run.rereader = lambda *_: lambda _id: None  # type: ignore[assignment,return-value]
    main()
