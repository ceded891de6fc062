"""The day that a text states, and nothing that it does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.dates import arabic_years, printed_day, printed_days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年2月25日", date(2025, 2, 25)),
        ("——2024年1月28日在政协云岭市第五届委员会第四次会议上", date(2024, 1, 28)),
        ("时间:2025年02月25日10:32 来源:云岭日报", date(2025, 2, 25)),
        ("2025 年 2 月 25 日 星期二", date(2025, 2, 25)),
        ("２０２５年２月２５日", date(2025, 2, 25)),
        ("2025-02-25", date(2025, 2, 25)),
        ("2025-02-25T10:32:00+08:00", date(2025, 2, 25)),
        ("2025/2/25 10:32", date(2025, 2, 25)),
        ("2025.02.25", date(2025, 2, 25)),
        ("二〇二五年二月二十五日", date(2025, 2, 25)),
        ("二○○七年元月五日", date(2007, 1, 5)),
        ("二〇〇八年十月廿一日", date(2008, 10, 21)),
        ("二O一四年二月二十五日", date(2014, 2, 25)),
        ("2024年12月31日夜,2025年1月1日晨", date(2024, 12, 31)),
        ("2025年2月30日", None),
        ("2025年13月1日", None),
        ("2025年2月", None),
        ("2月25日", None),
        ("25年2月25日", None),
        ("1921年7月1日", None),
        ("版本1.2025.02.25", None),
        ("192.168.2.25", None),
        ("2025-02/25", None),
        ("20250225", None),
        ("120252-02-25", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_read_where_year_month_and_day_stand_together(text: str | None, day: date | None) -> None:
    assert printed_day(text) == day


def test_a_year_in_hanzi_is_written_in_digits_and_no_other_number_is() -> None:
    assert arabic_years("二○○一年工作回顾,十二年来,二O一三年") == "2001年工作回顾,十二年来,2013年"


def test_several_days_come_in_their_order() -> None:
    assert list(printed_days("2024年1月28日至2024-01-30")) == [date(2024, 1, 28), date(2024, 1, 30)]


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_form_of_every_day_is_read_back(day: date) -> None:
    forms = (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day.year}/{day.month}/{day.day}")
    assert {printed_day(f"报 {form} 星期") for form in forms} == {day}


@given(st.text(alphabet="0123456789年月日-/.二〇元十"))
def test_no_text_raises(text: str) -> None:
    printed_day(text)
