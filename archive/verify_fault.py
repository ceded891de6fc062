"""What `verify` finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["database", "foreign-key", "capture", "segment", "paragraph", "count", "search"]

Progress = Callable[[str, int, int], None]
"""Called with what is being checked, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is not as the archive promises: `where` names it so that it can be looked up."""

    kind: Kind
    where: str
    detail: str
