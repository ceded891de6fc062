"""What a page of the crawl links to, as an address of the ledger."""

from __future__ import annotations

from archive.records import LedgerKind
from crawler.ledger import Row, Wanted
from crawler.newspapers import Newspaper
from crawler.servers import OFF_SITE, same_site, server_of


def linked(
    row: Row,
    newspaper: Newspaper,
    url: str,
    kind: LedgerKind,
    *,
    unwanted: str | None = None,
    title: str | None = None,
    page_no: str | None = None,
    page_name: str | None = None,
) -> Wanted:
    """An address that a row's page links to, of the row's edition: pending, or skipped where it is not ours to ask.

    `unwanted` is why an address on our servers is not asked for either.
    """
    reason = unwanted if same_site(url, newspaper.servers) else OFF_SITE
    return Wanted(
        url=url,
        newspaper_id=row.newspaper_id,
        day=row.day,
        kind=kind,
        server=server_of(url),
        state="skipped" if reason else "pending",
        reason=reason,
        via=row.url,
        title=title,
        page_no=page_no,
        page_name=page_name,
    )
