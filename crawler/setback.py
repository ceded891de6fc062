"""What a refusal or a passing fault does to its row and its server: the same in a crawl and when it is replayed."""

from __future__ import annotations

from crawler.ledger import Row
from crawler.servers import REFUSED, REFUSED_WITH, Server
from crawler.settle import Settler

ATTEMPTS = 4
"""How often one run asks for one address."""


def setback(server: Server, now: float, status: int, asked: float | None) -> str:
    """Makes a server wait after a status of REFUSED or TRANSIENT; the reason, for the row. `asked`: Retry-After."""
    if status in REFUSED:
        server.refused(now, asked)
        return f"{REFUSED_WITH} {status}"
    server.failed(now, asked)
    return f"HTTP {status}"


def again(settler: Settler, server: Server, row: Row, reason: str, at: str) -> bool:
    """Puts a row back to be asked for again, and tells of a server that is left alone; False: it is given up."""
    if server.left is None and row.attempts + 1 >= ATTEMPTS:
        settler.give_up(row, reason, at, passing=True)
        return False
    settler.ledger.give_back(row, reason)
    if server.left:
        settler.left_alone(row, reason, refused=server.left == "refused")
    return True
