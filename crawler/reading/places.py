"""The administrative divisions of China, and which of them a text or a newspaper means.

The table (`divisions.tsv`) carries province, prefecture and county level with GB/T 2260 codes, and the former names of
1999–2019. A name that several divisions carry (鼓楼区, 朝阳) is only resolved within a known province or prefecture.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archive.records import Level

NATIONAL = "全国"
"""The place of the national committee: it has no division of its own."""

_SUFFIXES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "林区",
    "地区",
    "省",
    "市",
    "县",
    "区",
    "旗",
    "盟",
    "州",
)
# 广西壮族自治区 → 广西, 恩施土家族苗族自治州 → 恩施: the nationalities are no part of the short name.
_PEOPLES = [
    "壮族",
    "回族",
    "维吾尔",
    "藏族",
    "彝族",
    "苗族",
    "土家族",
    "侗族",
    "布依族",
    "朝鲜族",
    "蒙古族",
    "蒙古",
    "哈萨克",
    "柯尔克孜",
    "傣族",
    "白族",
    "哈尼族",
    "壮族",
    "景颇族",
    "傈僳族",
    "羌族",
    "黎族",
    "满族",
    "瑶族",
    "畲族",
    "水族",
    "仡佬族",
    "土族",
    "撒拉族",
    "东乡族",
    "保安族",
    "裕固族",
    "纳西族",
    "拉祜族",
    "佤族",
    "布朗族",
    "普米族",
    "怒族",
    "独龙族",
    "毛南族",
    "仫佬族",
    "达斡尔族",
    "鄂温克族",
    "鄂伦春",
    "锡伯",
    "塔吉克",
    "各族",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One division. `until` is the last year of a former name, None for a living one."""

    code: str
    name: str
    until: int | None = None

    @property
    def level(self) -> Level:
        """The level by the code; a district of a municipality (北京市东城区) counts as county."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"

    @property
    def province(self) -> str:
        """The name of its province, its own for a province."""
        return _table().provinces[self.code[:2]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    by_name: dict[str, tuple[Division, ...]]
    by_short: dict[str, tuple[Division, ...]]
    provinces: dict[str, str]


@cache
def _table() -> _Table:
    by_name: dict[str, list[Division]] = defaultdict(list)
    by_short: dict[str, list[Division]] = defaultdict(list)
    for row in files("crawler.reading").joinpath("divisions.tsv").read_text("utf-8").splitlines():
        if row.startswith(("#", "code\t")):
            continue
        code, name, until = row.split("\t")
        division = Division(code=code, name=name, until=int(until) if until else None)
        by_name[name].append(division)
        by_short[short(name)].append(division)
    return _Table(
        by_name={name: tuple(found) for name, found in by_name.items()},
        by_short={name: tuple(found) for name, found in by_short.items()},
        provinces={d.code[:2]: d.name for found in by_name.values() for d in found if d.level == "province"},
    )


def short(name: str) -> str:
    """The name without its suffix and nationalities: 长治市 → 长治, 广西壮族自治区 → 广西; 城区 stays."""
    stem = next((name.removesuffix(s) for s in _SUFFIXES if name.endswith(s)), name)
    while people := next((p for p in _PEOPLES if stem.endswith(p) and len(stem) - len(p) >= 2), None):
        stem = stem.removesuffix(people)
    return stem if len(stem) >= 2 else name


def division(name: str, *, within: str | None = None) -> Division | None:
    """The division of that full or short name; `within` is its 省/市 as a newspaper declares it: "山西/长治".

    Several carry the name: those within decide, then the higher level of a short name, then a living name; None where
    that leaves more than one.
    """
    table = _table()
    exact = table.by_name.get(name, ())
    found = exact or table.by_short.get(name, ())
    return _only(_nearest(found, of_newspaper(within)) if within else found)


def split(text: str) -> tuple[str | None, str]:
    """A leading province and the rest: 河北省唐山市 → (河北省, 唐山市); a province alone stays whole."""
    for size in range(2, min(len(text), 9)):
        for found in _table().by_name.get(text[:size], ()):
            if found.level == "province":
                return found.name, text[size:]
    return None, text


def of_newspaper(place: str | None) -> Division | None:
    """The division of a newspaper's declared place (山西/长治), None for one that the table does not have."""
    found: Division | None = None
    for part in (place or "").split("/"):
        candidates = _table().by_name.get(part, ()) or _table().by_short.get(part, ())
        inside = [d for d in candidates if found is None or d.code.startswith(_root(found))]
        below = [d for d in inside if found is None or d.code != found.code] or inside
        found = _only(tuple(below))
        if found is None:
            return None
    return found


def is_division(name: str) -> bool:
    """Whether a full name stands in the table."""
    return name in _table().by_name


def _root(found: Division) -> str:
    return found.code[: {"province": 2, "prefecture": 4}.get(found.level, 6)]


def _nearest(found: tuple[Division, ...], place: Division | None) -> tuple[Division, ...]:
    if place is None or len(found) < 2:
        return found
    for size in (6, 4, 2):
        near = tuple(d for d in found if d.code[:size] == place.code[:size])
        if near:
            return near
    return found


def _only(found: tuple[Division, ...]) -> Division | None:
    if len(found) < 2:
        return found[0] if found else None
    order: tuple[Level, ...] = ("province", "prefecture", "county")
    highest = min(found, key=lambda d: order.index(d.level)).level
    top = tuple(d for d in found if d.level == highest)
    living = tuple(d for d in top if d.until is None) or top
    return living[0] if len({d.code for d in living}) == 1 else None
