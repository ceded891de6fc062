"""What a declaration says, and how a wrong one is refused."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from archive.errors import DeclarationError, InputError
from crawler.newspaper_table import COLUMNS, rows, table
from crawler.newspapers import DEFAULT_DELAY, Newspaper, choose, declared, load

GOOD = """
[luchuan]
title = "潞川日报"
place = "山西/潞川"

[[luchuan.era]]
platform = "founder"
front = "http://epaper.example.cn:8081/html/{day:%Y-%m/%d}/node_1.htm"
"""

TWO_ERAS = """
[luchuan]
title = "潞川日报"
place = "山西/潞川"

[[luchuan.era]]
platform = "founder-pc"
front = "https://epaper.example.cn/pc/layout/{day:%Y%m/%d}/node_01.html"
since = 2020-08-26

[[luchuan.era]]
platform = "founder"
front = "http://old.example.cn/html/{day:%Y-%m/%d}/node_2.htm"
since = 2012-01-01
until = 2020-08-25
"""


def read(folder: Path, text: str, name: str = "try.toml") -> tuple[Newspaper, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load([path])


def test_a_short_declaration_has_the_polite_defaults(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, GOOD)
    assert (paper.id, paper.title, paper.place, paper.delay) == ("luchuan", "潞川日报", "山西/潞川", DEFAULT_DELAY)
    assert paper.eras[0].verified is False
    assert paper.eras[0].seen is None


def test_a_front_is_the_template_with_the_day_in_it(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, GOOD)
    assert paper.eras[0].front_url(date(2025, 2, 7)) == "http://epaper.example.cn:8081/html/2025-02/07/node_1.htm"
    with pytest.raises(ValueError, match="needs a day"):
        paper.eras[0].front_url()


def test_a_list_front_counts_pages(tmp_path: Path) -> None:
    (paper,) = read(
        tmp_path,
        GOOD.replace('"founder"', '"people-cms"').replace("html/{day:%Y-%m/%d}/node_1.htm", "GB/3140/index{page}.html"),
    )
    assert paper.eras[0].front_url(page=10) == "http://epaper.example.cn:8081/GB/3140/index10.html"
    assert not paper.eras[0].dated


def test_eras_meet_on_their_days_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, TWO_ERAS)
    platforms = {day: era.platform if (era := paper.era(day)) else None for day in map(date.fromisoformat, (
        "2011-12-31", "2012-01-01", "2020-08-25", "2020-08-26", "2026-01-17"))}  # fmt: skip
    assert list(platforms.values()) == [None, "founder", "founder", "founder-pc", "founder-pc"]


def test_servers_are_host_and_port_with_the_schemes_default(tmp_path: Path) -> None:
    (one,) = read(tmp_path, GOOD)
    assert one.servers == ("epaper.example.cn:8081",)
    (two,) = read(tmp_path, TWO_ERAS)
    assert two.servers == ("old.example.cn:80", "epaper.example.cn:443")


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + GOOD)[0].id == "luchuan"


def test_loopback_hosts_may_be_asked_without_delay(tmp_path: Path) -> None:
    for host in ("127.0.0.1:8000", "localhost:8000", "paper.localhost", "[::1]:8000"):
        text = GOOD.replace("epaper.example.cn:8081", host).replace("place =", "delay = 0\nplace =")
        assert read(tmp_path, text)[0].delay == 0.0


WRONG = [
    ("an unknown key", GOOD.replace("place =", "colour = 1\nplace ="), "luchuan.colour: unknown key"),
    ("an unknown era key", GOOD + "untill = 2020-01-01\n", "luchuan.era[1].untill: unknown key"),
    ("an unknown expectation", GOOD + "[luchuan.expect]\nleaves = 8\n", "luchuan.expect.leaves: unknown key"),
    ("an unknown platform", GOOD.replace('"founder"', '"funder"'), "luchuan.era[1].platform: 'funder' is none of"),
    ("a missing title", GOOD.replace('title = "潞川日报"', ""), "luchuan.title: is missing"),
    ("an empty title", GOOD.replace('"潞川日报"', '" "'), "luchuan.title: is empty"),
    ("a number for a title", GOOD.replace('"潞川日报"', "7"), "luchuan.title: must be a text"),
    ("a place in Latin letters", GOOD.replace("山西/潞川", "Shanxi"), "luchuan.place: must be 省/市"),
    ("a place of four steps", GOOD.replace("山西/潞川", "山西/潞川/东县/西乡"), "luchuan.place: must be 省/市"),
    ("a city without its province", GOOD.replace("山西/潞川", "长治"), 'place: the province is missing: "山西/长治"'),
    ("a bad id", GOOD.replace("luchuan", "Lu"), "Lu: an id is"),
    ("no era", '[luchuan]\ntitle = "潞川日报"\nplace = "山西"\n', "luchuan.era: needs at least one table"),
    ("an era that is no list", GOOD.replace("[[luchuan.era]]", "[luchuan.era]"), "luchuan.era: needs at least one"),
    ("a newspaper that is no table", 'luchuan = "潞川日报"\n', "luchuan: must be a table [luchuan]"),
    ("a delay as text", GOOD.replace("place =", 'delay = "2"\nplace ='), "luchuan.delay: must be seconds"),
    ("a delay of true", GOOD.replace("place =", "delay = true\nplace ="), "luchuan.delay: must be seconds"),
    ("a delay that is no number", GOOD.replace("place =", "delay = nan\nplace ="), "luchuan.delay: must be seconds"),
    ("an impatient delay", GOOD.replace("place =", "delay = 0.9\nplace ="), "luchuan.delay: under 1.0 seconds"),
    ("a day as text", GOOD + 'since = "2020-01-01"\n', "luchuan.era[1].since: must be a date"),
    ("an instant for a day", GOOD + "since = 2020-01-01T08:00:00\n", "luchuan.era[1].since: must be a date"),
    ("until before since", GOOD + "since = 2020-01-02\nuntil = 2020-01-01\n", "era[1].until: 2020-01-01 is before"),
    ("verified as text", GOOD + 'verified = "yes"\n', "luchuan.era[1].verified: must be true or false"),
    ("seen as a date", GOOD + "seen = 2020-01-01\n", "luchuan.era[1].seen: must be a year"),
    ("seen long ago", GOOD + "seen = 20\n", "luchuan.era[1].seen: must be a year"),
    ("overlapping eras", TWO_ERAS.replace("2020-08-25", "2020-08-26"), "era[1].since: 2020-08-26 overlaps era[2]"),
    ("an open era before another", TWO_ERAS.replace("until = 2020-08-25", ""), "overlaps era[2] (until open)"),
    ("two eras, one undated", TWO_ERAS.replace("since = 2012-01-01", ""), "luchuan.era[2].since: is missing"),
    ("no day", GOOD.replace("{day:%Y-%m/%d}", "2025-02/07"), "luchuan.era[1].front: has no hole for the whole day"),
    ("half a day", GOOD.replace("%Y-%m/%d", "%m/%d"), "luchuan.era[1].front: has no hole for the whole day"),
    ("an unknown hole", GOOD.replace("{day:", "{date:"), "luchuan.era[1].front: {date} is unknown"),
    ("an open brace", GOOD.replace("%d}", "%d"), "luchuan.era[1].front: is no template"),
    ("doubled braces", GOOD.replace("{day:%Y-%m/%d}", "{{day:%Y-%m/%d}}"), "luchuan.era[1].front: braces stand only"),
    ("another scheme", GOOD.replace("http://", "ftp://"), "luchuan.era[1].front: must begin with http"),
    ("no host", GOOD.replace("epaper.example.cn:8081", ""), "luchuan.era[1].front: must begin with http"),
    ("a bad port", GOOD.replace("8081", "80x"), "luchuan.era[1].front: is no address"),
    ("pages below one", GOOD + "[luchuan.expect]\npages = 0\n", "luchuan.expect.pages: must be 1 or more"),
    ("an eighth weekday", GOOD + "[luchuan.expect]\nweekdays = [1, 8]\n", "luchuan.expect.weekdays: must be a list"),
    ("broken TOML", GOOD + "platform\n", "is no TOML: Expected '=' after a key in a key/value pair (at line 9"),
    ("no newspaper at all", "# nothing yet\n", "declares no newspaper"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_declaration_is_refused_in_one_line_with_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        read(tmp_path, text)
    line = str(refused.value)
    assert line.startswith(f"{tmp_path / 'try.toml'}: ")
    assert says in line
    assert "\n" not in line


def test_an_id_is_declared_once_over_all_files(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"two\.toml: luchuan: is declared already in .*one\.toml"):
        load([tmp_path / "one.toml", tmp_path / "two.toml"])


def test_a_missing_file_a_folder_and_foreign_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes(GOOD.encode("gb18030"))
    for name, says in (("none.toml", "No such file"), (".", "Is a directory"), ("gbk.toml", "is not UTF-8")):
        with pytest.raises(DeclarationError, match=says):
            load([tmp_path / name])


def test_the_packages_own_declarations_hold_the_sources_that_the_project_began_with() -> None:
    papers = {paper.title: paper for paper in declared()}
    assert {"阳泉日报", "长治日报", "忻州日报", "唐山劳动日报", "廊坊日报", "山西日报", "山西新闻网"} <= papers.keys()
    assert not any(era.verified for paper in papers.values() for era in paper.eras)
    assert all(paper.delay >= DEFAULT_DELAY for paper in papers.values())
    langfang = papers["廊坊日报"]
    last, first = date(2020, 8, 25), date(2020, 8, 26)
    assert [era.platform for day in (last, first) if (era := langfang.era(day))] == ["founder", "founder-pc"]


def test_choosing_keeps_the_given_order_and_helps_with_a_slip(tmp_path: Path) -> None:
    papers = declared()
    assert [paper.id for paper in choose(papers, ["tangshan", "changzhi", "tangshan"])] == ["tangshan", "changzhi"]
    assert choose(papers, []) == papers
    with pytest.raises(InputError, match="no newspaper 'changzi'; did you mean changzhi"):
        choose(papers, ["changzi"])


def test_the_table_has_a_row_for_every_era_and_lines_up() -> None:
    papers = declared()
    assert len(rows(papers)) == sum(len(paper.eras) for paper in papers)
    lines = table(papers).splitlines()
    assert lines[0].split(" | ")[1].strip() == COLUMNS[1]
    assert len(lines) == 2 + len(rows(papers))
    # hanzi count double: every line is as wide as the rule under the head
    assert {len(line.encode("gb18030")) for line in lines} == {len(lines[1])}


def test_every_guess_in_a_declaration_is_marked() -> None:
    for path in sorted(Path(__file__).parents[2].joinpath("spiders/newspapers").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        unseen = [name for name, raw in tomllib.loads(text).items() if any("seen" not in era for era in raw["era"])]
        for name in unseen:
            body = text.split(f"[{name}]", 1)[1].split("\n[[", 2)[1]
            assert "GUESS" in body, f"{path.name}: {name} has no source and no mark"
