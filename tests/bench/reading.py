"""Milliseconds of CPU a page, and F1 where gold is known: our readers beside named peers, on the same pages.

`python -m tests.bench.reading` prints a table for each kind of page: real news pages of unknown layout (where they lie
beside the checkout, else the saved cases), e-paper articles in their container, and reports. *End to end* is all that
a page goes through: bytes, charset, tree, body, split, topic, facts, figures, paragraphs with their hashes; the others
end at a text. Nothing here asserts seconds. Peers whose pins clash with ours run in .venv-bench, where it exists.
"""

from __future__ import annotations

import gc
import json
import logging
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

import psutil
import trafilatura
from trafilatura.readability_lxml import Document

from crawler.platform import platform
from crawler.reading import blocks, body, charset, containers, density, html, read_html
from crawler.reading.model import Hints
from tests.bench.reading_pages import ROOT, Page, papers, unknown

PEERS = ROOT / ".venv-bench" / "bin" / "python"
PEER_NAMES = ("newspaper4k", "readability-lxml", "goose3")
MEMORY_PAGES = 10_000
Figures = dict[str, float | int | None]


def ours(page: Page) -> str:
    """All that a page goes through."""
    site = platform(page.platform) if page.platform else None
    reading = read_html(page.content, platform=site, hints=Hints(url=page.url))
    paragraphs = (paragraph for article in reading.articles for paragraph in article.paragraphs)
    return "\n".join(paragraph.text for paragraph in paragraphs if paragraph.role != "headline")


def ours_body(page: Page) -> str:
    tree = html.parse(charset.decode(page.content).text)
    container = platform(page.platform).article(tree, page.url).container if page.platform else None
    return "\n".join(block.text for block in body.read_body(tree, container).blocks)


def ours_density(page: Page) -> str:
    located = html.located(html.parse(charset.decode(page.content).text))
    return "\n".join(located[i].block.text for i in sorted(density.read(located)))


def container_then_trafilatura(page: Page) -> str:
    """The way not taken: trafilatura on a known container, where there is one."""
    tree = html.parse(charset.decode(page.content).text)
    found = containers.find(tree)
    return "\n".join(map(_trafilatura, found[0])) if found else _trafilatura(tree)


def trafilatura_plain(page: Page) -> str:
    return _trafilatura(html.parse(charset.decode(page.content).text))


def _trafilatura(tree: Any) -> str:
    return str(trafilatura.extract(tree, include_comments=False) or "")


def trafilatura_with_metadata(page: Page) -> str:
    return str(trafilatura.extract(charset.decode(page.content).text, include_comments=False, with_metadata=True) or "")


def readability(page: Page) -> str:
    return blocks.visible_text(html.parse(Document(html.parse(charset.decode(page.content).text)).summary()))


OURS: dict[str, Callable[[Page], str]] = {
    "ours, end to end": ours,
    "ours, body": ours_body,
    "ours, density alone": ours_density,
    "container, then trafilatura": container_then_trafilatura,
    "trafilatura": trafilatura_plain,
    "trafilatura with metadata": trafilatura_with_metadata,
    "readability of trafilatura": readability,
}


def run() -> dict[str, Any]:
    """By kind of page and reader: ms of CPU a page (mean and median), F1, failures; and memory over many pages."""
    logging.disable(logging.CRITICAL)  # trafilatura warns of each page that it gives up on
    articles, reports = papers()
    kinds = {"unknown pages": unknown(), "e-paper articles": articles, "e-paper reports": reports}
    return {
        "kinds": {kind: {"pages": len(pages), "readers": _all(pages)} for kind, pages in kinds.items()},
        "memory": _memory(articles + reports, kinds["unknown pages"]),
    }


def _all(pages: Sequence[Page]) -> dict[str, Figures]:
    readers = {name: _measured(reader, pages) for name, reader in OURS.items()}
    return readers | {name: figures for name in PEER_NAMES if (figures := _peer(name, pages))}


def _measured(reader: Callable[[Page], str], pages: Sequence[Page]) -> Figures:
    for page in pages[:8]:
        reader(page)  # tables, rules and stop words are loaded once, not per page
    costs, texts, failed = [], [], 0
    for page in pages:
        start = time.process_time()
        try:
            texts.append(reader(page))
        except ValueError:  # readability of trafilatura on pages whose best element is a comment
            texts.append("")
            failed += 1
        costs.append(1000 * (time.process_time() - start))
    return _figures(mean(costs), median(costs), failed, texts, pages)


def _figures(ms: float, middle: float | None, failed: int, texts: Sequence[str], pages: Sequence[Page]) -> Figures:
    scores = [f1(text, page.gold) for text, page in zip(texts, pages, strict=True) if page.gold is not None]
    return {
        "ms": round(ms, 2),
        "median_ms": None if middle is None else round(middle, 2),
        "f1": round(mean(scores), 4) if scores else None,
        "failed": failed,
    }


def _peer(name: str, pages: Sequence[Page]) -> Figures | None:
    if not PEERS.exists():
        return None
    lines = "\n".join(json.dumps({"markup": charset.decode(page.content).text, "url": page.url}) for page in pages)
    command = [str(PEERS), str(Path(__file__).with_name("peers.py")), name]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    result = json.loads(done.stdout)
    return _figures(result["ms"], None, result["failed"], result["texts"], pages)


def _memory(known: Sequence[Page], found: Sequence[Page], count: int = MEMORY_PAGES) -> dict[str, float | int]:
    """Resident megabytes after a first round of pages and after many: equal where nothing is kept.

    Nine of ten are e-paper articles, as in a crawl, and one is a small page of unknown layout.
    """
    process = psutil.Process()
    small = [page for page in found if len(page.content) < 30_000] or [*found]
    first = 0.0
    for i in range(count):
        ours(known[i % len(known)] if i % 10 else small[i // 10 % len(small)])
        if i == count // 10:
            gc.collect()
            first = process.memory_info().rss / 2**20
    gc.collect()
    return {"pages": count, "mb_after_a_tenth": round(first, 1), "mb": round(process.memory_info().rss / 2**20, 1)}


def f1(text: str, gold: str) -> float:
    """F1 of the two texts' character 4-grams, white space aside."""
    one, other = _grams(text), _grams(gold)
    both = sum((one & other).values())
    return 2 * both / (sum(one.values()) + sum(other.values()) or 1)


def _grams(text: str) -> Counter[str]:
    solid = "".join(text.split())
    return Counter(solid[i : i + 4] for i in range(len(solid) - 3))


def table(figures: dict[str, Any]) -> str:
    """The figures as lines of text."""
    lines = []
    for kind, measured in figures["kinds"].items():
        lines.append(f"{measured['pages']} {kind:31} {'ms':>8} {'median':>8} {'F1':>7} {'failed':>7}")
        for name, each in measured["readers"].items():
            middle, score = each["median_ms"] or "-", each["f1"] or "-"
            lines.append(f"{name:35} {each['ms']:8} {middle:>8} {score:>7} {each['failed']:7}")
    memory = figures["memory"]
    lines.append(
        f"memory: {memory['mb_after_a_tenth']} MB after a tenth of {memory['pages']} pages, {memory['mb']} MB after all"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(run()))
