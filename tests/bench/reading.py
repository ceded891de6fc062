"""Milliseconds of CPU a page, and F1 where gold is known: our readers beside named peers, on the same pages.

`python -m tests.bench.reading` prints a table. Real pages are used where they lie beside the checkout, else the saved
cases alone; nothing here asserts seconds. Peers whose pins clash with ours run in .venv-bench, where it exists.
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
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Any

import psutil
import trafilatura
from trafilatura.readability_lxml import Document

from crawler.reading import blocks, body, charset, containers, density, html, web
from tests.bench.corpus import sentence

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "pages"
CASES = ROOT / "tests" / "cases" / "body"
PEERS = ROOT / ".venv-bench" / "bin" / "python"
PEER_NAMES = ("newspaper4k", "readability-lxml", "goose3")
MEMORY_PAGES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A news page with its gold text, None where there is none."""

    content: bytes
    url: str
    gold: str | None


def pages() -> tuple[Page, ...]:
    """Real news pages, else the saved cases."""
    if not REAL.is_dir():
        return tuple(Page(content=path.read_bytes(), url="", gold=None) for path in sorted(CASES.glob("*/page.html")))
    return tuple(page for folder in sorted(REAL.iterdir()) if folder.is_dir() and (page := _real(folder)))


def _real(folder: Path) -> Page | None:
    about: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    gold = folder / "gold.txt"
    if about.get("kind") != "news" or not gold.exists():
        return None
    return Page(
        content=(folder / "page.html").read_bytes(), url=about.get("url") or "", gold=gold.read_text(encoding="utf-8")
    )


def paper_article(paragraphs: int = 24) -> bytes:
    """An invented e-paper article page in the shape of the commonest platform: page list, container, the CMS's data."""
    dice = Random(paragraphs)
    text = "".join(f"<p>　　{''.join(sentence(dice) for _ in range(3))}</p>\n" for _ in range(paragraphs))
    links = "".join(f'<td><a id=pageLink href="node_{i}.htm">第{i:02}版：要闻</a></td>' for i in range(1, 13))
    titles = "".join(f'<li><a href="content_{i}.htm">云岭市召开第{i}次工作推进会</a></li>' for i in range(60))
    return (
        "<html><head><meta charset=gb2312><title>云岭日报</title><script>var a=1;</script></head><body>"
        f"<table><tr>{links}</tr></table><ul>{titles}</ul><td class=font01>政协云岭市委员会常务委员会工作报告</td>"
        f"<div id=ozoom><founder-content><!--enpcontent-->{text}<!--/enpcontent--></founder-content></div></body>"
    ).encode("gb18030")


def ours_with_container(content: bytes) -> str:
    tree = html.parse(charset.decode(content).text)
    container = next(tree.iter("founder-content"), None)
    return "\n".join(block.text for block in body.read_body(tree, container, None).blocks)


def ours_unknown(content: bytes) -> str:
    """All that an unknown page goes through: charset, tree, what the page says of itself, body."""
    tree = html.parse(charset.decode(content).text)
    web.article_view(tree, "")
    return "\n".join(block.text for block in body.read_body(tree, None, None).blocks)


def ours_density(content: bytes) -> str:
    page = html.located(html.parse(charset.decode(content).text))
    return "\n".join(page[i].block.text for i in sorted(density.read(page)))


def container_then_trafilatura(content: bytes) -> str:
    """The way not taken: trafilatura on a known container, where there is one."""
    tree = html.parse(charset.decode(content).text)
    found = containers.find(tree)
    return _trafilatura(found[0] if found else tree)


def trafilatura_plain(content: bytes) -> str:
    return _trafilatura(html.parse(charset.decode(content).text))


def _trafilatura(tree: Any) -> str:
    return str(trafilatura.extract(tree, include_comments=False) or "")


def trafilatura_with_metadata(content: bytes) -> str:
    return str(trafilatura.extract(charset.decode(content).text, include_comments=False, with_metadata=True) or "")


def readability(content: bytes) -> str:
    return blocks.visible_text(html.parse(Document(html.parse(charset.decode(content).text)).summary()))


OURS: dict[str, Callable[[bytes], str]] = {
    "ours, unknown page": ours_unknown,
    "ours, density alone": ours_density,
    "container, then trafilatura": container_then_trafilatura,
    "trafilatura": trafilatura_plain,
    "trafilatura with metadata": trafilatura_with_metadata,
    "readability of trafilatura": readability,
}


def run() -> dict[str, Any]:
    """The figures: by reader ms of CPU a page (mean and median), F1, failures; and memory over many pages."""
    logging.disable(logging.CRITICAL)  # trafilatura warns of each page that it gives up on
    found = pages()
    readers = {name: _measured(reader, found) for name, reader in OURS.items()}
    readers["ours, e-paper with container"] = _measured(
        ours_with_container, [Page(content=paper_article(), url="", gold=None)] * 50
    )
    readers |= {name: figures for name in PEER_NAMES if (figures := _peer(name, found))}
    return {"pages": len(found), "real": REAL.is_dir(), "readers": readers, "memory": _memory(found)}


def _measured(reader: Callable[[bytes], str], found: Sequence[Page]) -> dict[str, float | int | None]:
    for page in found[:8]:
        reader(page.content)  # tables, rules and stop words are loaded once, not per page
    costs, texts, failed = [], [], 0
    for page in found:
        start = time.process_time()
        try:
            texts.append(reader(page.content))
        except ValueError:  # readability of trafilatura on pages whose best element is a comment
            texts.append("")
            failed += 1
        costs.append(1000 * (time.process_time() - start))
    return _figures(mean(costs), median(costs), failed, texts, found)


def _figures(
    ms: float, middle: float | None, failed: int, texts: Sequence[str], found: Sequence[Page]
) -> dict[str, float | int | None]:
    scores = [f1(text, page.gold) for text, page in zip(texts, found, strict=True) if page.gold is not None]
    return {
        "ms": round(ms, 2),
        "median_ms": None if middle is None else round(middle, 2),
        "f1": round(mean(scores), 4) if scores else None,
        "failed": failed,
    }


def _peer(name: str, found: Sequence[Page]) -> dict[str, float | int | None] | None:
    if not PEERS.exists():
        return None
    lines = "\n".join(json.dumps({"markup": charset.decode(page.content).text, "url": page.url}) for page in found)
    command = [str(PEERS), str(Path(__file__).with_name("peers.py")), name]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    result = json.loads(done.stdout)
    return _figures(result["ms"], None, result["failed"], result["texts"], found)


def _memory(found: Sequence[Page], count: int = MEMORY_PAGES) -> dict[str, float | int]:
    """Resident megabytes after a first round of pages and after many: equal where nothing is kept."""
    process = psutil.Process()
    small = [page for page in found if len(page.content) < 40_000] or [*found]
    first = 0.0
    for i in range(count):
        ours_unknown(small[i % len(small)].content)
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
    source = "real news pages" if figures["real"] else "saved cases"
    lines = [f"{figures['pages']} {source}", f"{'reader':32} {'ms':>8} {'median':>8} {'F1':>7} {'failed':>7}"]
    for name, each in figures["readers"].items():
        middle, score = each["median_ms"] or "-", each["f1"] or "-"
        lines.append(f"{name:32} {each['ms']:8} {middle:>8} {score:>7} {each['failed']:7}")
    memory = figures["memory"]
    lines.append(
        f"memory: {memory['mb_after_a_tenth']} MB after a tenth of {memory['pages']} pages, {memory['mb']} MB after all"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(run()))
