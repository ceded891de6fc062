"""Faults that a test switches on: what a server does instead of answering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

FaultKind = Literal["status", "drop", "slow", "huge", "loop", "moved"]


@dataclass(slots=True, kw_only=True)
class Fault:
    """A fault on the paths that begin with `path`, on one server or (None) on all.

    kind: `status` answers `status` (with `retry_after` seconds if given), `drop` closes the connection before or, with
    `after` bytes, within the answer, `slow` sends the page in small pieces over `seconds`, `huge` sends `size` bytes of
    filler, `loop` redirects to itself for ever, `moved` redirects to the path `to`. `times` is how often it strikes;
    None is always.
    """

    kind: FaultKind
    path: str = "/"
    server: int | None = None
    times: int | None = None
    status: int = 503
    retry_after: str | None = None
    seconds: float = 2.0
    size: int = 60_000_000
    after: int = 0
    to: str = "/"

    def strikes(self, server: int, path: str) -> bool:
        """Whether this request is hit; counts down."""
        if self.server not in (None, server) or not path.startswith(self.path) or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(slots=True)
class Faults:
    """The faults in force."""

    active: list[Fault] = field(default_factory=list)

    def replace(self, wanted: Sequence[dict[str, Any]]) -> None:
        """Puts these in force in place of all others. Raises TypeError for a field that no fault has."""
        self.active = [Fault(**row) for row in wanted]

    def find(self, server: int, path: str) -> Fault | None:
        """The first fault that hits this request."""
        return next((fault for fault in self.active if fault.strikes(server, path)), None)
