"""What a captured answer did to its row, decided again as `crawler.intake` and `crawler.politeness` decided it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin

from archive.records import Reading
from archive.warc import Stored
from crawler.ledger import Row
from crawler.newspapers import DEFAULT_DELAY, Newspaper
from crawler.servers import REFUSED, TRANSIENT, Servers, retry_after, server_of
from crawler.setback import again, setback
from crawler.settle import Answer, Settler
from crawler.worker import PageRead

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
"""As REDIRECT_MAX_TIMES in crawler/settings.py."""


@dataclass(slots=True)
class ReplayAnswer:
    """The settling of one run's answers."""

    settler: Settler
    newspapers: Mapping[str, Newspaper]
    servers: Servers = field(default_factory=lambda: Servers({}, DEFAULT_DELAY, lambda: 0.0))
    redirects: dict[str, int] = field(default_factory=dict)

    def follows_redirect(self, url: str) -> bool:
        """Whether a row's next answer is that of a redirect, not of a new request."""
        return url in self.redirects

    def settle(self, row: Row, stored: Stored, capture_id: int, read: PageRead | Reading | None) -> None:
        """Settles one answer."""
        at, target = stored.fetched_at, stored.header("Location")
        if stored.status in REDIRECTS and target:
            self._redirected(row, urljoin(stored.url, target), at)
            return
        self.redirects.pop(row.url, None)
        server = self.servers[row.server]
        if stored.status in REFUSED | TRANSIENT:
            asked = retry_after(stored.header("Retry-After"), _instant(at))
            again(self.settler, server, row, setback(server, 0.0, stored.status, asked), at)
            return
        server.answered()
        answer = Answer(row=row, url=stored.url, status=stored.status, capture_id=capture_id, at=at)
        if stored.truncated == "disconnect":
            again(self.settler, server, row, "the transfer was cut", at)
        elif stored.status == 304:
            self.settler.unchanged(answer)
        else:
            self.settler.settle(answer, read)

    def _redirected(self, row: Row, target: str, at: str) -> None:
        self.redirects[row.url] = self.redirects.get(row.url, 0) + 1
        declared = {server for newspaper in self.newspapers.values() for server in newspaper.servers}
        day = self.settler.other_day(row, target)
        if self.redirects[row.url] > MOST_REDIRECTS:
            self._end_redirect(row, "max redirections reached", at)
        elif server_of(target) not in declared:
            self._end_redirect(row, f"redirected off-site to {target}", at)
        elif day:
            del self.redirects[row.url]
            self.settler.no_edition(row, f"redirected to {day.isoformat()}", at)

    def _end_redirect(self, row: Row, reason: str, at: str) -> None:
        del self.redirects[row.url]
        self.settler.give_up(row, reason, at, passing=False)


def _instant(at: str) -> datetime:
    try:
        return datetime.fromisoformat(at.replace("Z", "+00:00"))
    except ValueError:
        return datetime.now(UTC)
