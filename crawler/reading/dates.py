"""The day that a printed text states, and nothing that it does not.

Reads the forms of Chinese newspapers and their pages: 2025年2月25日, 2025-02-25, 2025/2/25, 2025.02.25,
二〇二五年二月二十五日. A day needs year, month and day side by side, and must exist in the calendar: a month alone or
2月30日 is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from crawler.reading.numerals import number

FIRST_YEAR, LAST_YEAR = 1949, 2100
"""Other years stand in a page's script or in a text about history, not in a date line."""

_HANZI_YEAR = "[零〇○ＯOo一二三四五六七八九]{4}"
_HANZI_SMALL = "[一二三四五六七八九十廿]{1,3}"
_HANZI_YEAR_ALONE = re.compile(f"{_HANZI_YEAR}(?=年)")
# 2025年2月25日, 2025 年 02 月 25 日, 2025年2月25号
_PRINTED = re.compile(r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]")
# 二〇二五年二月二十五日, 二○○七年元月五日
_HANZI = re.compile(rf"({_HANZI_YEAR})\s*年\s*({_HANZI_SMALL}|元)\s*月\s*({_HANZI_SMALL})\s*[日号號]")
# 2025-02-25, 2025/2/25, 2025.02.25: one separator all through, and no longer number around it (an address, a version)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d|\2\d)")
# 二O一四年, with a letter for the sign
_ROUND = str.maketrans("Oo", "〇〇")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")


def printed_day(text: str | None) -> date | None:
    """The first day that stands in the text, or None."""
    return next(printed_days(text or ""), None)


def printed_days(text: str) -> Iterator[date]:
    """Every day that stands in the text, in its order."""
    text = text.translate(_FULL_WIDTH)
    found = [
        *((m.start(), m[1], m[2], m[3]) for m in _PRINTED.finditer(text)),
        *((m.start(), m[1], m[3], m[4]) for m in _NUMERIC.finditer(text)),
        *((m.start(), m[1], m[2].replace("元", "一"), m[3]) for m in _HANZI.finditer(text)),
    ]
    for _, year, month, day in sorted(found):
        stated = _day(_value(year), _value(month), _value(day))
        if stated is not None:
            yield stated


def arabic_years(text: str) -> str:
    """The text with 二〇〇二年 as 2002年, for rules that look for years."""
    return _HANZI_YEAR_ALONE.sub(lambda found: f"{_value(found[0])}", text)


def _value(text: str) -> int:
    return int(number(text.translate(_ROUND).replace("廿", "二十").replace("二十十", "二十")) or 0)


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
