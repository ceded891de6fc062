"""Which place's 政协 speaks: from the title, the dateline, the text, and last from the newspaper.

「市政协」 alone names no place: then the newspaper's own place of that level stands for it, and without a newspaper the
place that the text itself calls its own (中共忻州市委, 政协忻州市委员会, 忻州市).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from archive.records import Level
from crawler.reading import places
from crawler.reading.numerals import ORDINAL

_NAME = "[\u4e00-\u9fff]{2,16}?"
# 中国人民政治协商会议第十四届长治市委员会, 政协河北省唐山市第十三届委员会, 政协忻州市委员会
_COMMITTEE = re.compile(
    rf"(?:政协|政治协商会议)(?:第?{ORDINAL}届)?({_NAME})(?:第?{ORDINAL}届)?(?:委员会|常委会|常务委员会)"
)
# 政协北枝县六届三次会议, 政协忻州市2024年: without the word committee
_BEFORE_TERM = re.compile(rf"政协([\u4e00-\u9fff]{{2,11}}?[省市县区旗盟州])(?=第?{ORDINAL}届|20\d\d)")
# 在北枝县政协六届三次会议上: a name that the table does not have, from the line's beginning or after a sign
_BEGINS = re.compile("(?:^|[^\u4e00-\u9fff]|在|关于)([\u4e00-\u9fff]{2,5}[市县区旗州])政协")
_NO_NAME = re.compile(
    "^(?:[日月在全我本各该两三]|关于|现将|中共|[列出]席|加强|指导|联系|带动|密切)|[和与及、届次从在对向]|委员|主席|召开|[市县区][县区旗]$"
)
# 阳泉市政协, 全国政协; the name runs back to the last sign or word that is none of a name
_OF_PLACE = re.compile("([\u4e00-\u9fff]{2,12})政协")
# 中共忻州市委, 在中共唐山市委的坚强领导下
_PARTY = re.compile(r"中共([\u4e00-\u9fff]{1,15}?(?:市|县|区|旗|州|省|盟|自治区|地))委")
_ENDING = re.compile("(?:市|县|区|旗|盟|州)")
# 市政协, 县政协: the kind of place, where no name stands before it; not 县区政协, 各区政协, which are others
_BARE = re.compile("(?<![省市县区旗州盟各、)级])([省市县区旗州盟])政协")
_BELOW_A_CITY = ("县", "区", "旗")
_NATIONAL = re.compile(
    "(?:政协|政治协商会议)(?:第?[0-9一二三四五六七八九十]{1,3}届)?全国委员会|^全国政协|人民政协全国|政协全国委员会"
)
_LONGEST = 15
SHORTEST = 2
"""Characters of 沙县, 易县 and 城区, which end other names too."""
_BEFORE_A_NAME = "省市州盟区地在从由向对赴到至与和及协"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place as printed with its suffix, its province and its level."""

    place: str | None = None
    province: str | None = None
    level: Level | None = None


def find(title: str, above: tuple[str, ...], body: str, newspaper: str | None) -> Where:
    """The place of the committee whose report this is."""
    for text in (title, *above):
        if _NATIONAL.search(text):
            return Where(place=places.NATIONAL, level="national")
    stated = (_stated(title), _unknown(title), *map(_stated, above), _stated(body[:600]), *map(_unknown, above))
    names = [name for name in stated if name]
    if names:
        # 鼓楼区 in the title, 徐州市鼓楼区 in the dateline
        return _where(max((name for name in names if name.endswith(names[0])), key=len), newspaper)
    return _generic(title, body, newspaper)


def _stated(text: str) -> str | None:
    for match in _COMMITTEE.finditer(text):
        if _ENDING.search(match[1][-1]) or match[1].endswith(("省", "自治区")):
            return match[1]
    for match in _OF_PLACE.finditer(text):
        if name := _known_end(match[1]):
            return name
    return None


def _unknown(text: str) -> str | None:
    """A name that the table does not have, where title or dateline say whose 政协 it is."""
    names = [*_BEFORE_TERM.findall(text), *_BEGINS.findall(text)]
    return next((name for name in names if not _NO_NAME.search(name)), None)


def _known_end(run: str) -> str | None:
    """The longest known division at the end of a run of characters: 山西新闻阳泉市 → 阳泉市, but 白沙县 is not 沙县."""
    ends = (run[i:] for i in range(len(run) - 1) if len(run) - i > SHORTEST or not i or run[i - 1] in _BEFORE_A_NAME)
    return next(filter(places.is_division, ends), None)


def _where(printed: str, newspaper: str | None) -> Where:
    province, name = places.split(printed)
    name = name or printed
    inner = _known_end(name) or name
    around = name.removesuffix(inner)
    within = around if places.is_division(around) else province or newspaper
    found = places.division(inner, within=within) if places.is_division(inner) else None
    if found is not None:
        return Where(place=found.name, province=found.province, level=found.level)
    return _outside_the_table(name, province, newspaper)


def _outside_the_table(name: str, province: str | None, newspaper: str | None) -> Where:
    """A place that the table does not have, or that several provinces have: only what text and newspaper say."""
    parts = (newspaper or "").split("/")
    for depth, part in enumerate(parts):
        if places.short(name) == places.short(part):
            levels: tuple[Level, ...] = ("province", "prefecture", "county")
            return Where(place=name, province=province or _province(parts[0]), level=levels[min(depth, 2)])
    below = name.endswith(_BELOW_A_CITY) and not name.endswith(("地区", "自治区"))
    level: Level | None = "county" if below else "province" if name.endswith("省") else None
    return Where(place=name, province=province or (_province(parts[0]) if parts[0] else None), level=level)


def _province(name: str) -> str:
    found = places.division(name)
    return found.name if found and found.level == "province" else name


def _generic(title: str, body: str, newspaper: str | None) -> Where:
    """The place of a bare 市政协: the newspaper's own where it is of that kind, else what the text calls its own."""
    kind = _kind(title) or _kind(body)
    own = places.of_newspaper(newspaper)
    if own is not None and _is_of_kind(own, kind):
        return Where(place=own.name, province=own.province, level=own.level)
    if newspaper and own is None:
        return _fictional(newspaper, kind)
    if name := _own_name(title + "\n" + body, kind):
        return _where(name, newspaper)
    level: Level | None = "county" if kind in _BELOW_A_CITY else None
    return Where(province=own.province if own else None, level=level)


def _kind(text: str) -> str | None:
    """市 for a text that mostly says 市政协."""
    found = Counter(_BARE.findall(text)).most_common(1)
    return found[0][0] if found else None


def _is_of_kind(own: places.Division, kind: str | None) -> bool:
    if kind is None or own.name.endswith(kind):
        return True
    return kind == "省" and own.level == "province"


def _fictional(newspaper: str, kind: str | None) -> Where:
    """A newspaper whose place the table does not have: its last part with the suffix that the text gives it."""
    province, *rest = newspaper.split("/")
    if kind in _BELOW_A_CITY and len(rest) < 2:
        return Where(province=_province(province), level="county")
    name = newspaper.split("/")[-1]
    if kind and not name.endswith(kind):
        return _outside_the_table(name + kind, None, newspaper)
    return _outside_the_table(name, None, newspaper)


def _own_name(text: str, kind: str | None) -> str | None:
    """中共忻州市委, else the place that the text names most often, by one mention at least."""
    for names in (_PARTY.findall(text), _named(text)):
        best = Counter(name for name in names if kind is None or name.endswith(kind)).most_common(2)
        if best and (len(best) == 1 or best[0][1] > best[1][1]):
            return best[0][0]
    return None


def _named(text: str) -> list[str]:
    found = []
    for match in _ENDING.finditer(text):
        run = text[max(0, match.end() - _LONGEST) : match.end()]
        name = next((run[i:] for i in range(len(run) - 2) if places.is_division(run[i:])), None)
        if name:
            found.append(name)
    return found
