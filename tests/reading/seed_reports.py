"""The seven reports of the sample documents as drafts, laid by the owners and the order that gold.json states.

This stands in for splitting and stitching, so that topic, facts and figures are tested apart from them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from opencc import OpenCC

from crawler.reading.model import Draft, DraftParagraph

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
_GLOSS = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)")
_ROLES = {"dateline", "speaker", "heading", "body"}


def gold() -> dict[str, Any]:
    """The whole gold file."""
    return dict(json.loads((SEEDS / "gold.json").read_text("utf-8")))


def seed_reports() -> dict[str, tuple[Draft, dict[str, Any]]]:
    """Each gold report's draft beside its gold facts, by id (000A … 004A)."""
    everything = gold()
    return {report["id"]: (_draft(report, everything["documents"]), report) for report in everything["reports"]}


def foreign_lines() -> list[str]:
    """The lines of the documents that belong to no report: an editorial, a seminar, a bank, a caption."""
    documents = gold()["documents"]
    return [
        _lines(name)[line["line"] - 1]
        for name, document in documents.items()
        for line in document["lines"]
        if line["role"].startswith("offtopic")
    ]


def _lines(name: str) -> list[str]:
    lines = (SEEDS / name).read_text("utf-8").split("\n")
    if not name.startswith("001"):
        return lines
    return [OpenCC("t2s").convert(_GLOSS.sub("", line)) for line in lines]


def _draft(report: dict[str, Any], documents: dict[str, Any]) -> Draft:
    name = next(name for name in documents if name.startswith(report["seed"]))
    role = {line["line"]: line["role"] for line in documents[name]["lines"]}
    lines = _lines(name)
    pieces = [[int(n) for n in str(item).split("+")] for item in report["order"]]
    texts = [(role[piece[0]], "".join(lines[n - 1].strip() for n in piece)) for piece in pieces]
    return Draft(
        kicker=next((text for kind, text in texts if kind == "kicker"), None),
        headline=next(text for kind, text in texts if kind == "title"),
        paragraphs=tuple(DraftParagraph(text=text, role=kind) for kind, text in texts if kind in _ROLES),
    )
