"""How we behave towards each server: its delay, when it may be asked again, and when we leave it alone.

A server is `host:port`; newspapers that share one share its budget. A refusal (403, 412, 429) is an answer: we wait as
long as it asks, longer each time, and after REFUSALS in a row leave the server alone for the rest of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

REFUSED = frozenset({403, 412, 429})
TRANSIENT = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
REFUSALS = 3
"""Refusals in a row after which a run leaves a server alone."""
FAULTS = 5
"""Transient faults in a row (no connection, 5xx) after which a run gives a server up."""
LONGEST_WAIT = 900.0
"""Seconds a run waits at most for one server; a longer Retry-After means: not in this run."""
OFF_SITE = "off-site: on a server that is not declared"
FORBIDDEN = "robots.txt forbids it"
REFUSED_WITH = "refused: HTTP"
"""Reasons of what is not asked for, or was refused; the status follows the last."""
DEFAULT_PORTS = {"http": 80, "https": 443}

Left = Literal["refused", "unreachable"]


def server_of(url: str) -> str:
    """`host:port` of an address, with the scheme's default port made explicit."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}:{parts.port or DEFAULT_PORTS.get(parts.scheme, 0)}"
    except ValueError:  # http://[::1/a, http://x:99999999/: no server has such an address
        return ":0"


def same_site(url: str, servers: Iterable[str]) -> bool:
    """Whether an address is on one of these servers, `www.` and http or https aside; any other is not ours to ask."""
    host, _, port = server_of(url).rpartition(":")
    for server in servers:
        declared, _, its_port = server.rpartition(":")
        web = {port, its_port} <= {"80", "443"}
        if host.removeprefix("www.") == declared.removeprefix("www.") and (port == its_port or web):
            return True
    return False


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number or an HTTP date (RFC 9110, 10.2.3); None if neither."""
    if not value:
        return None
    if value.strip().isascii() and value.strip().isdecimal():
        return float(value.strip())
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())


@dataclass(slots=True)
class Server:
    """What is known of one server in this run. Times are seconds of a monotonic clock."""

    name: str
    delay: float
    free_at: float = 0.0
    refusals: int = 0
    faults: int = 0
    in_flight: int = 0
    left: Left | None = None
    robots_down: bool = False

    def free_for_another(self) -> bool:
        """Whether a row may be handed out: one at a time, so that a refusal is heard before the next is sent.

        Without a delay (a practice press being measured) the next one waits ready while one is fetched.
        """
        return self.in_flight < (1 if self.delay else 2)

    def answered(self) -> None:
        """An ordinary answer ends a row of refusals or faults."""
        self.refusals = self.faults = 0

    def refused(self, now: float, asked: float | None) -> None:
        """A refusal: wait as asked, at least 20 delays, doubled for each in a row."""
        self.refusals += 1
        self._wait(now, asked, self.refusals)
        if self.refusals >= REFUSALS or (asked or 0) > LONGEST_WAIT:
            self.left = "refused"

    def failed(self, now: float, asked: float | None = None) -> None:
        """A transient fault: wait likewise, and give up after FAULTS in a row."""
        self.faults += 1
        self._wait(now, asked, self.faults)
        if self.faults >= FAULTS or (asked or 0) > LONGEST_WAIT:
            self.left = "unreachable"

    def _wait(self, now: float, asked: float | None, times: int) -> None:
        own = 20 * self.delay * 2 ** (times - 1)
        self.free_at = max(self.free_at, now + min(max(asked or 0.0, own), LONGEST_WAIT))


@dataclass(slots=True)
class Servers:
    """All servers of a run, by name; `delays` are the declared ones."""

    delays: dict[str, float]
    default_delay: float
    clock: Callable[[], float]
    known: dict[str, Server] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Server:
        if name not in self.known:
            self.known[name] = Server(name, self.delays.get(name, self.default_delay))
        return self.known[name]

    def meet(self, name: str, delay: float) -> None:
        """Sets the delay of a server that no newspaper declares, before it is asked for the first time."""
        if name not in self.known:
            self.known[name] = Server(name, self.delays.get(name, max(delay, self.default_delay)))

    def left(self, why: Left) -> tuple[str, ...]:
        """The servers that were left alone for that reason."""
        return tuple(name for name, server in self.known.items() if server.left == why)


def utc_now() -> datetime:
    """The wall clock; the one place where a crawl asks for the time of day."""
    return datetime.now(UTC)
