"""CANONICAL.md done literally, one rule after the other and one character at a time: slow, and without `dedupe`'s code.

It shares the published tables (`classes.tsv`, `syllables.tsv`, `neutral.tsv`) and OpenCC with `dedupe`, nothing else.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from unicodedata import category, normalize

import opencc

ROOM = Path(__file__).parents[2] / "dedupe"
T2S = opencc.OpenCC("t2s")
TONES = "\u0300\u0301\u0304\u030c"
MAGNITUDES = "百千万亿兆佰仟億萬韆"
NUMERALS = "零〇一二三四五六七八九十两廿卅壹贰叁肆伍陆柒捌玖拾兩叄貳陸" + MAGNITUDES
HYPHENS = "-\u2010\u2011\u2212－﹣"
DASHES = HYPHENS + "\u2012\u2013\u2014\u2015─━~～〜∼"
CURRENCY = "$¥€£"
UNITS = "%‰‱°"
POINTS = {".": ".．", ",": ",，", ":": ":：∶", "/": "/／⁄∕", "^": "^"}
BULLETS = "●•·▪■□◆◇★☆▲△▶►※*➢➤✦–—-"
SMALL = [(0xB2, 0xB3), (0xB9, 0xB9), (0x2070, 0x2070), (0x2074, 0x2079), (0x2080, 0x2089)]
ENCLOSED = [
    (0x2460, 0x2487),
    (0x24EA, 0x24FF),
    (0x2776, 0x2793),
    (0x3220, 0x3229),
    (0x3251, 0x325F),
    (0x3280, 0x3289),
    (0x32B1, 0x32BF),
]
BOTH = [
    *((0xBC, 0xBE), (0x2150, 0x215F), (0x2189, 0x2189), (0x2460, 0x2473), (0x2488, 0x249B), (0x24EA, 0x24FF)),
    *((0x2776, 0x2793), (0x3038, 0x3038), (0x3192, 0x3195), (0x3251, 0x325F), (0x3280, 0x3289), (0x32B1, 0x32BF)),
    *((0x1F100, 0x1F10A), (0x1F214, 0x1F214), (0x1F229, 0x1F22A)),
]
BEGINS = [*BOTH, (0x32C0, 0x32CB), (0x3358, 0x3370), (0x33E0, 0x33FE)]
ENDS = [*BOTH, (0x3378, 0x3379), (0x339F, 0x33A6), (0x33A8, 0x33A8), (0x33AF, 0x33AF)]
HAN = [(0x3007, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]


def rows(name: str) -> list[list[str]]:
    return [row.split("\t") for row in (ROOM / name).read_text("utf-8").splitlines()[1:]]


CLASSES = [(int(first, 16), int(last, 16), kind) for first, last, kind, _ in rows("classes.tsv")]
SYLLABLES = {initial.strip("-") + final for initial, finals, _ in rows("syllables.tsv") for final in finals.split()}
NEUTRAL = {(hanzi, syllable) for syllable, several, _ in rows("neutral.tsv") for hanzi in several}


@cache
def kind(char: str) -> str:
    return next((name for first, last, name in CLASSES if first <= ord(char) <= last), "kept")


def among(char: str, ranges: list[tuple[int, int]]) -> bool:
    return bool(char) and any(first <= ord(char) <= last for first, last in ranges)


def white(char: str) -> bool:
    return bool(char) and (char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85" or kind(char) == "space")


def noise(char: str) -> bool:
    return kind(char) in ("control", "surrogate", "space", "punctuation", "symbol")


def digit(char: str) -> bool:
    return bool(char) and category(char) == "Nd"


def numeral(char: str) -> bool:
    return bool(char) and char in NUMERALS


def letter(char: str) -> bool:
    return bool(char) and category(char) in ("Ll", "Lu", "Lt", "Mn", "Mc", "Me")


def visible(text: str) -> str:
    return "".join(char for char in text if kind(char) != "ignorable")


# --- glosses


def fewest_syllables(word: str) -> int | None:
    best: list[int | None] = [0] + [None] * len(word)
    for end in range(1, len(word) + 1):
        ways = [best[start] for start in range(max(0, end - 6), end) if word[start:end] in SYLLABLES]
        counts = [way for way in ways if way is not None]
        best[end] = min(counts) + 1 if counts else None
    return best[-1]


def gloss_end(text: str, at: int) -> int | None:
    """Where the gloss ends that stands behind the hanzi `text[at]`."""
    start = at + 1
    if text[start : start + 1] in (" ", "\u3000"):
        start += 1
    if text[start : start + 1] not in ("(", "（") or start >= len(text):
        return None
    closing = [text.find(bracket, start) for bracket in ")）"]
    ends = [end for end in closing if end > 0]
    if not ends:
        return None
    end = min(ends)
    inside = text[start + 1 : end].strip(" \u3000").replace("ɑ", "a").replace("ɡ", "g").replace("\u2019", "'")
    apart = normalize("NFD", inside).lower()
    tones = sum(char in TONES for char in apart)
    spelt = normalize("NFC", "".join(char for char in apart if char not in TONES))
    if not tones:
        return end if (text[at], spelt) in NEUTRAL else None
    counts = [fewest_syllables(word) for word in spelt.replace("'", " ").split(" ") if word]
    if not counts or None in counts or len(inside) > 48 or spelt[0] in " '" or spelt[-1] in " '":
        return None
    total = sum(count for count in counts if count is not None)
    hanzi = 0
    while hanzi <= at and among(text[at - hanzi], HAN):
        hanzi += 1
    return end if tones <= total <= hanzi else None


def without_glosses(text: str) -> str:
    kept, at = [], 0
    while at < len(text):
        kept.append(text[at])
        end = gloss_end(text, at) if among(text[at], HAN) else None
        at = at + 1 if end is None else end + 1
    return "".join(kept)


# --- list marks


def past_white(text: str, at: int) -> int:
    while at < len(text) and white(text[at]):
        at += 1
    return at


def chinese_number(text: str, at: int) -> int:
    """Where a number 一…九十九 ends that begins here; `at` where none does."""
    end, units = at, "一二三四五六七八九"
    if text[end : end + 1] and text[end] in units:
        end += 1
    if text[end : end + 1] != "十":
        return end
    return end + 2 if text[end + 1 : end + 2] and text[end + 1] in units else end + 1


def arabic_number(text: str, at: int) -> int:
    end = at
    while end < at + 2 and text[end : end + 1] and text[end] in "0123456789０１２３４５６７８９":
        end += 1
    return end


def optional_stop(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] and text[at] in "、.．" else at


def coming(text: str, at: int) -> str:
    """The next character that is not white space."""
    at = past_white(text, at)
    return text[at : at + 1]


def one_of(char: str, chars: str) -> bool:
    return bool(char) and char in chars


def opens_figure(char: str) -> bool:
    return digit(char) or one_of(char, CURRENCY + "＄￥￡" + DASHES + ".．")


def chinese_mark(text: str, at: int) -> int | None:
    stop = past_white(text, chinese_number(text, at))
    listed = one_of(text[stop : stop + 1], "、.．") and not one_of(coming(text, stop + 1), NUMERALS + "○◯")
    return stop + 1 if listed else None


def bracketed_mark(text: str, at: int) -> int | None:
    start = past_white(text, at + 1)
    end = max(chinese_number(text, start), arabic_number(text, start))
    close = past_white(text, end)
    return optional_stop(text, close + 1) if end > start and one_of(text[close : close + 1], ")）〕]］】") else None


def arabic_mark(text: str, at: int) -> int | None:
    stop = past_white(text, arabic_number(text, at))
    mark, behind = text[stop : stop + 1], coming(text, stop + 1)
    plain = one_of(mark, "、.．") and not opens_figure(behind) and not one_of(behind, MAGNITUDES)
    return stop + 1 if one_of(mark, ")）") or plain else None


def bullet_mark(text: str, at: int) -> int | None:
    end = at
    while one_of(text[end : end + 1], BULLETS):
        end += 1
    ends = [end for end in range(end, at, -1) if end < len(text) and (white(text[end]) or not opens_figure(text[end]))]
    return ends[0] if ends else None


def mark_end(text: str, at: int) -> int | None:
    here = text[at : at + 1]
    if chinese_number(text, at) > at:
        return chinese_mark(text, at)
    if arabic_number(text, at) > at:
        return arabic_mark(text, at)
    if one_of(here, "(（〔[［【"):
        return bracketed_mark(text, at)
    if among(here, ENCLOSED):
        return None if among(text[at + 1 : at + 2], ENCLOSED) else optional_stop(text, at + 1)
    if among(here, [(0x2488, 0x249B)]):
        return None if one_of(coming(text, at + 1), "0123456789０１２３４５６７８９") else at + 1
    if one_of(here, "○◯"):
        return None if one_of(coming(text, at + 1), NUMERALS + "○◯") else at + 1
    return bullet_mark(text, at)


def without_list_mark(text: str) -> str:
    end = mark_end(text, past_white(text, 0))
    if end is None:
        return text
    rest = text[past_white(text, end) :]
    return rest if any(char.isalnum() for char in rest) else text


# --- seams, folding


def figure(char: str) -> bool:
    return digit(char) or numeral(char) or (char != "" and char in "○◯")


def seam(before: str, char: str) -> bool:
    if among(before, SMALL) and among(char, SMALL):
        return False
    into = among(char, BEGINS) or among(char, SMALL)
    out_of = among(before, ENDS) or among(before, SMALL)
    return (into and (figure(before) or out_of)) or (out_of and (figure(char) or into))


def with_seams(text: str) -> str:
    return "".join("^" + char if seam(before, char) else char for before, char in zip(["", *text], text, strict=False))


def unringed(char: str) -> str:
    code = ord(char)
    for first, number in ((0x24EB, 11), (0x24F5, 1), (0x2776, 1), (0x2780, 1), (0x278A, 1)):
        if first <= code < first + 10:
            return str(number + code - first)
    return "0" if code == 0x24FF else char


def folded(text: str) -> str:
    known = "".join(map(unringed, with_seams(text)))
    once = visible(normalize("NFKC", normalize("NFKC", known).casefold()))
    return "".join("零" if char in "〇○◯" else char for char in once)


# --- marks and spaces


def between(marks: str, before: str, behind: str) -> str:
    if not marks:
        return "" if numeral(before) or numeral(behind) else " "
    for kept, forms in POINTS.items():
        if len(marks) == 1 and marks in forms:
            return kept
    if all(mark in DASHES for mark in marks):
        return "--" if len(marks) >= 2 and marks[-1] in HYPHENS else "-"
    signed = marks[-1] in DASHES and marks[-2] not in DASHES and not numeral(behind)
    return "、-" if signed else "、"


def before_figure(run: str, marks: str, before: str) -> str:
    if len(marks) == 1 and run[-1] in ".．":
        return "."
    if not marks or marks[-1] not in DASHES or (len(marks) > 1 and marks[-2] in DASHES):
        return ""
    if not before:
        return "-" if run[-1] in HYPHENS else ""
    return "-"


def remains(before: str, run: str, behind: str) -> str:
    marks = "".join(char for char in run if not white(char))
    if not behind:
        return ""
    amount = digit(behind) or behind in CURRENCY
    left_figure = bool(before) and (digit(before) or before in UNITS or letter(before))
    if numeral(before):
        if numeral(behind) or (amount and before in MAGNITUDES):
            return between(marks, before, behind)
        return ""
    if left_figure:
        if amount or (digit(before) and behind in MAGNITUDES):
            return between(marks, before, behind)
        return " " if letter(behind) else ""
    return before_figure(run, marks, before) if amount else ""


def joined(text: str) -> str:
    kept: list[str] = []
    at = 0
    while at < len(text):
        end = at
        if noise(text[at]) or (at == 0 and kind(text[at]) == "mark"):
            while end < len(text) and (noise(text[end]) or kind(text[end]) == "mark"):
                end += 1
            kept.append(remains(text[at - 1] if at else "", text[at:end], text[end : end + 1]))
        else:
            end = at + 1
            kept.append(text[at])
        at = end
    return "".join(kept)


def canonical(text: str) -> str:
    body = without_list_mark(without_glosses(visible(text)))
    bare = joined(folded(body))
    while (further := T2S.convert(bare)) != bare:
        bare = further
    return normalize("NFKC", bare)
