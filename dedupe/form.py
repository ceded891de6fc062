"""The canonical form of a paragraph, version 1. CANONICAL.md is the specification; this is the fast way to it.

Nearly every paragraph of a newspaper is hanzi, digits and common punctuation. That is one regex away from being known,
and then needs no Unicode normalisation (which costs more than all the rest).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from unicodedata import category, normalize

from dedupe import glosses, listmarks, script
from dedupe.characters import CURRENCY, DASHES, HAN, HYPHENS, MAGNITUDES, NUMERALS, POINTS, RINGED, UNITS, within

NORM_VERSION: Final = 1
"""Stands beside every hash. A change of any rule is a new number and a migration."""

_COMMON: Final = "\\t\\n !\"#&'()*,./:;?@\\\\\\[\\]\\-_|~、。，．；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·～－\u3000"
_PLAIN: Final = re.compile(f"[{HAN}0-9%+=<>$A-Za-z{_COMMON}]*")
_PLAIN_NOISE: Final = re.compile(f"[{_COMMON}]+")
# Tried once a run, from its first mark to its last: 100,000 brackets in a row would else take minutes.
_PLAIN_RUN: Final = re.compile(f"[{_COMMON}](?<![{_COMMON}][{_COMMON}])[{_COMMON}]*+(?=[0-9$a-z{NUMERALS}])")
_LATIN: Final = re.compile("[A-Za-z]")


class _Finders(NamedTuple):
    ignorable: re.Pattern[str]
    noise: re.Pattern[str]


def _finders(last: int) -> _Finders:
    noise = within("control", "surrogate", "space", "punctuation", "symbol", last=last)
    marks = within("mark", last=last)
    return _Finders(
        ignorable=re.compile(f"[{within('ignorable', last=last)}]+"),
        noise=re.compile(f"(?:[{noise}]|\\A[{marks}])[{noise}{marks}]*"),
    )


# A regex class is a bitmap in the BMP only, and a slow list beyond it, where a newspaper's text seldom goes.
_BMP: Final = _finders(0xFFFF)
_EVERYWHERE: Final = _finders(0x10FFFF)

# Characters whose compatibility form begins or ends with a figure: 10² is not 102, 1½ is not 11/2, 3㏠ is not 31日.
_SMALL: Final = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089"
_BOTH: Final = (
    "\u00bc-\u00be\u2150-\u215f\u2189\u2460-\u2473\u2488-\u249b\u24ea-\u24ff\u2776-\u2793\u3038\u3192-\u3195"
    "\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\U0001f100-\U0001f10a\U0001f214\U0001f229\U0001f22a"
)
_BEGINS: Final = f"{_BOTH}\u32c0-\u32cb\u3358-\u3370\u33e0-\u33fe"
_ENDS: Final = f"{_BOTH}\u3378\u3379\u339f-\u33a6\u33a8\u33af"
_HIDDEN: Final = re.compile(f"[{_BEGINS}{_ENDS}{_SMALL}]")
_FIGURE: Final = f"\\d{NUMERALS}○◯"
_SEAM: Final = re.compile(
    f"(?<=[{_FIGURE}{_ENDS}])(?=[{_BEGINS}{_SMALL}])|(?<=[{_ENDS}{_SMALL}])(?=[{_FIGURE}{_BEGINS}])"
)
_RINGED: Final = str.maketrans(RINGED)

# Kept marks wait as control characters, which no text holds at this point, while the other marks are removed.
_WAITING: Final = dict(zip(".,:/^-、 ", "\x01\x02\x03\x04\x05\x06\x07\x08", strict=True))
_HELD: Final = str.maketrans(_WAITING)
_RELEASED: Final = {ord(held): kept for kept, held in _WAITING.items()}
_SPACED: Final = frozenset(("Ll", "Lu", "Lt", "Mn", "Mc", "Me"))
_ANY_HELD: Final = re.compile("[\x01-\x08]")


def _is_letter(char: str) -> bool:
    """A letter of a script that puts spaces between words, or a mark upon one."""
    return (char.isascii() and char.isalpha()) or category(char) in _SPACED


def _side(left: str) -> Literal["numeral", "figure", "word"]:
    """What stands before a run: a Chinese numeral; a digit, a unit's sign or a Latin letter; anything else."""
    if not left:
        return "word"
    if left in NUMERALS:
        return "numeral"
    return "figure" if left.isdecimal() or left in UNITS or _is_letter(left) else "word"


def _joint(left: str, marks: str, right: str) -> str:
    """What stays of the marks between two figures (CANONICAL.md §4.2)."""
    if not marks:
        return "" if left in NUMERALS or right in NUMERALS else " "
    if marks in POINTS:
        return POINTS[marks]
    if all(mark in DASHES for mark in marks):
        return "--" if len(marks) > 1 and marks[-1] in HYPHENS else "-"
    signed = marks[-1] in DASHES and marks[-2] not in DASHES and right not in NUMERALS
    return "、-" if signed else "、"


def _sign(left: str, run: str, marks: str) -> str:
    """What stays of the marks between a word and a figure: a minus sign or a leading point (CANONICAL.md §4.3)."""
    if POINTS.get(run[-1]) == "." and len(marks) == 1:
        return "."
    if not marks or marks[-1] not in DASHES or (len(marks) > 1 and marks[-2] in DASHES):
        return ""
    return "-" if left or run[-1] in HYPHENS else ""


def _kept(left: str, run: str, right: str) -> str:
    """What stays of a run of marks and spaces between two characters; "" is the paragraph's edge (CANONICAL.md §4)."""
    if not right:
        return ""
    marks = "".join(run.split())
    counted = right.isdecimal() or right in CURRENCY
    match _side(left):
        case "numeral":
            joined = right in NUMERALS or (counted and left in MAGNITUDES)
        case "figure":
            joined = counted or (right in MAGNITUDES and left.isdecimal())
        case _:
            return _sign(left, run, marks) if counted else ""
    if joined:
        return _joint(left, marks, right)
    return " " if left not in NUMERALS and _is_letter(right) else ""


def _remains(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    return _kept(text[max(0, start - 1) : start], match[0], text[end : end + 1])


def _held(match: re.Match[str]) -> str:
    return _remains(match).translate(_HELD)


def _plain_joined(text: str) -> str:
    """The text without marks and spaces, but for those that a figure needs; only runs before a figure are looked at."""
    bare = _PLAIN_NOISE.sub("", _PLAIN_RUN.sub(_held, text))
    return bare.translate(_RELEASED) if _ANY_HELD.search(bare) else bare


def _folded(text: str) -> str:
    """NFKC and case folding, with figures kept apart that would grow together."""
    if _HIDDEN.search(text):
        text = _SEAM.sub("^", text).translate(_RINGED)
    composed = normalize("NFKC", text)
    folded = composed.casefold()
    return composed if folded == composed else normalize("NFKC", folded)


def _find(text: str) -> _Finders:
    return _EVERYWHERE if script.BEYOND.search(text) else _BMP


def _any(text: str) -> str:
    """The canonical form of a text of any characters."""
    visible = _find(text).ignorable.sub("", text)
    folded = _folded(listmarks.strip(glosses.strip(visible))[1])
    find = _find(folded)
    known = find.ignorable.sub("", folded).replace("〇", "零").replace("○", "零").replace("◯", "零")
    return normalize("NFKC", script.settled(find.noise.sub(_remains, known)))


def _latin(text: str) -> str:
    """The canonical form of a text that `_PLAIN` knows."""
    body = listmarks.strip(glosses.strip(text))[1]
    return script.settled(_plain_joined(body.lower() if _LATIN.search(body) else body))


@lru_cache(maxsize=1)
def _simple() -> re.Pattern[str]:
    """Knows a text of simplified hanzi, digits and common marks: nothing to fold, to convert or to look up."""
    return re.compile(f"[{script.steady()}0-9%+=<>${_COMMON}]*")


def canonical(text: str) -> str:
    """The canonical form: what is hashed. Total (any str), idempotent, and never shown to a reader."""
    if _simple().fullmatch(text):
        return _plain_joined(listmarks.strip(text)[1])
    return _latin(text) if _PLAIN.fullmatch(text) else _any(text)
