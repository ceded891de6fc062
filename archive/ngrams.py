"""The token stream that makes stock FTS5 find Chinese: every 1- to 4-gram of a text as a word of its own."""

from __future__ import annotations

import re

LONGEST = 4
"""A plain query of up to this many characters is one token of the stream."""

RUN = re.compile(r"[^\W_]+")
"""Letters and digits without a break; n-grams never cross punctuation, as FTS5's unicode61 splits a query there too."""


def stream(text: str) -> str:
    """The n-grams of each run of letters and digits, separated by spaces."""
    runs = RUN.findall(text)
    return " ".join(run[i : i + n] for run in runs for n in range(1, LONGEST + 1) for i in range(len(run) - n + 1))
