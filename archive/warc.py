"""WARC files as archivists expect them: write, read back, repair.

    writer = warc.Writer(folder, software=…, operator=…, robots_policy=…, user_agent=…)
    location = writer.write(warc.Exchange(…))
    writer.sync()                              # only now may the index row be committed
    stored = warc.read(folder, location.file, location.offset, location.length)

An exchange is three gzip members, in this order: response (or revisit), request, metadata. The metadata holds what
the crawl knew and ends the exchange, so a segment that ends with one is whole. A file that was added is two members:
resource and metadata.
"""

from __future__ import annotations

from archive.warc_foreign import adopt, resolved
from archive.warc_merge import bring
from archive.warc_read import followed, read, records
from archive.warc_repair import Cut, Repair, repair
from archive.warc_values import Damage, Exchange, Location, Reference, Resource, Revisited, Stored
from archive.warc_writer import Writer

__all__ = [
    "Cut",
    "Damage",
    "Exchange",
    "Location",
    "Reference",
    "Repair",
    "Resource",
    "Revisited",
    "Stored",
    "Writer",
    "adopt",
    "bring",
    "followed",
    "read",
    "records",
    "repair",
    "resolved",
]
