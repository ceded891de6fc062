"""Which charset the bytes of a page are in, by what the bytes say rather than by what the server says of them.

Strict UTF-8 over the whole body is proof: no other charset's Chinese passes it by accident. Else gb18030, big5, the
declared charset and UTF-8 with a few bad bytes are each decoded, and the text that looks most like Chinese wins. Where
none does, the text is not Chinese and chardet speaks. Labels: the WHATWG Encoding Standard; gb2312 and GBK are read as
gb18030, which holds both and the names (镕 堃 赟 喆 䶮) that they lack.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import chardet

from crawler.reading.model import Decoded

# <meta charset="gbk">, <meta http-equiv="Content-Type" content="text/html;charset=gb2312">, <?xml … encoding="GBK"?>
LABEL_IN_MARKUP = re.compile(
    rb"<(?:meta\b[^>]{0,300}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
MARKUP_HEAD = 65_536
"""Bytes in which a label is looked for: pages exist with long scripts before their <meta>."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Declared charsets worth trying besides our own; utf-16 in an ASCII-compatible page is a slip, codecs such as
# unicode_escape or punycode are none of HTML's.
DECLARABLE = re.compile(
    r"(?:cp(?:125\d|874|932|949)|iso8859-\d+|euc_\w+|shift_jis\w*|koi8-\w|hz|iso2022_\w+|mac-\w+|johab|tis-620)$"
)
GB_LABEL = re.compile(r"(?:x-)?(?:gb|cp936|936|ms936|chinese|csgb|euc-?cn)", re.I)
BIG5_LABEL = re.compile(r"(?:x-x-|cn-|cs)?(?:big-?5|cp950|950)", re.I)
NON_ASCII = re.compile(r"[^\x00-\x7f]+")
BEYOND_LATIN = re.compile(r"[\u2e80-\uffff]")
HIGH_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
SAMPLE = 3_000
"""Characters outside ASCII that are weighed; more does not change a verdict."""

CHINESE = 0.40
"""Score above which a text is Chinese: running text scores .6 to .9, Korean and Japanese read so up to .3."""
SURE = 0.60
"""Score above which no other reading is tried."""
CHARDET_READS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to read the bytes; `score` is 1 for nothing but common hanzi, and falls below 0 for rubbish."""

    text: str
    charset: str
    invalid: int
    score: float


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """The text of a response body. `declared` is the charset of the HTTP header, if it has one.

    Never raises; a byte that no charset can read becomes U+FFFD and is counted in `invalid`.
    """
    return _by_mark(body) or _strict_utf8(body, declared) or _wide(body) or _best(body, declared)


def declared_in_markup(body: bytes) -> str | None:
    """The label of the page's own <meta> or XML prologue, as printed."""
    found = LABEL_IN_MARKUP.search(body, 0, MARKUP_HEAD)
    return found[1].decode("ascii", "replace") if found else None


def codec_of(label: str | None) -> str | None:
    """The Python codec that reads what a label names, None for one that is unknown or not to be believed."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    if GB_LABEL.match(label):
        return "gb18030"
    if BIG5_LABEL.match(label):
        return "big5hkscs"
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # ValueError: a label with a NUL
        return None
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return name if name == "utf-8" or DECLARABLE.match(name) else None


def _by_mark(body: bytes) -> Decoded | None:
    for mark, codec in BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(codec, "replace")
            return Decoded(text=text, charset=codec, evidence="byte order mark", invalid=text.count("\ufffd"))
    return None


def _strict_utf8(body: bytes, declared: str | None) -> Decoded | None:
    """The body as UTF-8 where every byte of it is; a download cut inside its last character still is."""
    try:
        text, used = codecs.utf_8_decode(body, "strict", False)
    except UnicodeDecodeError:
        return None
    if text.isascii():
        return _ascii(body, text) if used == len(body) else None
    if not BEYOND_LATIN.search(text) and _looks_chinese(body):
        return None  # a few GBK characters can pass for Latin, Greek or Cyrillic letters of UTF-8
    evidence = "every byte is UTF-8" + _against(declared or declared_in_markup(body), "utf-8")
    if used == len(body):
        return Decoded(text=text, charset="utf-8", evidence=evidence)
    return Decoded(
        text=text + "\ufffd", charset="utf-8", evidence=f"{evidence}; cut inside its last character", invalid=1
    )


def _ascii(body: bytes, text: str) -> Decoded | None:
    if "\0" in text and _wide(body):
        return None
    return Decoded(text=text, charset="utf-8", evidence="ASCII only" if body else "empty")


def _looks_chinese(body: bytes) -> bool:
    return _candidate(body, "gb18030").score > SURE


def _wide(body: bytes) -> Decoded | None:
    """UTF-16 without its mark, which shows in markup as a NUL beside most ASCII characters."""
    head = body[:4_096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 8 < len(head) or min(even, odd) * 4 > max(even, odd):
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = body.decode(codec, "replace")
    return Decoded(text=text, charset=codec, evidence="a NUL in every other byte", invalid=text.count("\ufffd"))


def _best(body: bytes, declared: str | None) -> Decoded:
    labels = {"the header": codec_of(declared), "the markup": codec_of(declared_in_markup(body))}
    first = _candidate(body, "gb18030")
    others = ("big5hkscs", "utf-8", *(codec for codec in labels.values() if codec and DECLARABLE.match(codec)))
    # Nearly every page that is not UTF-8 is GBK and says so in its characters; the others are then not worth a look.
    rest = () if first.score > SURE and not first.invalid else tuple(_candidate(body, name) for name in others)
    best = max((first, *rest), key=lambda each: each.score)
    if best.score <= CHINESE:
        return _not_chinese(body, labels) or _decoded(best, "the least bad of all")
    said = next((codec for codec in labels.values() if codec), None)
    return _decoded(best, f"reads as Chinese, score {best.score:.2f}" + _against(said, best.charset))


def _against(said: str | None, charset: str) -> str:
    """Names a declaration that the bytes contradict; a wrong label is worth a person's look."""
    return "" if not said or (codec_of(said) or said) == charset else f"; declared {said}"


def _decoded(best: Candidate, evidence: str) -> Decoded:
    charset = "big5" if best.charset == "big5hkscs" else best.charset
    return Decoded(text=best.text, charset=charset, evidence=evidence, invalid=best.invalid)


def _not_chinese(body: bytes, labels: dict[str, str | None]) -> Decoded | None:
    """What chardet finds, else what is declared, as far as it reads every byte."""
    # chardet reads only a body's first 200 KB, which may hold nothing but scripts: give it the lines that matter.
    sample = body if len(body) < CHARDET_READS else b"\n".join(HIGH_LINE.findall(body)) or body
    guess = codec_of(chardet.detect(sample)["encoding"])
    named = (("chardet", guess), *labels.items())
    for source, codec in named:
        if codec and not (read := _candidate(body, codec)).invalid:
            return _decoded(read, f"not Chinese; {source} says {codec}")
    return None


def _candidate(body: bytes, codec: str) -> Candidate:
    text = body.decode(codec, "charset-euro" if codec == "gb18030" else "replace")
    invalid = text.count("\ufffd")
    return Candidate(text=text, charset=codec, invalid=invalid, score=_score(text, invalid))


def _score(text: str, invalid: int) -> float:
    """How much the characters outside ASCII look like Chinese."""
    foreign = "".join(NON_ASCII.findall(text))
    if not foreign:
        return 0.0
    step = -(-len(foreign) // SAMPLE)
    sample = foreign[::step]
    weigh = _weights().get
    weight = sum(times * (weigh(c) or _weight(c)) for c, times in Counter(sample).items()) / len(sample)
    return weight - 3 * invalid / len(foreign)


@cache
def _weights() -> dict[str, float]:
    """Weights of the characters that a page is made of, by character."""
    text = files(__package__).joinpath("common_hanzi.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    weights = {c: 1.0 for row in rows for c in row["characters"]}
    # Full-width punctuation stands at the same place in many charsets' tables: it proves little.
    return weights | dict.fromkeys("，。、；：？！“”‘’（）《》【】—…·　\xa0", 0.5)


def _weight(c: str) -> float:
    """Weight of a character that is not common, by its block: unlikely ones show a wrong charset."""
    code = ord(c)
    if 0x4E00 <= code <= 0x9FFF:
        return 0.1
    if code < 0xA0 or 0xE000 <= code <= 0xF8FF or code > 0xFFFF:
        return -2.0  # C1 controls, private use, planes that gb18030's four-byte rubbish lands in
    if 0x2000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF5E:
        return 0.3
    return -0.5  # Latin with accents, kana, Hangul, Cyrillic, box drawing


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Reads a lone 0x80 as €, as code page 936 and the WHATWG standard do; any other bad byte as U+FFFD."""
    assert isinstance(error, UnicodeDecodeError)
    lone = error.object[error.start] == 0x80
    return ("€", error.start + 1) if lone else ("\ufffd", max(error.end, error.start + 1))


codecs.register_error("charset-euro", _euro)
