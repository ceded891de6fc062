"""Paragraphs stored a second, with all links and the search index, beside the index alone and sqlite-utils in one run.

`python -m tests.bench.store [paragraphs]`. Seconds are by the clock, because a draft's index is made in a process
beside; the memory of both is counted. Making the readings (text, identity) is not counted: `tests/bench/identity.py`
measures it.
"""

from __future__ import annotations

import pickle
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypeVar

import psutil
from sqlite_utils import Database

from archive import bulk_index, late_indexes, merged_index
from archive.records import Article, Newspaper, Paragraph, Reading, Source
from archive.store import Archive
from archive.token_stream import AT_ONCE, streams
from crawler.rebuild_draft import DRAFT
from dedupe import identity
from tests.bench.corpus import paragraphs

ARTICLE = 40
"""Paragraphs of one report."""

COMMIT = 500
"""Articles between two commits, as a rebuild makes them."""

STEP = 100_000
"""Paragraphs after which a rate is taken, to see whether storing slows down."""


T = TypeVar("T")


def batched(values: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """As itertools.batched of Python 3.12."""
    rest = iter(values)
    while group := tuple(islice(rest, size)):
        yield group


def articles(count: int, seed: int) -> Iterator[Article]:
    """Invented reports of `ARTICLE` paragraphs."""
    for texts in batched(paragraphs(count, seed), ARTICLE):
        yield Article(
            headline="政协清川市委员会常务委员会工作报告",
            topic="report",
            topic_score=1.0,
            topic_reasons=("标题",),
            paragraphs=tuple(_paragraph(text) for text in texts),
        )


def _paragraph(text: str) -> Paragraph:
    found = identity(text)
    return Paragraph(
        text=text,
        role="body",
        hash=found.hash,
        template_hash=found.template_hash,
        chars=found.chars,
        significant=found.significant,
    )


def timed(
    given: Path,
    store: Callable[[int, Article], None],
    commit: Callable[[], None],
    finish: Callable[[], object] = lambda: None,
) -> dict[str, Any]:
    """Seconds of storing, by steps of STEP paragraphs, and of what is done once at the end.

    To take the articles out of their file is counted: it must not give a process beside time to catch up.
    """
    steps, done, rss = [], 0, [0, 0]
    begun = perf_counter()
    for number, article in enumerate(_taken(given), start=1):
        store(number, article)
        done += ARTICLE
        if number % COMMIT:
            continue
        commit()
        rss = [max(pair) for pair in zip(rss, _resident(), strict=True)]
        if done >= STEP * (len(steps) + 1):
            steps.append(perf_counter() - begun)
    finish()
    spent = perf_counter() - begun
    rss = [max(pair) for pair in zip(rss, _resident(), strict=True)]
    rates = [STEP / (after - before) for before, after in zip([0.0, *steps], steps, strict=False)]
    return {
        "paragraphs_per_second": round(done / spent),
        "first_step": round(rates[0]) if rates else None,
        "last_step": round(rates[-1]) if rates else None,
        "rss_mb": round(rss[0] / 1e6),
        "rss_mb_beside": round(rss[1] / 1e6),
    }


def _resident() -> list[int]:
    """Bytes that this process holds in memory, and those that it began."""
    here = psutil.Process()
    beside = sum(int(process.memory_info().rss) for process in here.children(recursive=True))
    return [int(here.memory_info().rss), beside]


def written(file: Path, count: int, seed: int) -> None:
    """Writes invented articles into a file."""
    with file.open("wb") as into:
        for article in articles(count, seed):
            pickle.dump(article, into)


def _taken(file: Path) -> Iterator[Article]:
    with file.open("rb") as source:
        while source.peek(1):
            yield pickle.load(source)


def ours(folder: Path, given: Path) -> dict[str, Any]:
    """Our store as a rebuild fills it: articles, versions, occurrences, forms, hashes, queue and n-gram index.

    At the end the index of the templates is made, and the n-gram index is merged.
    """
    with Archive.draft(folder, DRAFT) as archive:
        late_indexes.put_off(archive)
        archive.declare([Newspaper(id="qingchuan", title="清川日报", place="云岭/清川")])

        def store(number: int, article: Article) -> None:
            reading = Reading(charset="utf-8", charset_evidence="strict", platform=None, articles=(article,))
            url = f"http://127.0.0.1/{number}.htm"
            archive.add_reading(reading, Source(newspaper_id="qingchuan", day=date(2025, 1, 1), url=url))

        def finish() -> None:
            late_indexes.make(archive)
            merged_index.refresh(archive)

        found = timed(given, store, archive.commit, finish)
        (unique, size) = archive.db.execute(
            "SELECT count(*), sum(length(CAST(text AS BLOB))) FROM paragraphs"
        ).fetchone()
        index = share(archive.db, "paragraphs_fts", size / 1e6)
    figures = {"unique": unique, "text_mb": round(size / 1e6, 1), "index_to_text": index}
    return {**found, **figures, "file_mb": _megabytes(folder)}


def index_alone(folder: Path, given: Path, *, bulk: bool) -> dict[str, Any]:
    """The index of the same paragraphs, unmerged, and nothing else: in bulk, or by FTS5 from ready-made streams."""
    spent, seen, number, count = 0.0, set[str](), 0, 0
    with Archive.open(folder) as archive:
        for group in batched(_taken(given), COMMIT):
            count += len(group) * ARTICLE
            texts = {p.hash: p.text for article in group for p in article.paragraphs if p.hash not in seen}
            seen.update(texts)
            rows = list(enumerate(texts.values(), start=number))
            said = [] if bulk else _said(rows)
            start = perf_counter()
            if bulk:
                bulk_index.write(archive.db, "paragraphs_fts", rows, lambda left: _feed(archive.db, _said(left)))
            _feed(archive.db, said)
            archive.commit()
            spent += perf_counter() - start
            number += len(rows)
    return {"paragraphs_per_second": round(count / spent), "microseconds_of_a_new_one": round(spent / number * 1e6)}


def _said(rows: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return [
        (key, stream)
        for some in batched(rows, AT_ONCE)
        for (key, _), stream in zip(some, streams([text for _, text in some]), strict=True)
    ]


def _feed(db: sqlite3.Connection, said: list[tuple[int, str]]) -> None:
    db.executemany("INSERT INTO paragraphs_fts (rowid, text) VALUES (?, ?)", said)


def share(db: sqlite3.Connection, table: str, text: float) -> float:
    """Bytes of an index against the bytes of the text."""
    sql = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE ? ESCAPE '\\'"
    (size,) = db.execute(sql, (table.replace("_", "\\_") + "\\_%",)).fetchone()
    return round(size / 1e6 / text, 2)


def plain(folder: Path, given: Path, *, index: bool) -> dict[str, Any]:
    """sqlite-utils: upsert_all of paragraphs by hash, insert_all of occurrences, with its own index or none."""
    db = Database(folder / "plain.db")
    db.enable_wal()
    db["paragraphs"].create({"hash": str, "template_hash": str, "text": str, "chars": int}, pk="hash")
    db["occurrences"].create({"article": int, "position": int, "hash": str}, pk=("article", "position"))
    if index:
        db["paragraphs"].enable_fts(["text"], create_triggers=True)

    def store(number: int, article: Article) -> None:
        rows = [
            {"hash": p.hash, "template_hash": p.template_hash, "text": p.text, "chars": p.chars}
            for p in article.paragraphs
        ]
        db["paragraphs"].upsert_all(rows, pk="hash")
        links = ({"article": number, "position": n, "hash": row["hash"]} for n, row in enumerate(rows))
        db["occurrences"].insert_all(links, pk=("article", "position"))

    found = timed(given, store, lambda: None)
    db.close()
    return {**found, "file_mb": _megabytes(folder)}


def _megabytes(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.glob("*.db*")) / 1e6, 1)


def run(count: int = 1_000_000, seed: int = 11) -> dict[str, Any]:
    """Paragraphs a second of ours and of plain sqlite-utils on the same paragraphs."""
    found: dict[str, Any] = {"paragraphs": count}
    peers: dict[str, Callable[[Path], dict[str, Any]]] = {
        "ours": lambda folder: ours(folder, given),
        "our index alone": lambda folder: index_alone(folder, given, bulk=True),
        "our index alone, by FTS5": lambda folder: index_alone(folder, given, bulk=False),
        "sqlite-utils upsert_all, no index": lambda folder: plain(folder, given, index=False),
        "sqlite-utils upsert_all, its index (finds no Chinese words)": lambda folder: plain(folder, given, index=True),
    }
    with TemporaryDirectory() as room:
        given = Path(room) / "articles"
        written(given, count, seed)
        for name, measure in peers.items():
            with TemporaryDirectory() as folder:
                found[name] = measure(Path(folder))
    return found


if __name__ == "__main__":
    for name, figures in run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000).items():
        print(f"{name:62} {figures}")
