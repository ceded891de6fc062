"""List marks at a paragraph's start: 一、 （一） 1. 1） ① ● (CANONICAL.md §3.3).

A mark is recognised only where it cannot be the start of a figure: `1.5亿元`, `3、5号楼`, `一、二审` and `2024年`
begin with none. `一是` and `第一，` are words of their sentence and stay.
"""

from __future__ import annotations

import re
from typing import Final

from dedupe.characters import CURRENCY, DASHES, MAGNITUDES, NUMERALS

_DIGIT: Final = "[0-9０-９]"
_FIGURE_START: Final = rf"\d{CURRENCY}＄￥￡{re.escape(DASHES)}.．"
_NUMBER: Final = f"[{_FIGURE_START}{MAGNITUDES}]"
_CHINESE: Final = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ENCLOSED: Final = "\u2460-\u2487\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
_STOPPED: Final = "\u2488-\u249b"
_SPACE: Final = r"[\s\u3000]"
_BULLETS: Final = "●•·▪■□◆◇★☆▲△▶►※*➢➤✦–—-"

_MARK: Final = re.compile(
    f"{_SPACE}*(?P<mark>"
    f"{_CHINESE}{_SPACE}*[、.．](?!{_SPACE}*[{NUMERALS}○◯])"  # 一、 but not 一、二审
    f"|[(（〔\\[［【]{_SPACE}*(?:{_CHINESE}|{_DIGIT}{{1,2}}){_SPACE}*[)）〕\\]］】][、.．]?"  # （一） (1) 【1】
    f"|{_DIGIT}{{1,2}}{_SPACE}*(?:[、.．](?!{_SPACE}*{_NUMBER})|[)）])"  # 1. 12、 3） but not 1.5
    f"|[{_ENCLOSED}](?![{_ENCLOSED}])[、.．]?"  # ① ⑴ ㈠ but not ①②
    f"|[{_STOPPED}](?!{_SPACE}*{_DIGIT})"  # ⒈加强 but not ⒈5
    f"|[○◯](?!{_SPACE}*[{NUMERALS}○◯])"  # ○加强 but not ○三年
    f"|[{_BULLETS}]+(?={_SPACE}|[^{_FIGURE_START}\\s])"  # ● ■ - but not -3.5%
    f"){_SPACE}*(?=.*[^\\W_])",
    re.DOTALL,
)


def strip(text: str) -> tuple[str | None, str]:
    """The text's list mark as printed, None where it has none, and what follows it.

    One mark is taken off. A text that is nothing but a mark has none, so that （一） and （二） stay two paragraphs.
    """
    match = _MARK.match(text)
    return (match["mark"], text[match.end() :]) if match else (None, text)
