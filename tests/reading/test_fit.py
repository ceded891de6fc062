"""Whether a block goes on where another is torn: the language's table, what is seen of a tear, and what it weighs."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading import seam_network
from crawler.reading.fit import CERTAIN, FEATURES, Seams
from crawler.reading.language import BANDS, LONGEST, START, STEP, UNKNOWN, goes_on, squeezed
from tests.training import following, language

TORN = (
    (
        "市政协围绕老城区供水管网改造召开协商座谈会,邀请住建、水务",
        "部门负责人同委员面对面交流,形成的九条建议全部被采纳。",
    ),
    ("入夏以来,东岭县连续三次出现强降雨,县气象台及时发布预", "警信息,沿河六个乡镇提前转移群众一千二百多人。"),
    ("记者从砚川市教育局了解到,今年秋季学期起,全市义务教", "育阶段学校将统一实行课后延时服务,家长可以自愿选择。"),
    ("经过两年建设,青石大桥昨日正式通车,两岸居民过河时间由原", "来的四十分钟缩短到五分钟,货车不必再绕行县城。"),
)
STRANGE = (
    "(三)加强队伍建设,提升履职能力。举办委员培训班两期,参训委员一百八十人次。",
    "各位代表,做好今年的工作责任重大、使命光荣,让我们携起手来。",
    "本场比赛,主队凭借最后一分钟的点球以二比一取胜,积分升至第三位。",
)


@pytest.mark.parametrize(("head", "rest"), TORN)
def test_the_rest_of_a_torn_sentence_is_told_from_every_other_block(head: str, rest: str) -> None:
    others = [tail for _, tail in TORN if tail != rest]
    seams = Seams([head, rest, *others, *STRANGE])
    assert seams.fit(0, 1) > max(seams.fit(0, n) for n in range(2, 2 + len(others) + len(STRANGE))) + 2


def test_quotes_and_inner_ordinals_hold_a_sentence_together() -> None:
    def fit(head: str, tail: str) -> float:
        return Seams([head, tail]).fit(0, 1)

    assert fit("把“家门口协商", "室”建到村头。") > fit("把家门口协商", "室”建到村头。") + 3
    assert fit("一是拓宽渠道。二是做实载", "体。三是强化保障。") > fit("做实载", "体。三是强化保障。")


def test_a_number_goes_on_with_its_digits_and_a_year_opens_a_paragraph() -> None:
    digits, year = ("8件,办复率百分之百。", "2024年是关键的一年。")
    seams = Seams(["截至去年年底,全年共办理委员提案36", digits, year])
    assert seams.fit(0, 1) > 1 > -1 > seams.fit(0, 2)


def test_the_same_opening_elsewhere_on_the_page_speaks_for_a_paragraph() -> None:
    head, tail = "要增强责任意识、突出", "突出协商办理,做到办前沟通。"
    alone, beside = Seams([head, tail]), Seams([head, tail, "突出跟踪问效,做到件件落实。"])
    assert beside.fit(0, 1) < alone.fit(0, 1)


@given(st.lists(st.text(), min_size=2, max_size=4))
def test_any_texts_are_judged_and_always_alike(texts: list[str]) -> None:
    odds = Seams(texts).fit(0, 1)
    assert -CERTAIN <= odds <= CERTAIN
    assert Seams(texts).fit(0, 1) == odds
    assert len(Seams(texts).seen(0, 1)) == len(FEATURES)


def test_what_follows_in_usual_words_is_likelier_than_anything_else() -> None:
    assert goes_on("政", "协") > goes_on("政", "瓜") + 3
    assert goes_on("民主监", "督") > -1
    assert goes_on(START, "各位委员") > goes_on(START, "位委员各") + 5
    assert goes_on("协商", "\U0002a6a5") <= UNKNOWN


def test_figures_and_latin_letters_count_as_one_character_each() -> None:
    assert squeezed("全年 4.5 亿元,PM2.5 达标") == "全年0亿元,A0达标"
    assert goes_on("", squeezed("2024年")) == goes_on("", squeezed("7年"))


@given(st.text(max_size=6), st.text(min_size=1, max_size=4))
def test_the_table_answers_for_any_characters(before: str, after: str) -> None:
    assert goes_on(squeezed(before), squeezed(after)) <= 0


def test_a_table_tells_how_likely_each_follower_was_among_the_texts() -> None:
    """Of 甲 eight in ten were followed by 乙: what is told of all followers is less than one, and near that for 乙."""
    texts = [("甲乙丙", 8), ("甲丁", 2)] * 3
    rows = {row[: LONGEST - 1].strip(): row[LONGEST - 1 : -1] for row in language.rows(language.counted(texts))}
    after = rows["甲"][1:]
    told = {
        follower: math.exp(-STEP * BANDS.index(band)) for follower, band in zip(after[::2], after[1::2], strict=True)
    }
    assert told["乙"] == pytest.approx(0.8, abs=0.2)
    assert told["丁"] == pytest.approx(0.2, abs=0.1)
    assert list(rows) == sorted(rows, key=lambda before: [*map(ord, before.rjust(LONGEST - 1))])


def test_the_network_tells_a_rest_that_no_counted_piece_reaches_from_a_start() -> None:
    """What a clause lacks stands further back than three characters: 收到…来信, 由…移交."""

    def odds(head: str, tail: str) -> float:
        return seam_network.odds(seam_network.head(squeezed(head)), seam_network.tail(squeezed(tail)))

    for head, tail in TORN:
        assert odds(head, tail) > max(odds(head, strange) for strange in STRANGE)
    assert odds("全年向社会公开征集线索,收到市民来信0", "封,整理成参考选题送到委员手上。") > odds(
        "全年向社会公开征集线索,收到市民来信0", "委员会坚持把学习放在首位。"
    )


@given(st.text(), st.text())
def test_the_network_answers_for_any_texts(head: str, tail: str) -> None:
    said = seam_network.odds(seam_network.head(head), seam_network.tail(tail))
    assert math.isfinite(said)
    assert said == seam_network.odds(seam_network.head(head), seam_network.tail(tail))


def test_the_network_was_learned_from_these_articles() -> None:
    with np.load(following.NETWORK) as held:
        assert str(held["learned_from"]) == following.digest()


@pytest.mark.parametrize("table", [following.LANGUAGE, following.FIT], ids=lambda path: path.name)
def test_the_tables_were_made_from_these_articles(table: Path) -> None:
    """`make weights` has run since an article was added."""
    with table.open(encoding="utf-8") as rows:
        assert f"# learned from sha256:{following.digest()}\n" in (next(rows), next(rows))
