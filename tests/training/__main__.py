"""Learns `crawler/reading/wording.tsv` from the invented articles of tests/cases/topic. Run by `make weights`."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from crawler.reading import topic
from crawler.reading.model import Draft, Hints
from crawler.reading.wording import VOICES, pieces
from tests.reading.topic_cases import CASES, TopicCase, topic_cases

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-training" / "bin" / "python"
TABLE = ROOT / "crawler" / "reading" / "wording.tsv"
RAREST = 2
"""A piece that fewer articles hold is chance."""
SHORTEST = 40
"""Characters of a paragraph that says enough to be learned from."""
KINDS = {"常委会工作报告": "work", "提案工作报告": "proposals", "提案审查报告": "proposals", "决议": "resolution"}
HEAD = """\
# Weights of wording.py, fitted by `make weights` on tests/cases/topic; not to be edited by hand.
# cases sha256:{cases}
# place, piece of text, its rarity (idf), weights: {voices}
"""


def learned(cases: Iterable[TopicCase]) -> dict[str, Any]:
    """What fit.py finds: classes, bias, and by place each piece with its rarity and weights."""
    articles = [{"voice": _voice(case), "pieces": _counted(case)} for case in cases]
    asked = json.dumps({"articles": articles, "rarest": RAREST})
    fit = [PYTHON, Path(__file__).with_name("fit.py")]
    found: dict[str, Any] = json.loads(
        subprocess.run(fit, check=True, input=asked, stdout=subprocess.PIPE, text=True).stdout
    )
    return found


def fingerprint() -> str:
    """SHA-256 of the articles that are learned from, so that a table of older ones is noticed."""
    return sha256(b"".join(path.read_bytes() for path in sorted(CASES.glob("*.tsv")))).hexdigest()


def with_paragraphs(cases: Iterable[TopicCase]) -> Iterator[TopicCase]:
    """The cases, and each paragraph of them alone: a torn page shows no more, and the voice is the article's."""
    for case in cases:
        yield case
        draft = case.draft
        long = [paragraph for paragraph in draft.paragraphs if len(paragraph.text) >= SHORTEST]
        if len(long) > 1 or draft.headline:
            yield from (replace(case, draft=Draft(paragraphs=(paragraph,))) for paragraph in long)


def _voice(case: TopicCase) -> str:
    return KINDS[case.kind] if case.topic == "report" else case.topic


def _counted(case: TopicCase) -> dict[str, Counter[str]]:
    title, body = topic.heard(case.draft, Hints())
    return pieces(title, topic.looked_at(body))


def written(found: dict[str, Any]) -> str:
    """The table's text: what each topic starts with first, then the pieces in order."""
    order = [found["classes"].index(name) for name in VOICES]
    rows = [_row("start", "", 0.0, [found["bias"][i] for i in order])]
    for place, weights in found["pieces"].items():
        rows += [_row(place, piece, idf, [row[i] for i in order]) for piece, (idf, *row) in sorted(weights.items())]
    return HEAD.format(voices=" ".join(VOICES), cases=fingerprint()) + "".join(rows)


def _row(place: str, piece: str, rarity: float, weights: list[float]) -> str:
    return "\t".join([place, piece, f"{rarity:.2f}", *(f"{weight:.2f}" for weight in weights)]) + "\n"


if __name__ == "__main__":
    TABLE.write_text(written(learned(with_paragraphs(topic_cases()))), "utf-8")
