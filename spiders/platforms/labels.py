"""How pages are called in a page list: 第1版：要闻, A01版 头版, 03:聚焦两会.

Numbers have one form, so that 第04版, ４版 and (下转第四版) name one page: Arabic, no leading zeros, capital letters.
"""

from __future__ import annotations

import re

from crawler.reading.numerals import number

_NUMBER = (
    r"[A-Za-zＡ-Ｚａ-ｚ]{0,3}[0-9０-９]{1,3}(?:[A-Za-z](?![A-Za-z]))?|[A-Z](?=版)|[一二三四五六七八九十]{1,3}(?=\s*版)"
)
# 第1版：要闻 | 01版:要闻 | A01：头版 | 第02版 | 03 综合
_LABEL = re.compile(rf"(?:第\s*)?({_NUMBER})\s*(?:版(?:面)?)?\s*[:：\-—·|｜、.]?\s*(.*)", re.DOTALL)
# 第1版　　要闻; 欢迎来到长治日报 03:聚焦2026长治两会; 当前版：A01版 (but not 今日8版, which counts pages)
_IN_TEXT = re.compile(
    rf"第\s*({_NUMBER})\s*版"
    rf"|(?<![\w:：])({_NUMBER})\s*版?\s*[:：]\s*(?=[\u4e00-\u9fff])"
    r"|(?<![A-Za-z0-9])([A-Za-z]{1,2}\d{1,2}|0\d)\s*版"
)
# 上一版 ▲, 下一期, 返回首页: steps between pages and editions, not pages of a list
_STEP = re.compile(
    r"[◀▶◄►▲▼<>《》«»‹›\s34]*(?:[上下前后][一1]?[版期页篇]|返回.*|首页|末页|版面导航|目录|放大.*|缩小.*)[◀▶◄►▲▼<>《》«»‹›\s]*"
)


def page_number(text: str | None) -> str | None:
    """The number of a page in one form: "01" → "1", "a02" → "A2", "01B" → "1B", "四" → "4"; None when there is none."""
    cleaned = (text or "").strip().translate(_ASCII).upper()
    match = re.fullmatch(r"([A-Z]{0,4})0*(\d{1,3})([A-Z]?)", cleaned)
    if match:
        return f"{match[1]}{match[2]}{match[3]}"
    if re.fullmatch(r"[一二三四五六七八九十]{1,3}", cleaned):
        value = number(cleaned)
        return str(int(value)) if value else None
    return cleaned or None


def page_label(text: str | None) -> tuple[str | None, str | None]:
    """Number and name of a page from its label; a label without a number is a name alone."""
    label = " ".join((text or "").split())
    match = _LABEL.fullmatch(label)
    if match is None:
        return None, label or None
    return page_number(match[1]), match[2].strip() or None


def number_in(text: str) -> str | None:
    """The number of the one page that a text speaks of; None where it names none or several."""
    numbers = {page_number(match[1] or match[2] or match[3]) for match in _IN_TEXT.finditer(text)}
    return numbers.pop() if len(numbers) == 1 else None


def is_step(text: str | None) -> bool:
    """Whether a link's text is a step to the next or previous page or edition."""
    return bool(text and _STEP.fullmatch(text))


_ASCII = str.maketrans({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
