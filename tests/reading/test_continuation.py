"""A head and its tail under two addresses become one article; strangers do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from archive.records import Article
from crawler.reading import continuation, read_text
from crawler.reading.model import Hints
from tests.reading.made_up import NEWS, NEWS_TITLE, OPENING, REPORT, TITLE, flat, torn

HINTS = Hints(newspaper_title="云岭日报", day=date(2024, 1, 20))
FIRST, REST = torn(REPORT[3], "乡村医生待遇提")


def article(*lines: str) -> Article:
    return read_text(flat(*lines).encode(), hints=HINTS).articles[0]


HEAD = (TITLE, *OPENING, *REPORT[:3], FIRST + "(下转第四版)")
TAIL = ("(上接第1版)" + REST, *REPORT[4:])


def test_a_torn_sentence_and_its_rest_are_one_paragraph_of_the_whole() -> None:
    whole = continuation.join(article(*HEAD), article(*TAIL), HINTS)
    assert whole is not None
    assert [p.text for p in whole.paragraphs if p.role != "headline"][2:] == list(REPORT)
    assert (whole.topic, whole.headline, whole.continued_on) == ("report", TITLE, None)


def test_the_marks_stay_in_the_printed_form() -> None:
    whole = continuation.join(article(*HEAD), article(*TAIL), HINTS)
    assert whole is not None
    mended = next(p for p in whole.paragraphs if p.text == REPORT[3])
    assert mended.verbatim is not None
    assert "(下转第四版)" in mended.verbatim
    assert "(上接第1版)" in mended.verbatim


def test_figures_are_taken_from_the_whole() -> None:
    first, rest = torn(REPORT[1], "围绕全市中心工作提")
    head = (TITLE, *OPENING, REPORT[0], first + "(下转第四版)")
    tail = ("(上接第1版)" + rest, *REPORT[2:])
    assert not article(*head).figures
    whole = continuation.join(article(*head), article(*tail), HINTS)
    assert whole is not None
    assert 276 in {figure.value for figure in whole.figures}


def test_the_tail_starts_at_the_mended_sentence() -> None:
    head, tail = article(*HEAD), article(*TAIL)
    whole = continuation.join(head, tail, HINTS)
    assert whole is not None
    assert whole.paragraphs[continuation.tail_start(head, tail)].text == REPORT[3]


def test_parts_are_one_article_and_a_sentence_is_mended_only_where_the_cut_tore_it() -> None:
    first, *later = (
        replace(article(*lines), next_url=next_url)
        for lines, next_url in (
            ((TITLE, *OPENING, *REPORT[:3], FIRST), "2"),
            ((TITLE, REST, *REPORT[4:6]), "3"),
            ((TITLE, *REPORT[6:]), None),
        )
    )
    whole, starts = continuation.whole((first, *later), HINTS)
    body = [p.text for p in whole.paragraphs if p.role != "headline"][2:]
    assert body == list(REPORT)
    assert [whole.paragraphs[start].text for start in starts] == [REPORT[3], REPORT[6]]
    assert (whole.topic, whole.headline, whole.next_url) == ("report", TITLE, None)
    assert continuation.whole((first,), HINTS) == (first, ())


def test_a_line_that_ends_a_part_without_a_stop_is_no_half_of_the_next_paragraph() -> None:
    before, after = article(TITLE, *OPENING, *REPORT[:3], FIRST), article(TITLE, "（二）" + NEWS[1], NEWS[2])
    whole, (start,) = continuation.whole((before, after), HINTS)
    assert whole.paragraphs[start].text == "（二）" + NEWS[1]
    assert len(whole.paragraphs) == len(before.paragraphs) + 2


def test_a_part_says_more_only_with_text_that_was_not_said_before() -> None:
    before, after = article(TITLE, *REPORT[:4]), article(TITLE, *REPORT[4:])
    assert continuation.says_more(after, [before])
    assert not continuation.says_more(article(TITLE, *REPORT[2:4]), [before])


def test_the_tail_of_another_article_is_refused() -> None:
    stranger = article("(上接第1版)" + NEWS[1], NEWS[2])
    assert continuation.join(article(*HEAD), stranger, HINTS) is None


def test_a_tail_with_another_title_is_refused() -> None:
    stranger = article(NEWS_TITLE, "(上接第1版)" + NEWS[1], NEWS[2])
    assert continuation.join(article(*HEAD), stranger, HINTS) is None


def test_articles_without_marks_are_no_pair() -> None:
    assert continuation.join(article(TITLE, *OPENING, *REPORT[:3]), article(*REPORT[4:]), HINTS) is None
