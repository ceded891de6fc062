"""Two texts side by side: every paragraph once, in order, and the likeliest one opposite."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.serve.alignment import Text, aligned, readable
from dedupe import identity
from dedupe.difference import difference

FORMULA = "清川市政协十届三次会议以来,共征集提案{}件,经审查立案{}件。"
LINES = (
    "一年来,市政协常委会坚持团结和民主两大主题。",
    "围绕老旧小区改造开展民主监督,提出意见建议四十条。",
    "首次开展委员远程协商,二十八名委员在线建言清川河治理。",
    "各位委员,让我们携手同心,为建设美丽清川而努力奋斗!",
    FORMULA.format(312, 287),
    FORMULA.format(298, 251),
)


def text(said: str) -> Text:
    found = identity(said)
    return Text(hash=found.hash, template_hash=found.template_hash, text=said)


def verdicts(left: list[str], right: list[str]) -> list[tuple[str, int | None, int | None]]:
    facing = aligned([text(said) for said in left], [text(said) for said in right])
    return [(pair.verdict, pair.left, pair.right) for pair in facing]


def test_a_formula_stands_opposite_its_other_figures() -> None:
    assert verdicts([LINES[0], LINES[4], LINES[3]], [LINES[0], LINES[2], LINES[5], LINES[3]]) == [
        ("same", 0, 0),
        ("added", None, 1),
        ("changed", 1, 2),
        ("same", 2, 3),
    ]


def test_strangers_are_not_put_opposite_each_other() -> None:
    assert verdicts([LINES[1]], [LINES[2]]) == [("removed", 0, None), ("added", None, 0)]


def test_what_stands_at_another_place_is_moved() -> None:
    found = verdicts([LINES[0], LINES[1], LINES[2]], [LINES[2], LINES[0], LINES[1]])
    assert [verdict for verdict, _, _ in found].count("moved") == 2


def test_a_change_is_shown_whole_not_as_a_confetti_of_characters() -> None:
    pieces = difference("回首去年,市政协常委会深入学习", "展望今年,在市委领导下常委会认真履职")
    drowned = readable(pieces)
    assert len(drowned) < len(pieces)
    assert "".join(piece.before for piece in drowned) == "回首去年,市政协常委会深入学习"
    assert "".join(piece.after for piece in drowned) == "展望今年,在市委领导下常委会认真履职"


@given(st.lists(st.sampled_from(LINES), max_size=12), st.lists(st.sampled_from(LINES), max_size=12))
def test_every_paragraph_stands_exactly_once_and_in_order(left: list[str], right: list[str]) -> None:
    facing = aligned([text(said) for said in left], [text(said) for said in right])
    assert [pair.left for pair in facing if pair.left is not None] == list(range(len(left)))
    assert [pair.right for pair in facing if pair.right is not None] == list(range(len(right)))
    for pair in facing:
        if pair.left is not None and pair.right is not None and pair.pieces:
            assert "".join(piece.before for piece in pair.pieces) == left[pair.left]
            assert "".join(piece.after for piece in pair.pieces) == right[pair.right]
