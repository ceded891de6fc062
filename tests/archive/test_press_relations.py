"""The printings of the practice press are told apart as the press itself knows them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from archive import links
from archive.records import Article, Figure
from archive.store import Archive
from spiders.press import build
from spiders.press.model import Printed
from tests.archive.invented import opened, paragraph, reading, source
from tests.archive.press_truth import Relations, meant, undirected


@pytest.fixture(scope="module")
def printed() -> tuple[Printed, ...]:
    """What is kept of the press, with its text."""
    return tuple(row for row in build(1).truth if row.topic in ("report", "related"))


def add(archive: Archive, row: Printed) -> None:
    """Stores a printing as the press made it."""
    figures = tuple(
        Figure(name=name, value=value, unit=None, year=row.covers_year, evidence="", paragraph=0)
        for name, value in row.figures.items()
    )
    article = Article(
        headline=row.headline,
        topic=row.topic,
        topic_score=1.0,
        topic_reasons=(),
        figures=figures,
        paragraphs=tuple(paragraph(text) for text in (*row.opening, *row.paragraphs)),
    )
    at = source(f"http://127.0.0.1/{row.key}", newspaper_id=None, day=row.day)
    archive.add_reading(reading(article), at)


def told(archive: Archive) -> Relations:
    rows = archive.db.execute(
        "SELECT substr(b.url, 18), r.kind, substr(a.url, 18) FROM relations r"
        " JOIN articles a ON a.id = r.article_a JOIN articles b ON b.id = r.article_b"
    )
    return frozenset(rows)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_reprint_correction_twin_and_excerpt_is_told_in_whatever_order_it_came(
    tmp_path: Path, printed: tuple[Printed, ...], seed: int
) -> None:
    order = Random(seed).sample(printed, len(printed))
    with opened(tmp_path) as archive:
        for number, row in enumerate(order):
            add(archive, row)
            if number % 70 == 0:
                archive.commit()
                links.refresh(archive)
        links.refresh(archive)
        found = told(archive)
    expected = meant(printed)
    assert {kind for _, kind, _ in expected} == {"reprint", "correction", "twin", "excerpt"}
    assert undirected(found, printed) == undirected(expected, printed)
