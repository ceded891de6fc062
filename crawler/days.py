"""Days as a person writes them."""

from __future__ import annotations

from datetime import date

from archive.errors import InputError


def day_of(text: str, what: str) -> date:
    """A day as YYYY-MM-DD. Raises InputError."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise InputError(f"{what}: {text!r} is not a day; write it as 2025-02-24") from wrong
