"""An article's own order: its head first, numbering in sequence, a printed order that is not clearly wrong kept."""

from __future__ import annotations

from tests.reading.made_up import OPENING, REPORT, TITLE, drafts, numbers

HEAD = (TITLE, *OPENING)


def test_the_head_comes_first_wherever_it_is_printed() -> None:
    found = drafts(*REPORT[:4], *HEAD, *REPORT[4:])
    assert numbers(found, 0) == [4, 5, 6, 0, 1, 2, 3, 7, 8, 9, 10, 11]


def test_columns_that_were_swapped_come_in_the_order_of_their_numbers() -> None:
    found = drafts(*REPORT[4:], *HEAD, *REPORT[:4])
    assert numbers(found, 0) == [5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4]


def test_a_misprinted_number_moves_nothing() -> None:
    misprinted = [line.replace("(二)做实", "(一)做实") for line in REPORT]
    assert numbers(drafts(*HEAD, *misprinted), 0) == list(range(12))


def test_a_list_without_its_lead_in_goes_to_the_lead_in_without_its_list() -> None:
    lead = "坚持重点提案重点督办,在求实效上下功夫。"
    items = "一是领衔督办求深。重点提案由主席会议成员带队调研督办;二是跟踪督办求实。对重点提案的答复逐条回访。"
    lines = (*HEAD, items, *REPORT[:3], lead, *REPORT[3:])
    order = numbers(drafts(*lines), 0)
    assert order.index(3) == order.index(7) + 1


def test_a_short_line_that_goes_on_further_down_is_no_headline() -> None:
    """Found by the property that no character is lost: the rest of the sentence went with the headline."""
    head = "九届二次会议以来,政协委员和各参加单位围绕全市中心工作提交提"
    rest = "案312件,经审查立案276件,交由48个单位办理,全部按期办复。"
    (draft,) = drafts("(责编:章柳)", head, rest).drafts
    assert [paragraph.text for paragraph in draft.paragraphs] == [head + rest]
