"""The administrative divisions, and which of them a text or a newspaper means."""

from __future__ import annotations

import pytest

from crawler.reading import places, whereabouts


def _level(name: str, within: str | None = None) -> tuple[str, str, str] | None:
    found = places.division(name, within=within)
    return (found.name, found.level, found.province) if found else None


@pytest.mark.parametrize(
    ("name", "within", "found"),
    [
        ("长治市", None, ("长治市", "prefecture", "山西省")),
        ("长治", None, ("长治市", "prefecture", "山西省")),
        ("武乡县", None, ("武乡县", "county", "山西省")),
        ("山西", None, ("山西省", "province", "山西省")),
        ("广西", None, ("广西壮族自治区", "province", "广西壮族自治区")),
        ("恩施", None, ("恩施土家族苗族自治州", "prefecture", "湖北省")),
        ("吉林", None, ("吉林省", "province", "吉林省")),
        ("东城区", None, ("东城区", "county", "北京市")),
        ("仙桃市", None, ("仙桃市", "county", "湖北省")),
        ("莱芜市", None, ("莱芜市", "prefecture", "山东省")),
        ("忻州地区", None, ("忻州地区", "prefecture", "山西省")),
        ("台湾省", None, ("台湾省", "province", "台湾省")),
        ("鼓楼区", None, None),
        ("鼓楼区", "江苏/南京", ("鼓楼区", "county", "江苏省")),
        ("城区", "山西/晋城", ("城区", "county", "山西省")),
        ("云岭市", None, None),
        ("", None, None),
    ],
)
def test_a_name_is_resolved_where_it_means_one_division(
    name: str, within: str | None, found: tuple[str, str, str] | None
) -> None:
    assert _level(name, within) == found


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("山西/长治", "长治市"),
        ("山西/长治/武乡", "武乡县"),
        ("山西", "山西省"),
        ("吉林/吉林", "吉林市"),
        ("北京", "北京市"),
        ("河东/云岭", None),
        ("", None),
        (None, None),
    ],
)
def test_a_newspapers_declared_place_names_its_division(place: str | None, name: str | None) -> None:
    found = places.of_newspaper(place)
    assert (found.name if found else None) == name


def test_a_leading_province_is_split_off() -> None:
    assert places.split("河北省唐山市") == ("河北省", "唐山市")
    assert places.split("内蒙古自治区包头市") == ("内蒙古自治区", "包头市")
    assert places.split("唐山市") == (None, "唐山市")
    assert places.split("云岭市") == (None, "云岭市")


def test_the_table_holds_the_whole_country() -> None:
    table = places._table()
    living = [d for found in table.by_name.values() for d in found if d.until is None]
    assert len(table.provinces) == 34
    assert sum(d.level == "prefecture" for d in living) >= 333
    assert sum(d.level == "county" for d in living) >= 2840
    assert all(d.code[:2] in table.provinces for d in living)


@pytest.mark.parametrize(
    ("text", "newspaper", "place", "level"),
    [
        ("在中共忻州市委领导下,市政协开展协商。", None, "忻州市", "prefecture"),
        ("市政协赴大同市、张家口市考察,助力忻州市发展,讲好忻州市故事。", None, "忻州市", "prefecture"),
        ("市政协赴大同市考察,学习张家口市经验。", None, None, None),
        ("市政协开展协商。", None, None, None),
        ("市政协开展协商。", "山西/忻州", "忻州市", "prefecture"),
        ("县政协开展协商。", "山西/忻州", None, "county"),
        ("在中共代县委领导下,县政协开展协商。", "山西/忻州", "代县", "county"),
        ("省政协开展协商。", "山西", "山西省", "province"),
        ("市政协开展协商。", "河东/云岭", "云岭市", "prefecture"),
    ],
)
def test_a_bare_committee_is_placed_by_newspaper_or_by_its_own_text(
    text: str, newspaper: str | None, place: str | None, level: str | None
) -> None:
    found = whereabouts.find("常委会工作报告", (), text, newspaper)
    assert (found.place, found.level) == (place, level)
