"""Numbers as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.numerals import number

ONES = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("461", 461),
        ("1,234", 1234),
        ("１２３", 123),
        ("0", 0),
        ("1.2万", 12000),
        ("14万", 140000),
        ("2.5亿", 250000000),
        ("10万余", 100000),
        ("1万多", 10000),
        ("1100余", 1100),
        ("近200", 200),
        ("约３００", 300),
        ("96.7%", 96.7),
        ("９６.７％", 96.7),
        ("百分之百", 100),
        ("百分之九十六点七", 96.7),
        ("十", 10),
        ("十五", 15),
        ("廿五", None),
        ("二十", 20),
        ("一百零八", 108),
        ("一百二", 120),
        ("三百六十", 360),
        ("两千三百", 2300),
        ("一千零五", 1005),
        ("三万二千", 32000),
        ("两千三百万", 23000000),
        ("百余", 100),
        ("二〇二五", 2025),
        ("一九九八", 1998),
        ("三五", None),
        ("数十", None),
        ("几百", None),
        ("3-5", None),
        ("3—5", None),
        ("", None),
        ("件", None),
        ("三百六十件", None),
        ("12345号", None),
    ],
)
def test_a_printed_number_has_its_value_and_anything_else_none(printed: str, value: float | None) -> None:
    assert number(printed) == value


def _spelled(value: int) -> str:
    """1 to 9999 in hanzi, as a newspaper spells it."""
    text, gap = "", False
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            text += ("零" if gap and text else "") + ONES[digit] + sign
        gap = digit == 0
    return text


@given(st.integers(1, 9999))
def test_every_spelled_number_is_read_back(value: int) -> None:
    assert number(_spelled(value)) == value


@given(st.text())
def test_no_text_raises(text: str) -> None:
    number(text)
