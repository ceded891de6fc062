"""Which paragraphs say enough that printing them twice means something.

Of the five real samples no sentence of eight or more characters stands in two; headings, salutations and closing
formulae do. Twenty characters leave such lines out and keep any full sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final

LEAST: Final = 20
"""Characters of the canonical form."""


@lru_cache(maxsize=1)
def _courtesies() -> re.Pattern[str]:
    rows = files("dedupe").joinpath("courtesies.tsv").read_text("utf-8").splitlines()[1:]
    return re.compile("|".join(f"(?:{row.split(chr(9))[0]})" for row in rows))


def significant(canonical: str) -> bool:
    """Whether a second printing of this counts as reuse. Short lines, salutations and requests to deliberate do not."""
    return len(canonical) >= LEAST and _courtesies().fullmatch(canonical) is None
