"""What `crawler/reading/wording.tsv` is learned from, and how a table of weights is written."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from crawler.reading import topic
from crawler.reading.model import Draft, Hints
from crawler.reading.topic import HEARD
from crawler.reading.wording import FIRST_WORDS, LONGEST, VOICES, pieces
from tests.reading.topic_cases import CASES, TOPICS, TopicCase, topic_cases

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-training" / "bin" / "python"
FIT = Path(__file__).with_name("fit.py")
TABLE = ROOT / "crawler" / "reading" / "wording.tsv"
RAREST = 2
"""A piece that fewer texts hold is chance."""
STRENGTH = 10.0
"""Inverse of the regularisation. From 3 to 100 hardly anything changes on unseen articles."""
LIGHTEST = 0.2
"""A quarter of the pieces says as much as all."""
SHORTEST = 40
"""Characters of a paragraph that says enough to be learned from."""
KINDS = {"常委会工作报告": "work", "提案工作报告": "proposals", "提案审查报告": "proposals", "决议": "resolution"}
"""The voice of each kind of report in tests/cases/topic."""
HEAD = """\
# Weights of {module}, fitted by `make weights` on tests/cases/topic; not to be edited by hand.
# learned from sha256:{digest}
"""


def write() -> None:
    """Writes `wording.tsv`."""
    found = learned(material())
    TABLE.write_text(HEAD.format(module="wording.py", digest=digest()) + rows(found, VOICES), "utf-8")


def material() -> str:
    """What fit.py is given, as JSON: the voice and the counted pieces of each article and of each paragraph alone."""
    texts = [{"class": _voice(case), "pieces": _counted(case)} for case in _with_paragraphs(topic_cases())]
    return asked(texts, STRENGTH, LIGHTEST)


def asked(texts: Sequence[dict[str, Any]], strength: float, lightest: float) -> str:
    """The same of any texts, each with its class and its pieces."""
    settings = {"rarest": RAREST, "strength": strength, "lightest": lightest}
    return json.dumps({"texts": texts, **settings}, ensure_ascii=False)


def digest() -> str:
    """SHA-256 of what shapes the weights, so that a table of older articles or other settings is noticed."""
    read = [*(CASES / f"{topic}.tsv" for topic in TOPICS), FIT, Path(__file__)]
    settings = repr((VOICES, LONGEST, FIRST_WORDS, HEARD))
    return sha256(b"".join(path.read_bytes() for path in read) + settings.encode()).hexdigest()


def learned(asked: str) -> dict[str, Any]:
    """What fit.py finds: classes, bias, and by place each piece with its rarity and weights."""
    done = subprocess.run([PYTHON, FIT], check=True, input=asked, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows(found: dict[str, Any], classes: Sequence[str]) -> str:
    """The table's text: the names of the columns, what each class starts with, then the pieces in order."""
    order = [found["classes"].index(name) for name in classes]
    lines = ["\t".join(["place", "piece", "rarity", *classes]) + "\n"]
    lines.append(_row("start", "", 0.0, [found["bias"][i] for i in order]))
    for place, weights in found["pieces"].items():
        lines += [_row(place, piece, idf, [row[i] for i in order]) for piece, (idf, *row) in sorted(weights.items())]
    return "".join(lines)


def _with_paragraphs(cases: list[TopicCase]) -> Iterator[TopicCase]:
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


def _row(place: str, piece: str, rarity: float, weights: list[float]) -> str:
    return "\t".join([place, piece, f"{rarity:.2f}", *(f"{weight:.2f}" for weight in weights)]) + "\n"
