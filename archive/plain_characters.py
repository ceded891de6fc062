"""Which characters the search index holds as they are: asked of FTS5 itself, so that no table of ours can be wrong.

FTS5 and Python do not know the same letters: FTS5 folds some that `lower` leaves, and splits a token at those that are
newer than its tables. A text with such a character is for FTS5 to index; of the others each n-gram is one of its terms.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.ngrams import RUN
from archive.token_stream import BREAK, kinds_of

ODD: Final = 2
"""A letter or digit that FTS5 changes or does not know."""

PLAIN: Final = 3
"""From here on: letters and digits that FTS5 takes as they are."""

ASKED: Final = "CREATE VIRTUAL TABLE asked USING fts5 (text, content='', tokenize='unicode61 remove_diacritics 0')"


class Characters:
    """What is known of each code point, learned when it is first met."""

    def __init__(self) -> None:
        self._kinds = np.zeros(0x110000, dtype=np.uint8)

    def kinds(self, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
        """The kind of each code point of a text in lower case: of archive/token_stream.py, or ODD or PLAIN."""
        kinds = self._kinds[codes]
        if not kinds.all():
            self._learn(np.unique(codes[kinds == 0]).tolist())
            kinds = self._kinds[codes]
        return kinds

    def _learn(self, codes: list[int]) -> None:
        letters = [code for code in codes if RUN.fullmatch(chr(code))]
        self._kinds[codes] = BREAK
        self._kinds[letters] = ODD
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
            db.execute(ASKED)
            db.execute("BEGIN")
            db.executemany("INSERT INTO asked (rowid, text) VALUES (?, ?)", ((code, chr(code)) for code in letters))
            db.execute("CREATE VIRTUAL TABLE answered USING fts5vocab ('asked', 'instance')")
            same = "SELECT doc FROM answered WHERE term = char(doc)"
            plain = np.array([code for (code,) in db.execute(same)], dtype=np.uint32)
        self._kinds[plain] = np.maximum(PLAIN, kinds_of(plain))


@lru_cache(maxsize=1)
def known_characters() -> Characters:
    """What this process has learned."""
    return Characters()
