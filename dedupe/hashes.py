"""The two hashes of a paragraph: of its canonical form, and of its template."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from dedupe.form import canonical
from dedupe.significance import significant
from dedupe.template import template


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a paragraph is the same by. `hash` is its identity; `template_hash` leaves its figures out.

    `chars` is the length of the canonical form in code points: what novelty and reuse are measured in.
    """

    hash: str
    template_hash: str
    canonical: str
    chars: int

    @property
    def significant(self) -> bool:
        """Whether a second printing counts as reuse."""
        return significant(self.canonical)


def digest(text: str) -> str:
    """Lower-case hex SHA-256 of the text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def identity(text: str) -> Identity:
    """The identity of a paragraph as read. Never raises."""
    form = canonical(text)
    return Identity(hash=digest(form), template_hash=digest(template(form)), canonical=form, chars=len(form))
