"""What the press prints: how much, how long, how like the real thing, and whether its truth holds together."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from spiders.press import Press, Printed, build
from spiders.press.cast import places

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
HANZI = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]")
FORMULAE = (
    "市政协常委会深入学习贯彻习近平新时代中国特色社会主义思想",
    "会以习近平新时代中国特色社会主义思想为指导认真",
    "中国人民政治协商会议第届委员会第次会议",
    "市第届委员会第次会议",
    "市第届委员会常务委员会工作报告摘要",
    "市第届委员会常务委员会关于届次会议以来提案工作情况的报告摘要",
)
"""What every report of the kind says: overlap with real ones in these words is none of ours."""
REAL_PLACES = ("唐山", "廊坊", "忻州", "长治", "阳泉", "太原", "石家庄", "北京", "山西", "河北")


def reports(press: Press) -> list[Printed]:
    return [row for row in press.truth if row.topic == "report"]


def test_the_same_seed_prints_the_same_and_another_seed_does_not(press: Press) -> None:
    again, other = build(seed=1), build(seed=2)
    assert again.truth == press.truth
    assert again.truth != other.truth
    for one, two in zip(press.sites, again.sites, strict=True):
        for path in [row.path for row in press.truth if row.newspaper == one.newspaper.id][:40]:
            assert one.answer(path) == two.answer(path)


def test_there_are_enough_editions_articles_and_reports(press: Press) -> None:
    published = [row for row in press.editions if row.state == "published"]
    assert len(published) >= 60
    assert len(press.truth) >= 1000
    assert 30 <= len(reports(press)) <= 65
    assert {row.report_kind for row in reports(press)} == {"常委会工作报告", "提案工作报告", "提案审查报告", "决议"}
    assert {row.level for row in reports(press)} == {"province", "prefecture", "county"}
    assert len({row.covers_year for row in reports(press)}) > 4


def test_every_newspaper_prints_reports_and_far_more_that_is_none(press: Press) -> None:
    topics = Counter((row.newspaper, row.topic) for row in press.truth)
    for newspaper in press.newspapers:
        assert topics[newspaper.id, "report"] > 0
        assert topics[newspaper.id, "related"] > topics[newspaper.id, "report"] / 2
        assert topics[newspaper.id, "other"] > topics[newspaper.id, "report"]


def test_near_misses_of_every_kind_are_printed(press: Press) -> None:
    wanted = {"government", "people-congress", "court", "procuratorate", "plenum", "essay", "editorial", "round-up"}
    wanted |= {"session-opens", "session-closes", "committee-meeting", "member-proposal", "proposal-reply"}
    assert wanted <= {row.kind for row in press.truth}
    assert all(row.topic != "report" for row in press.truth if row.kind in wanted)


def test_reports_are_as_long_as_real_ones(press: Press) -> None:
    for row in reports(press):
        length = sum(map(len, row.paragraphs))
        floor = {"常委会工作报告": 1500, "提案工作报告": 1500}.get(row.report_kind or "", 300)
        assert floor <= length <= 5000, row.key
    headed = [row for row in reports(press) if row.report_kind in ("常委会工作报告", "提案工作报告")]
    assert all(any(text.startswith("一、") for text in row.paragraphs) for row in headed)


def test_a_reports_figures_stand_in_its_text_and_add_up(press: Press) -> None:
    for row in reports(press):
        text = "".join(row.paragraphs)
        for name, value in row.figures.items():
            assert re.search(rf"(?<![\d.]){value:g}(?:件|條|条|人次|%)", text), (row.key, name)
        figures = row.figures
        if {"proposals_member", "proposals_collective"} <= figures.keys():
            assert figures["proposals_member"] + figures["proposals_collective"] == figures["proposals_filed"]
        if "filing_rate" in figures:
            rate = 100 * figures["proposals_filed"] / figures["proposals_submitted"]
            assert figures["filing_rate"] == round(rate, 1)


def test_every_report_states_what_its_truth_says(press: Press) -> None:
    for row in [row for row in reports(press) if not row.twin_of]:
        opening = "".join(row.opening).replace("　", "")
        assert row.delivered_on is not None
        assert f"{row.delivered_on.year}年{row.delivered_on.month}月{row.delivered_on.day}日" in opening
        assert row.speaker is None or row.speaker in opening
        assert row.place is not None
        assert row.place in opening


def test_formulae_recur_over_years_and_places_but_paragraphs_differ(press: Press) -> None:
    standing = [row for row in reports(press) if row.report_kind == "常委会工作报告" and not row.twin_of]
    originals = [row for row in standing if not row.reprint_of]
    seen = Counter(text for row in originals for text in row.paragraphs)
    shared = [text for text, times in seen.items() if times > 1]
    assert any(len(text) < 30 for text in shared)
    assert sum(len(text) for text in shared) < 0.25 * sum(len(text) * times for text, times in seen.items())


def test_places_and_people_are_invented(press: Press) -> None:
    text = "\n".join(part for row in press.truth for part in (row.headline, *row.opening, *row.paragraphs))
    assert not [name for name in REAL_PLACES if name in text]
    assert {row.place for row in reports(press)} <= {place.name for place in places().values()}


def test_no_phrase_of_the_sample_documents_is_copied(press: Press) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the sample documents (../shared/seeds) are not here")
    real = {gram for path in SEEDS.glob("*.txt") for gram in grams(path.read_text("utf-8"))}
    ours = Counter(gram for row in press.truth for text in (row.headline, *row.paragraphs) for gram in grams(text))
    allowed = [HANZI.sub("", text) for text in FORMULAE]
    copied = [gram for gram in ours if gram in real and not any(is_formula(gram, text) for text in allowed)]
    assert not copied
    assert sum(ours[gram] for gram in ours if gram in real) < 0.01 * sum(ours.values())


def grams(text: str) -> set[str]:
    bare = HANZI.sub("", text)
    return {bare[at : at + 12] for at in range(len(bare) - 11)}


def is_formula(gram: str, formula: str) -> bool:
    """Whether the gram without numbers is a piece of the formula."""
    bare = re.sub(r"[一二三四五六七八九十0-9年]", "", gram)
    return bare in re.sub(r"[一二三四五六七八九十0-9年]", "", formula)


def test_reprints_corrections_and_twins_name_what_they_repeat(press: Press) -> None:
    by_key = {row.key: row for row in press.truth}
    assert len(by_key) == len(press.truth)
    reprints = [row for row in press.truth if row.reprint_of]
    assert {by_key[row.reprint_of].newspaper != row.newspaper for row in reprints if row.reprint_of} == {True}
    assert all(by_key[row.reprint_of].paragraphs == row.paragraphs for row in reprints if row.reprint_of)
    assert {"yanchuanwb", "linyuenews"} <= {row.newspaper for row in reprints}
    (correction,) = [row for row in press.truth if row.corrects]
    original = by_key[correction.corrects or ""]
    assert correction.day > original.day
    assert correction.figures["proposals_submitted"] != original.figures["proposals_submitted"]
    assert "更正" in correction.paragraphs[0]
    twins = [row for row in press.truth if row.twin_of]
    assert twins
    assert all(by_key[row.twin_of or ""].paragraphs != row.paragraphs for row in twins)


def test_declarations_are_toml_with_an_era_for_every_day(press: Press) -> None:
    told = tomllib.loads(press.declarations([f"http://127.0.0.1:{9000 + n}" for n in range(press.servers)], delay=0.02))
    assert set(told) == {newspaper.id for newspaper in press.newspapers}
    for row in press.editions:
        eras = [e for e in told[row.newspaper]["era"] if e["since"] <= row.day <= e["until"]]
        assert len(eras) == 1
        assert eras[0]["front"].format(day=row.day).endswith(row.front)
    assert all(entry["delay"] == 0.02 for entry in told.values())
    assert {e["platform"] for entry in told.values() for e in entry["era"]} == {
        "founder",
        "founder-pc",
        "shtml",
        "people-cms",
        "vsb",
    }
    assert {e["platform"] for e in told["wangjin"]["era"]} == {"founder", "founder-pc"}


def test_a_larger_scale_adds_ordinary_editions_and_keeps_the_others() -> None:
    small, large = build(scale=1), build(scale=8)
    assert len(large.editions) > 7 * len(small.editions)
    kept = {(row.newspaper, row.day) for row in large.editions}
    assert {(row.newspaper, row.day) for row in small.editions} <= kept
    pages = sum(
        len(site.paths(site.newspaper.days[0])) * len(site.newspaper.days)
        for site in large.sites
        if site.newspaper.days
    )
    assert pages > 20_000


def test_a_sound_press_has_no_damaged_pages() -> None:
    sound, broken = build(broken=False), build()
    assert broken.unknown_pages
    assert not sound.unknown_pages
    assert not [row for row in sound.truth if row.damage]
    damaged = [row for row in broken.truth if row.damage]
    assert damaged
    assert all(row.topic != "report" for row in damaged)


def test_values_are_frozen(press: Press) -> None:
    row = press.truth[0]
    assert replace(row, headline="另") != row
    with pytest.raises(AttributeError):
        row.headline = "另"  # type: ignore[misc]
