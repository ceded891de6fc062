"""The five sample documents, line by line: owners, roles of what is dropped, tears, order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.records import Article, Reading
from crawler.reading import read_file

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the sample documents are not beside this checkout")
IN_FIELDS = ("title", "speaker", "dateline", "kicker", "meta")


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    return dict(json.loads((SEEDS / "gold.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def readings(gold: dict[str, Any]) -> dict[str, Reading]:
    return {name: read_file(name, (SEEDS / name).read_bytes()) for name in gold["documents"]}


def lines_of(article: Article) -> list[int]:
    return [n for p in article.paragraphs for n in p.lines]


def article_of(reading: Reading, lines: set[int]) -> Article:
    """The report that holds most of these lines."""
    return max(reading.articles, key=lambda article: len(lines & set(lines_of(article))))


def test_every_line_has_its_right_owner(
    gold: dict[str, Any], readings: dict[str, Reading], capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, total = [], 0
    for name, document in gold["documents"].items():
        owned = {}
        for report in gold["reports"]:
            if name.startswith(report["seed"] + "_"):
                mine = {row["line"] for row in document["lines"] if row["part_of"] == report["id"]}
                owned[report["id"]] = set(lines_of(article_of(readings[name], mine)))
        for row in document["lines"]:
            if row["role"].startswith(IN_FIELDS):
                continue
            total += 1
            foreign = row["role"].startswith(("offtopic", "furniture")) or row["line"] in document["redundant_lines"]
            holders = {report for report, lines in owned.items() if row["line"] in lines}
            if holders != (set() if foreign else {row["part_of"]}):
                wrong.append((name[:3], row["line"], row["role"]))
    with capsys.disabled():
        print(f"\nseeds: {total - len(wrong)}/{total} lines with their owner")
    assert not wrong


def test_repeated_lines_and_furniture_are_dropped_with_their_reasons(
    gold: dict[str, Any], readings: dict[str, Reading]
) -> None:
    for name, document in gold["documents"].items():
        reasons = {n: item.reason for item in readings[name].dropped for n in item.lines}
        assert {reasons.get(n) for n in document["redundant_lines"]} <= {"repeated"}, name
        furniture = {row["line"] for row in document["lines"] if row["role"] == "furniture"}
        assert {reasons.get(n) for n in furniture} <= {"furniture"}, name
        editors = {row["line"] for row in document["lines"] if row["role"] == "meta:editor"}
        assert {reasons.get(n) for n in editors} <= {"editors"}, name


def test_torn_sentences_of_the_reports_are_joined_and_the_others_marked(
    gold: dict[str, Any], readings: dict[str, Reading]
) -> None:
    for report in gold["reports"]:
        name = next(name for name in gold["documents"] if name.startswith(report["seed"] + "_"))
        text = (SEEDS / name).read_text("utf-8").split("\n")
        paragraphs = [p for article in readings[name].articles for p in article.paragraphs]
        joined = {(text[a - 1], text[b - 1]) for p in paragraphs for a, b in zip(p.lines, p.lines[1:], strict=False)}
        for item in map(str, report["order"]):
            if "+" in item:
                a, b = map(int, item.split("+"))
                assert (text[a - 1], text[b - 1]) in joined, (name, item)
        for torn, continued in gold["documents"][name]["torn_then_continued_at"].items():
            if continued is None:
                assert [p.torn for p in paragraphs if p.lines == (int(torn),)] == ["end"], (name, torn)


def test_paragraphs_come_in_the_order_of_the_report(gold: dict[str, Any], readings: dict[str, Reading]) -> None:
    for report in gold["reports"]:
        name = next(name for name in gold["documents"] if name.startswith(report["seed"] + "_"))
        wanted = [int(n) for item in report["order"] for n in str(item).split("+")]
        article = article_of(readings[name], set(wanted))
        seen = [n for n in lines_of(article) if n in set(wanted)]
        assert seen == [n for n in wanted if n in set(seen)], report["id"]
        assert len(seen) > len(wanted) - 4, report["id"]


def test_the_glossed_copy_is_restored_and_keeps_what_was_printed(readings: dict[str, Reading]) -> None:
    article = next(reading for name, reading in readings.items() if name.startswith("001")).articles[0]
    assert article.restored
    assert all(p.verbatim for p in article.paragraphs if len(p.text) > 40)
    assert not any("(j" in p.text or "會" in p.text for p in article.paragraphs)
