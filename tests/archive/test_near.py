"""Near-duplicates in an archive: exact, the same in whatever order it grew, whole after a kill between steps."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

import dedupe
from archive import near, near_pairs
from archive.store import Archive
from dedupe.near import similarity
from tests.archive.invented import opened, reading, report, source
from tests.bench.corpus import paragraphs

CASE = (
    "全年共收到提案437件,经审查立案374件,交由60个单位承办,办复率100%,委员满意率98.5%。各承办单位坚持开门办案,"
    "邀请提案者参与调研视察,面对面听取意见,一批建议转化为老城改造和校园安全的具体举措。"
)
OTHER = CASE.replace("437", "412")
SHORT = "各位委员,同志们:"


def texts(count: int) -> list[str]:
    """Invented paragraphs of different identity, some of them nearly the same."""
    return list({dedupe.identity(text).hash: text for text in paragraphs(count, 7)}.values())


def add(archive: Archive, said: list[str], name: str = "a", size: int = 8) -> None:
    for start in range(0, len(said), size):
        article = report(*said[start : start + size])
        archive.add_reading(reading(article), source(f"http://127.0.0.1/{name}{start}.htm"))
    archive.commit()


def linked(archive: Archive) -> set[tuple[Any, ...]]:
    """Every pair by hash, with what is told of it."""
    rows = archive.db.execute(
        "SELECT a.hash, b.hash, n.similarity, n.difference FROM near n"
        " JOIN paragraphs a ON a.id = n.paragraph_a JOIN paragraphs b ON b.id = n.paragraph_b"
    )
    return set(rows)


def test_a_pair_is_kept_once_in_the_order_of_hashes_with_its_similarity_and_what_differs(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, [CASE, OTHER, SHORT])
        assert near.refresh(archive) == 1
        (one, other, alike, difference) = next(iter(linked(archive)))
        assert one < other
        assert alike == similarity(dedupe.canonical(CASE), dedupe.canonical(OTHER))
        assert difference == ("437→412" if one == dedupe.identity(CASE).hash else "412→437")
        assert archive.db.execute("SELECT count(*) FROM paragraphs").fetchone() == (3,)


def test_short_lines_are_linked_to_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, ["各位委员,现将有关情况报告如下:", "各位委员,现将有关情形报告如下:"])
        assert near.refresh(archive) == 0
        assert archive.db.execute("SELECT count(*) FROM queue").fetchone() == (0,)


def test_every_order_and_division_of_growth_links_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "BATCH", 100)
    said = texts(1500)
    found = []
    for turn, pieces in enumerate((1, 3, 11)):
        Random(turn).shuffle(said)
        with opened(tmp_path / str(turn)) as archive:
            for piece in range(pieces):
                add(archive, said[piece::pieces], f"p{piece}-")
                near.refresh(archive)
            found.append(linked(archive))
    assert len(found[0]) > 50
    assert found[0] == found[1] == found[2]


def test_a_formula_is_linked_with_its_nearest_in_whatever_order_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_pairs, "MOST", 3)
    monkeypatch.setattr(near, "BATCH", 4)
    said = [CASE.replace("437", str(437 + n)).replace("60个", "60个" if n % 3 else f"{61 + n}个") for n in range(14)]
    forms = {dedupe.identity(text).hash: dedupe.canonical(text) for text in said}
    nearest = {
        frozenset((one, other))
        for one, form in forms.items()
        for other in sorted(forms.keys() - {one}, key=lambda name: (-similarity(form, forms[name]), name))[:3]
        if similarity(form, forms[other]) >= near.THRESHOLD
    }
    for turn in range(4):
        Random(turn).shuffle(said)
        with opened(tmp_path / str(turn)) as archive:
            for piece in range(turn + 1):
                add(archive, said[piece :: turn + 1], f"p{piece}-")
                near.refresh(archive)
            found = linked(archive)
        assert {frozenset(row[:2]) for row in found} == nearest
        assert all(row[3] for row in found)
    assert len(nearest) < 14 * 13 / 2


class Killed(Exception):
    """What stands for the kill of the process."""


def test_a_kill_between_two_commits_loses_no_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "BATCH", 100)
    said = texts(1200)

    def killed(done: int, total: int) -> None:
        raise Killed

    with opened(tmp_path / "whole") as archive:
        add(archive, said)
        near.refresh(archive)
        whole = linked(archive)
    with opened(tmp_path / "killed") as archive:
        add(archive, said)
    for _ in range(4):
        with Archive.open(tmp_path / "killed") as archive, pytest.raises(Killed):
            near.refresh(archive, killed)
    with Archive.open(tmp_path / "killed") as archive:
        assert 0 < len(linked(archive)) < len(whole)
        near.refresh(archive)
        assert linked(archive) == whole


def test_what_was_compared_is_not_compared_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with opened(tmp_path) as archive:
        add(archive, texts(300))
        near.refresh(archive)
        add(archive, [CASE, OTHER], "more")
        near.refresh(archive, lambda done, total: told.append((done, total)))
        near.refresh(archive, lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]


def test_a_pair_goes_with_its_paragraph_and_comes_back_with_it(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, [CASE], "one")
        add(archive, [OTHER], "two")
        near.refresh(archive)
        (key,) = archive.db.execute("SELECT id FROM articles WHERE url LIKE '%two0.htm'").fetchone()
        archive.remove_articles([key])
        near.refresh(archive)
        assert linked(archive) == set()
        add(archive, [OTHER], "three")
        assert near.refresh(archive) == 1


def test_signatures_of_other_rules_are_made_again_and_compared_with_nothing_of_today(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, texts(300))
        near.refresh(archive)
        before = linked(archive)
        archive.db.execute("UPDATE marks SET value = 'of long ago'")
        archive.db.execute("UPDATE signatures SET signature = zeroblob(7)")
        archive.commit()
        near.refresh(archive)
        assert linked(archive) == before
