"""Addresses: what they name, the one spelling of each, the day that they state."""

from __future__ import annotations

from csv import DictReader
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platform import PLATFORMS, AddressKind, platform

FACTS = Path(__file__).parents[2].parent / "shared" / "facts" / "newspapers.tsv"

ADDRESSES: list[tuple[str, str, AddressKind | None, str | None]] = [
    ("founder", "http://a.cn/czrb/html/2026-01/17/content_143892_3049609.htm", "article", "2026-01-17"),
    ("founder", "http://a.cn/lcrb/html/2025-02/25/content_306597.htm?div=-1", "article", "2025-02-25"),
    ("founder", "http://a.cn/html/2023-02/25/nw.D110000renmrb_20230225_1-01.htm", "article", "2023-02-25"),
    ("founder", "http://a.cn/html/2023-02/25/nbs.D110000renmrb_01.htm", "page", "2023-02-25"),
    ("founder", "http://a.cn/html2/2014-12/01/node_121051.htm", "page", "2014-12-01"),
    ("founder", "http://a.cn/2014-12/01/node_4.htm", "page", "2014-12-01"),
    ("founder", "http://a.cn/html/2025-02/31/node_4.htm", "page", None),
    ("founder", "http://a.cn/czrb/paperindex.htm", "front", None),
    ("founder", "http://a.cn", "front", None),
    ("founder", "http://a.cn/html/2025-02/25/list.xml", None, None),
    ("founder", "http://a.cn/tplimg/mp.js", None, None),
    ("founder", "http://a.cn/images/2025-02/25/01/1.pdf", None, None),
    ("founder-pc", "http://a.cn/rbpaper/pc/layout/202208/20/node_A01.html", "page", "2022-08-20"),
    ("founder-pc", "http://a.cn/tsldrb/pc/col/202302/22/node_3.html", "page", "2023-02-22"),
    ("founder-pc", "http://a.cn/PC/layout/201906/03/colA01.html", "page", "2019-06-03"),
    ("founder-pc", "http://a.cn/epaper/xtrb/pc/col/202208/20/col_01.html", "page", "2022-08-20"),
    ("founder-pc", "http://a.cn/201902/23/l01.html", "page", "2019-02-23"),
    ("founder-pc", "http://a.cn/hsrb/2022-05/23/node_A1.html", "page", "2022-05-23"),
    ("founder-pc", "http://a.cn/html/202208/18/node_001.html", "page", "2022-08-18"),
    ("founder-pc", "http://a.cn/pc/content/202302/22/content_57459.html", "article", "2023-02-22"),
    ("founder-pc", "http://a.cn/pc/con/202410/25/content_1382411.html", "article", "2024-10-25"),
    ("founder-pc", "http://a.cn/content/201902/23/c31544.html", "article", "2019-02-23"),
    ("founder-pc", "http://a.cn/hhrbpc/202208/31/c106414.html", "article", "2022-08-31"),
    ("founder-pc", "http://a.cn/mdwb/pc/content/content_77001.html", "article", None),
    ("founder-pc", "http://a.cn/hsrb/2022-05/23/content_30001.html", "article", "2022-05-23"),
    ("founder-pc", "http://a.cn/pc/layout/index.html", "front", None),
    ("founder-pc", "http://a.cn/pc/att/202302/22/qsrb01.pdf", None, None),
    ("shtml", "http://a.cn/shtml/sxrb/20250225/v01.shtml", "page", "2025-02-25"),
    ("shtml", "http://a.cn/shtml/sxrb/20250225/vA1.shtml", "page", "2025-02-25"),
    ("shtml", "http://a.cn/shtml/sxrb/20250225/index.shtml", "page", "2025-02-25"),
    ("shtml", "http://a.cn/shtml/sxrb/20250225/", "page", "2025-02-25"),
    ("shtml", "http://a.cn/shtml/sxrb/20250225/381234.shtml", "article", "2025-02-25"),
    ("shtml", "http://a.cn/shtml/index_szrb.shtml", "front", None),
    ("people-cms", "http://news.a.cn/GB/314060/index10.html", "page", None),
    ("people-cms", "http://news.a.cn/GB/314060/", "page", None),
    ("people-cms", "http://news.a.cn/GB/314064/9947757.html", "article", None),
    ("people-cms", "http://culture.a.cn/n1/2019/0615/c1013-31153719.html", "article", "2019-06-15"),
    ("people-cms", "http://culture.a.cn/n/2013/1227/c373005-23961344-2.html", "article", "2013-12-27"),
    ("people-cms", "http://news.a.cn/GB/index.html", "front", None),
    ("people-cms", "http://news.a.cn/img/2016wb/page2018.css", None, None),
    ("vsb", "https://www.a.cn/info/1286/436275.htm", "article", None),
    ("vsb", "https://www.a.cn/xwzx/xzxw.htm", "page", None),
    ("vsb", "https://www.a.cn/xwzx/xzxw/41.htm", "page", None),
    ("vsb", "https://www.a.cn/", "front", None),
    ("vsb", "https://www.a.cn/system/resource/js/counter.js", None, None),
]


@pytest.mark.parametrize(
    ("name", "url", "kind", "day"), ADDRESSES, ids=[f"{row[0]} {row[1][10:]}" for row in ADDRESSES]
)
def test_an_address_names_its_kind_and_its_day(name: str, url: str, kind: AddressKind | None, day: str | None) -> None:
    module = platform(name)
    assert module.address_kind(url) == kind
    assert module.address_day(url) == (date.fromisoformat(day) if day else None)


TWINS = [
    ("founder", "http://a.cn/html/2025-02/25/content_306597.htm", [
        "http://a.cn/html/2025-02/25/content_306597.htm?div=-1",
        "http://a.cn/html/2025-02/25/content_306597.htm?div=0#top",
        "http://a.cn/html/2025-02/25/content_306597.htm?v=1",
        "http://A.CN:80/html//2025-02/25/content_306597.htm",
    ]),
    ("founder-pc", "https://a.cn/rb/pc/layout/202208/20/node_A01.html", [
        "https://a.cn:443/rb/pad/layout/202208/20/node_A01.html",
        "https://a.cn/rb/pc/layout/202208/20/node_A01.html?t=1660953600",
    ]),
    ("founder-pc", "https://a.cn/PC/layout/201906/03/colA01.html", ["https://a.cn/PAD/layout/201906/03/colA01.html"]),
    ("people-cms", "http://cz.a.cn/GB/314804/10137575.html", ["http://cz.a.cn/GB/314804/10137575.html#comment"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "one", "others"), TWINS, ids=[row[1][9:] for row in TWINS])
def test_twins_have_one_address(name: str, one: str, others: list[str]) -> None:
    assert platform(name).canonical(one) == one
    assert {platform(name).canonical(other) for other in others} == {one}


def test_the_scheme_and_an_unusual_port_stay_as_they_are() -> None:
    for url in ("https://a.cn/html/2025-02/25/node_1.htm", "http://a.cn:8081/html/2025-02/25/node_1.htm"):
        assert platform("founder").canonical(url) == url


@pytest.mark.parametrize("name", PLATFORMS)
@given(url=st.text(max_size=60) | st.from_regex(r"https?://[a-z0-9.:\[\]@]{0,12}/[!-~]{0,60}", fullmatch=True))
def test_no_address_is_too_odd_and_canonical_is_idempotent(name: str, url: str) -> None:
    module = platform(name)
    once = module.canonical(url)
    assert module.canonical(once) == once
    assert module.address_kind(once) == module.address_kind(url)
    assert module.address_day(once) == module.address_day(url)


FAMILIES = {
    "F1-html": "founder",
    "F1b-nbs": "founder",
    "F2-pc": "founder-pc",
    "F2-short": "founder-pc",
    "S-shtml": "shtml",
}
# 河北经济网 and 株洲日报 stand in the table as F1, but their /YYYYMM/DD/node01.html is an address of the newer system.
NOT_OF_THE_FAMILY = {"河北经济网", "株洲日报"}


def templates() -> dict[str, list[tuple[str, str]]]:
    with FACTS.open(encoding="utf-8") as table:
        rows = [
            row
            for row in DictReader(table, delimiter="\t")
            if row["family"] in FAMILIES and "{date}" in row["front_template"]
        ]
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        url = row["front_template"].replace("{date}", date(2022, 8, 18).strftime(row["date_format"]))
        if "." in url.rsplit("/", 1)[1]:
            found.setdefault(row["family"], []).append((row["title"], url))
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_the_known_newspapers_fronts_are_pages_with_their_day(family: str) -> None:
    if not FACTS.is_file():
        pytest.skip("the table of known newspapers is not beside this checkout")
    module, known = platform(FAMILIES[family]), templates()[family]
    wrong = [
        (title, url)
        for title, url in known
        if title not in NOT_OF_THE_FAMILY
        and (module.address_kind(url) != "page" or module.address_day(url) != date(2022, 8, 18))
    ]
    assert len(known) >= 8
    assert not wrong
