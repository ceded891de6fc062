"""An article that is cut into parts at several addresses, in the store."""

from __future__ import annotations

from dataclasses import replace

from archive.readings import Tail
from archive.records import Article, Dropped, Source
from archive.store import Archive
from tests.archive.invented import (
    CLOSING,
    FILED,
    OPENING,
    capture,
    figure,
    loaded,
    news,
    reading,
    report,
    source,
)


def three_parts(archive: Archive) -> tuple[tuple[int, ...], tuple[Source, ...], Article]:
    """An article in three parts, joined: the ids and places of the parts, and the whole."""
    said = (report(OPENING, next_url="b"), report(FILED, headline="续", next_url="c"), report(CLOSING, headline="续"))
    places = tuple(
        source(url, page_no=None, capture_id=capture(archive, n, payload=url)) for n, url in enumerate("abc")
    )
    ids = tuple(archive.add_reading(reading(one), at).article_ids[0] for one, at in zip(said, places, strict=True))
    paragraphs = tuple(paragraph for one in said for paragraph in one.paragraphs)
    whole = replace(said[0], paragraphs=paragraphs, next_url=None, figures=(figure(),))
    archive.join(ids[0], [Tail(id=ids[1], start=1), Tail(id=ids[2], start=2)], whole)
    return ids, places, whole


def test_several_parts_are_one_article_whose_paragraphs_know_their_captures(archive: Archive) -> None:
    (head, *tails), places, whole = three_parts(archive)
    assert loaded(archive, head) == whole
    assert [loaded(archive, tail).paragraphs for tail in tails] == [(), ()]
    rows = archive.db.execute("SELECT capture_id FROM occurrences ORDER BY position").fetchall()
    assert rows == [(None,), (places[1].capture_id,), (places[2].capture_id,)]
    assert archive.db.execute("SELECT count(*) FROM articles WHERE next_url IS NOT NULL").fetchone() == (0,)


def test_a_part_that_says_something_else_unties_all_and_names_the_others(archive: Archive) -> None:
    (head, middle, last), places, whole = three_parts(archive)
    assert archive.add_reading(reading(report(FILED, CLOSING)), places[1]).unjoined == (head, last)
    assert loaded(archive, head).paragraphs == whole.paragraphs[:1]
    assert loaded(archive, middle).paragraphs == whole.paragraphs[1:]
    archive.add_reading(reading(report(OPENING, next_url="b")), places[0])
    assert loaded(archive, head).next_url == "b"


def test_what_an_address_says_changes_with_where_it_goes_on(archive: Archive) -> None:
    for payload, next_url in (("a", None), ("b", "http://127.0.0.1/a-2.htm")):
        at = source(capture_id=capture(archive, ord(payload), payload=payload))
        archive.add_reading(reading(report(next_url=next_url)), at)
    assert archive.db.execute("SELECT version FROM articles ORDER BY 1").fetchall() == [(1,), (2,)]


def test_what_a_part_of_our_article_left_out_is_kept_whatever_its_own_topic(archive: Archive) -> None:
    left_out = (Dropped(text="本版责编 何远山", reason="editors' line"),)
    for number, of_ours in enumerate((False, True)):
        at = source(f"http://127.0.0.1/{number}.htm")
        archive.add_reading(reading(news(), dropped=left_out), at, of_ours=of_ours)
    assert archive.db.execute("SELECT url FROM dropped").fetchall() == [("http://127.0.0.1/1.htm",)]
