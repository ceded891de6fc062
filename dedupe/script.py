"""Traditional characters to simplified ones, by OpenCC's t2s table.

Most paragraphs hold no character that the table changes; a regex of those characters keeps them from the converter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final

import opencc

TABLE: Final = "OpenCC 1.4.2 t2s"
"""The table of canonical form v1."""

TABLE_SHA256: Final = "d1df239f97c0e897739be7dd8381baf79894233716dfc41efbea6e4088f85329"
"""Fingerprint of that table: `fingerprint()` with the version that TABLE names."""

_HANZI: Final = tuple(
    chr(code)
    for first, last in ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
    for code in range(first, last + 1)
)

BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")

_ONLY_IN_PHRASES: Final = "覆衹甦俱么哩沈藉坏瞭彷"
"""Characters that the table changes only as part of a word: 答覆, 憑藉, 明瞭. A test compares this with the table."""


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _table() -> str:
    return str(_converter().convert("\n".join(_HANZI)))


def fingerprint() -> str:
    """SHA-256 of what the installed table makes of every hanzi. Another fingerprint means other hashes."""
    return sha256(_table().encode()).hexdigest()


@lru_cache(maxsize=1)
def _finders() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of the characters that the table may change, those of the BMP and those beyond.

    Apart, because a regex class is a bitmap in the BMP only and a slow list beyond it.
    """
    single = "".join(old for old, new in zip(_HANZI, _table().split("\n"), strict=True) if old != new)
    beyond = "".join(hanzi for hanzi in single if hanzi > "\uffff")
    return re.compile(f"[{single.removesuffix(beyond)}{_ONLY_IN_PHRASES}]"), re.compile(f"[{beyond}]")


def steady() -> str:
    """The hanzi U+4E00–9FFF that the table never changes."""
    changed = _finders()[0]
    return "".join(hanzi for hanzi in map(chr, range(0x4E00, 0xA000)) if not changed.match(hanzi))


def has_changed(text: str) -> bool:
    """Whether the text holds a character that the table may change."""
    near, beyond = _finders()
    return near.search(text) is not None or (BEYOND.search(text) is not None and beyond.search(text) is not None)


def simplified(text: str) -> str:
    """The text in simplified characters; lone surrogates are kept.

    Names keep what the table's phrases keep (蕭乾 is 萧乾), so a second pass may go further: see `settled`.
    """
    if not has_changed(text):
        return text
    raw = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text if raw != text else str(_converter().convert(text))


def settled(text: str) -> str:
    """`simplified` until nothing changes, so that 蕭乾 and 萧乾 meet whichever of them was printed."""
    while has_changed(text):
        further = simplified(text)
        if further == text:
            break
        text = further
    return text
