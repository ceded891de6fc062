"""What differs is shown in whole figures and words, and nothing of either text is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.difference import Piece, brief, difference

TEXT = st.text(alphabet="提案件立437.5%-AP ，。\n", max_size=20)


def test_a_changed_figure_is_shown_whole() -> None:
    pieces = difference("共收到提案437件，立案95.3%。", "共收到提案412件，立案95.3%。")
    assert pieces == (
        Piece(change="same", before="共收到提案", after="共收到提案"),
        Piece(change="changed", before="437", after="412"),
        Piece(change="same", before="件，立案95.3%。", after="件，立案95.3%。"),
    )


def test_it_fits_in_one_line() -> None:
    assert brief("进一步办理提案437件", "办理有关提案412件") == "－进一步；＋有关；437→412"
    assert brief("办理提案", "办理提案") == ""


@given(TEXT, TEXT)
@settings(deadline=None)  # the first example builds the tables
def test_the_pieces_are_the_texts(one: str, other: str) -> None:
    pieces = difference(one, other)
    assert "".join(piece.before for piece in pieces) == one
    assert "".join(piece.after for piece in pieces) == other
    assert all((piece.before == piece.after) == (piece.change == "same") for piece in pieces)
