"""Near-duplicates beside datasketch: paragraphs a second, and how many of the pairs of 0.8 or more are found.

The truth is every pair, counted exactly. datasketch runs in .venv-bench, once with its own choice of bands for the
threshold 0.8 and once with our 16 bands of 6 rows; its pairs are candidates, ours are verified, and the time of ours
holds the verification. A second table adds paragraphs up to a million and watches speed and memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import psutil

import dedupe
from dedupe.grams import grams
from dedupe.near import NearIndex
from tests.bench.corpus import paragraphs

PARAGRAPHS = 1_000_000
JUDGED = 20_000
STEP = 100_000
PEERS = Path(__file__).parents[2] / ".venv-bench" / "bin" / "python"
PEER_SETTINGS = {"datasketch, its own bands": ("128",), "datasketch, 16 bands of 6": ("96", "16", "6")}


def forms(count: int, seed: int = 1) -> Iterator[str]:
    """The different significant canonical forms among `count` paragraphs."""
    seen: set[int] = set()
    for text in paragraphs(count, seed):
        form = dedupe.canonical(text)
        if dedupe.significant(form) and hash(form) not in seen:
            seen.add(hash(form))
            yield form


def exact(texts: list[str], threshold: float = 0.8) -> dict[tuple[int, int], float]:
    """Every pair at the threshold with its similarity, by counting shared 5-grams: slow and certain."""
    holders: dict[str, list[int]] = {}
    found = {}
    sets = [grams(text) for text in texts]
    for later, own in enumerate(sets):
        shared = Counter(earlier for gram in own for earlier in holders.get(gram, ()))
        for earlier, count in shared.items():
            alike = count / (len(own) + len(sets[earlier]) - count)
            if alike >= threshold:
                found[earlier, later] = alike
        for gram in own:
            holders.setdefault(gram, []).append(later)
    return found


def _ours(texts: list[str]) -> tuple[float, set[tuple[int, int]]]:
    start = time.process_time()
    index = NearIndex(texts=texts.__getitem__)
    index.extend(enumerate(texts))
    pairs = {(near.a, near.b) for near in index.pairs()}
    return time.process_time() - start, pairs


def _peer(texts: list[str], settings: tuple[str, ...]) -> tuple[float, set[tuple[int, int]]] | None:
    if not PEERS.exists():
        return None
    command = [str(PEERS), str(Path(__file__).with_name("peer_datasketch.py")), *settings]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        print(f"datasketch: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    result = json.loads(done.stdout)
    return result["seconds"], {(a, b) for a, b in result["pairs"]}


def _judged(count: int) -> dict[str, Any]:
    texts = list(forms(count))
    truth = exact(texts).keys()
    runs = {"ours: rensa, verified": _ours(texts)}
    runs |= {name: run for name, settings in PEER_SETTINGS.items() if (run := _peer(texts, settings))}
    return {
        "paragraphs": len(texts),
        "pairs": len(truth),
        "finders": {
            name: {
                "per_second": round(len(texts) / seconds),
                "recall": round(100 * len(truth & pairs) / len(truth), 2),
                "false": len(pairs - truth),
            }
            for name, (seconds, pairs) in runs.items()
        },
    }


class _Lent:
    """Lends texts as an archive would, from a file, so that memory is the index's own."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("Q", [0])

    def keep(self, text: str) -> int:
        self._file.seek(self._ends[-1])
        self._file.write(text.encode())
        self._ends.append(self._file.tell())
        return len(self._ends) - 2

    def text(self, key: int) -> str:
        self._file.seek(self._ends[key])
        return self._file.read(self._ends[key + 1] - self._ends[key]).decode()


def _growth(count: int) -> list[dict[str, int]]:
    """One index, step by step: its own time, and the memory of the process (the maker of paragraphs has its share)."""
    steps, pairs, spent, before, number = [], 0, 0.0, 0.0, 0
    with TemporaryFile() as file:
        lent = _Lent(file)
        index = NearIndex(texts=lent.text)
        for number, form in enumerate(forms(count), 1):
            key = lent.keep(form)
            start = time.process_time()
            index.add(key, form)
            spent += time.process_time() - start
            if number % STEP == 0:
                start = time.process_time()
                pairs += len(index.pairs())
                spent += time.process_time() - start
                steps.append(
                    {
                        "paragraphs": number,
                        "per_second": round(STEP / (spent - before)),
                        "pairs": pairs,
                        "mb": psutil.Process().memory_info().rss >> 20,
                    }
                )
                before = spent
    return steps


def run(count: int = PARAGRAPHS, judged: int = JUDGED) -> dict[str, Any]:
    """Recall (%) and paragraphs a second beside datasketch, then the growth of one index: speed and MB by step."""
    growth = _growth(count)  # first, before the exact count fills the memory
    return {"judged": _judged(judged), "growth": growth}


def show(found: dict[str, Any]) -> None:
    """The tables, on stdout."""
    judged = found["judged"]
    print(f"near-duplicates, {judged['paragraphs']:,} paragraphs with {judged['pairs']:,} pairs of 0.8 or more")
    print(f"{'':28}{'a second':>10}{'recall':>10}{'below 0.8':>12}")
    for name, figures in judged["finders"].items():
        print(f"{name:28}{figures['per_second']:>10,}{figures['recall']:>9.2f}%{figures['false']:>12,}")
    for step in found["growth"]:
        print(
            f"{step['paragraphs']:>12,} paragraphs {step['per_second']:>8,} a second"
            f"{step['pairs']:>10,} pairs {step['mb']:>6} MB"
        )


if __name__ == "__main__":
    show(run(int(sys.argv[1]) if len(sys.argv) > 1 else PARAGRAPHS))
