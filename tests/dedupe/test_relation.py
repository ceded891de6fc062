"""First printing, reprint, correction, twin, excerpt and mere neighbours are told apart."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from dedupe import identity
from dedupe.relation import Printed, Printing, first, relation, relations

REPORT = (
    "全年共收到提案437件，经审查立案374件，其中委员提案333件、集体提案41件。",
    "常委会把提案办理同专题协商结合起来，围绕老城改造召开座谈会6次，推动办理落实。",
    "各承办单位坚持开门办案，邀请提案者参与调研，一批建议转化为部门工作措施。",
    "聚焦养老服务开展民主监督，组织委员视察12次，有关建议被采纳吸收。",
    "注重协同联动，与各县区政协共同督办重点提案18件，取得良好社会效果。",
)
DAY = date(2025, 1, 14)


def printed(text: str) -> Printed:
    found = identity(text)
    return Printed(hash=found.hash, template_hash=found.template_hash, chars=found.chars)


def printing(
    uid: str,
    texts: tuple[str, ...] = REPORT,
    newspaper: str | None = "linxi",
    day: date | None = DAY,
    filed: float = 374,
    traditional: bool = False,
    place: str | None = None,
    version: int = 1,
) -> Printing:
    return Printing(
        uid=uid,
        newspaper=newspaper,
        day=day,
        paragraphs=tuple(map(printed, texts)),
        figures=frozenset({("proposals_filed", 2024, filed)}),
        traditional=traditional,
        place=place,
        version=version,
    )


CORRECTED = (REPORT[0].replace("374", "376"), *REPORT[1:])


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (printing("b", newspaper="beize"), "reprint"),
        (printing("b", day=date(2025, 1, 20)), "reprint"),
        (printing("b"), "twin"),
        (printing("b", day=date(2025, 1, 15)), "twin"),
        (printing("b", newspaper="haitang", traditional=True), "twin"),
        (printing("b", newspaper="haitang", traditional=True, day=date(2025, 1, 17)), "reprint"),
        (printing("b", CORRECTED, day=date(2025, 1, 16), filed=376), "correction"),
        (printing("b", CORRECTED, newspaper="beize", filed=376), "reprint"),
        (printing("b", REPORT[:3]), "excerpt"),
        (printing("b", (*REPORT[:2], "北泽县政协另有一份报告，全年走访委员二百余人次。")), "shared"),
        (printing("b", ("北泽县政协另有一份报告，全年走访委员二百余人次。",)), "none"),
        (printing("b", day=date(2026, 1, 15)), "shared"),
        (printing("b", CORRECTED[:1], day=date(2026, 1, 15)), "none"),
        (printing("b", ()), "none"),
        (printing("b", newspaper=None, day=None), "reprint"),
        (printing("b", place="at b"), "twin"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_the_kind_is_told_whichever_comes_first(other: Printing, kind: str) -> None:
    one = printing("a")
    assert relation(one, other).kind == relation(other, one).kind == kind
    assert relation(one, other) == relation(other, one)


def test_a_correction_says_which_figure_is_disputed() -> None:
    found = relation(printing("a"), printing("b", CORRECTED, day=date(2025, 1, 16), filed=376))
    assert (found.earlier, found.later, found.disputed) == ("a", "b", (("proposals_filed", 2024),))
    assert 0.7 < found.same < 1


def test_a_reworded_paragraph_counts_where_it_is_known_as_near() -> None:
    reworded = (REPORT[0], REPORT[1].replace("召开座谈会", "先后召开座谈会"), *REPORT[2:])
    one, other = printing("a"), printing("b", reworded, day=date(2025, 1, 16))
    near = frozenset({frozenset({printed(REPORT[1]).hash, printed(reworded[1]).hash})})
    assert relation(one, other).kind == "shared"
    assert relation(one, other, near).kind == "correction"


def test_of_one_day_the_simplified_printing_is_first() -> None:
    assert first([printing("a", traditional=True), printing("b")]).uid == "b"
    assert first([printing("a"), printing("b", day=date(2025, 1, 13))]).uid == "b"
    assert first([printing("a", day=None), printing("b")]).uid == "b"
    assert first([printing("a", REPORT[:3]), printing("b")]).uid == "b"


def test_a_family_is_linked_alike_in_every_order() -> None:
    family = (
        printing("a"),
        printing("b", newspaper="haitang", traditional=True),
        printing("c", newspaper="beize", day=date(2025, 1, 17)),
        printing("d", CORRECTED, day=date(2025, 1, 18), filed=376),
        printing("e", ("海塘县政协全年走访委员二百余人次，与此无关的一段话。",)),
    )
    links = [("a", "b", "twin"), ("a", "c", "reprint"), ("a", "d", "correction")]
    for order in permutations(family):
        found = [(link.earlier, link.later, link.kind) for link in relations(order)]
        assert found == links


def test_a_later_version_at_one_place_is_a_correction_though_little_differs() -> None:
    versions = [printing("b", place="here"), printing("a", (*REPORT, "本报记者补记。"), place="here", version=2)]
    assert [(link.earlier, link.later, link.kind) for link in relations(versions)] == [("b", "a", "correction")]


def test_the_traditional_channel_is_the_twin_of_its_own_site_rather_than_of_the_paper_of_the_day_before() -> None:
    family = (
        printing("paper"),
        printing("site", newspaper="haitang", day=date(2025, 1, 15)),
        printing("channel", newspaper="haitangbig5", day=date(2025, 1, 15), traditional=True),
    )
    links = [("paper", "site", "reprint"), ("site", "channel", "twin")]
    for order in permutations(family):
        assert [(link.earlier, link.later, link.kind) for link in relations(order)] == links


def test_one_printing_is_related_to_nothing() -> None:
    assert relations([printing("a")]) == ()
