"""Whose turn it is: hands out the ledger's rows so that every server is kept at its own pace.

Each call takes the next row of a newspaper whose server is free for another request, newspapers in turn, so that a slow
or distant server never holds up the others.
"""

from __future__ import annotations

from crawler.ledger import Ledger, Row, Scope
from crawler.servers import Servers


class Queue:
    """The pending rows of one run's scope."""

    def __init__(self, ledger: Ledger, servers: Servers, scope: Scope, most: int | None) -> None:
        self._ledger = ledger
        self._servers = servers
        self._scope = scope
        self._most = most
        self._turn = dict.fromkeys(scope.newspaper_ids)
        self._empty: set[str] = set()
        self.handed_out = 0

    def has_work(self) -> bool:
        """Whether some newspaper may still have a row that this run may ask for."""
        return not self.enough() and len(self._empty) < len(self._turn)

    def next(self) -> Row | None:
        """Leases the next row, or None while every server is busy or nothing is pending."""
        if self.enough():
            return None
        for newspaper_id in self.waiting():
            row = self._ledger.next(newspaper_id, self._scope)
            if row is None or self._servers[row.server].left:
                self._empty.add(newspaper_id)
            elif self._servers[row.server].free_for_another():
                return self._lease(row)
        return None

    def landed(self, row: Row) -> None:
        """A request has ended, with or without a response."""
        server = self._servers[row.server]
        server.in_flight = max(0, server.in_flight - 1)

    def refill(self, newspaper_id: str) -> None:
        """A newspaper may have pending rows again."""
        self._empty.discard(newspaper_id)

    def waiting(self) -> tuple[str, ...]:
        """Newspapers that may have pending rows."""
        return tuple(newspaper_id for newspaper_id in self._turn if newspaper_id not in self._empty)

    def enough(self) -> bool:
        """Whether the run has asked for as much as it may."""
        return self._most is not None and self.handed_out >= self._most

    def _lease(self, row: Row) -> Row:
        self._ledger.lease(row)
        self._servers[row.server].in_flight += 1
        self.handed_out += 1
        self._turn[row.newspaper_id] = self._turn.pop(row.newspaper_id)  # to the end of the turn
        return row
