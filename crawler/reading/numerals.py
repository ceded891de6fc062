"""Numbers as Chinese newspapers print them: 461, 1,234, 1.2万, 三百六十, 百分之九十六点七, １００％.

A number is one value: ranges (3—5, 三五) and bare approximations (数十, 几百) have none. `余`, `多`, `近` say how the
value was rounded and leave it as it is printed.
"""

from __future__ import annotations

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "两": 2, "兩": 2}
SCALES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}

HANZI = "零〇○一二三四五六七八九十百千万亿两"
NUMBER = rf"(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d+(?:\.\d+)?|[{HANZI}]+)[万亿]?"
"""A regex source (no groups) for one number inside running text, percent sign not included."""

ORDINAL = "[0-9一二三四五六七八九十]{1,3}"
"""The same for the number of a 届 or 次."""
LONGEST = 24
"""Characters of a printed number; what is longer counts nothing, and may be too large for a float."""

# "近200", "1100余", "约三百多", "1.2万余": the rounding words around a number.
_ROUNDING = re.compile(r"^(?:约|近|达|超过|超|逾|共|共计|多达)?(.+?)(?:余|多|左右|以上)?(万|亿)?(?:余|多)?$")
# "1,234.5", "461"
_ARABIC = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d+(?:\.\d+)?$")
# "二〇二五", "二五一": digit by digit, at least two of them
_DIGIT_BY_DIGIT = re.compile(r"^[零〇○Ｏ一二三四五六七八九]{2,}$")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．％", "0123456789,.%")


def number(text: str) -> float | None:
    """The value of a printed number, percentages as they are printed (96.7% is 96.7), None for anything else."""
    text = "".join(text.split()).translate(_FULL_WIDTH)
    if len(text) > LONGEST:
        return None
    text = text.removeprefix("百分之").removesuffix("%")
    match = _ROUNDING.match(text)
    if match is None:
        return None
    value = _plain(match[1])
    if value is None or match[2] is None:
        return value
    return value * MYRIADS[match[2]]


def _plain(text: str) -> float | None:
    if text[-1:] in MYRIADS and _ARABIC.match(text[:-1]):
        return float(text[:-1].replace(",", "")) * MYRIADS[text[-1]]
    if _ARABIC.match(text):
        return float(text.replace(",", ""))
    whole, point, fraction = text.partition("点")
    if point:
        return _with_fraction(whole, fraction)
    if _DIGIT_BY_DIGIT.match(text):
        # 三五 and 七八 are ranges ("three to five"), 二〇 and 二〇二五 are not.
        return None if len(text) == 2 and not set(text) & set("零〇○Ｏ") else _digit_by_digit(text)
    return _hanzi(text)


def _digit_by_digit(text: str) -> float:
    return float("".join(str(DIGITS[c]) for c in text))


def _with_fraction(whole: str, fraction: str) -> float | None:
    units = _hanzi(whole) if whole not in ("零", "〇") else 0.0
    if units is None or not fraction or any(c not in DIGITS for c in fraction):
        return None
    return float(f"{int(units)}.{''.join(str(DIGITS[c]) for c in fraction)}")


def _hanzi(text: str) -> float | None:
    """三百六十 → 360, 一千零五 → 1005, 一百二 → 120, 三万二千 → 32000, 百 → 100; None where the order is broken."""
    total = section = 0
    digit: int | None = None
    last_scale = 0
    for c in text:
        if c in DIGITS:
            if digit:
                return None
            digit = DIGITS[c]
            last_scale = 0 if c in "零〇○" else last_scale
        elif c in SCALES:
            section += (1 if digit is None or digit == 0 else digit) * SCALES[c]
            digit, last_scale = None, SCALES[c]
        elif c in MYRIADS:
            section += digit or 0
            total = (total + section) * MYRIADS[c] if section or total else MYRIADS[c]
            section, digit, last_scale = 0, None, 0
        else:
            return None
    if not text:
        return None
    return float(total + section + (digit or 0) * (last_scale // 10 if digit and last_scale > 10 else 1))
