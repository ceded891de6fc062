"""Crawls that are killed and taken up again, for the tests of what a crash may cost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from spiders.press import Served

SCOPE = ("yanchuan", "cangwuling", "--since", "2024-02-17", "--until", "2024-02-23")
"""An e-paper with a continuation, links to one article from two pages and a day without an edition; and a portal."""
SEGMENT_BYTES = "60000"
"""So small that a crawl of SCOPE rolls over several times."""
PATIENCE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """When a crawl is killed: at the `number`-th time of an instant of tests/crawl/dying.py, or, where `instant` is
    None, `seconds` after its WARCs have grown to `share` of the whole crawl's."""

    instant: str | None = None
    number: int = 1
    share: float = 0.0
    seconds: float = 0.0


def crawl(served: Served, folder: Path, *, kill: Kill | None = None, scope: Sequence[str] = SCOPE) -> list[str]:
    """The words of a crawl of an archive that dies at an instant, or runs to its end."""
    dying = ("-m", "tests.crawl.dying", kill.instant, str(kill.number)) if kill and kill.instant else ("-m", "crawler")
    return [
        *(sys.executable, *dying, "crawl", *scope, "--newspapers", str(served.newspapers)),
        *("--archive", str(folder), "--json"),
    ]


def environment(**more: str) -> dict[str, str]:
    """A crawl's environment: small segments, one reader, a small disk is enough."""
    return {**os.environ, "CPPCC_SEGMENT_BYTES": SEGMENT_BYTES, "CPPCC_READERS": "1", "CPPCC_FREE_MB": "1", **more}


def finished(served: Served, folder: Path, scope: Sequence[str] = SCOPE) -> subprocess.CompletedProcess[str]:
    """A crawl that runs to its end."""
    done = subprocess.run(
        crawl(served, folder, scope=scope),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment(),
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    return done


def killed(served: Served, folder: Path, kill: Kill, whole: int) -> bool:
    """Kills a crawl; False where it was at its end before. `whole`: bytes of the WARCs of an undisturbed crawl."""
    process = subprocess.Popen(
        crawl(served, folder, kill=kill), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )
    if kill.instant is None:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and warc_bytes(folder) < kill.share * whole and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(kill.seconds)
        process.kill()
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, 3, -signal.SIGKILL), (kill, said)
    return process.returncode == -signal.SIGKILL


def warc_bytes(folder: Path) -> int:
    """Bytes in the WARCs of an archive."""
    return sum(path.stat().st_size for path in (folder / "warc").glob("*.warc.gz"))


def stored(folder: Path) -> frozenset[str]:
    """The articles that are committed, by uid and text."""
    if not (folder / "archive.db").exists():
        return frozenset()
    query = (
        "SELECT a.uid || ' ' || coalesce(group_concat(p.hash, ' '), '') FROM articles a"
        " LEFT JOIN occurrences o ON o.article_id = a.id LEFT JOIN paragraphs p ON p.id = o.paragraph_id"
        " WHERE a.continued_on IS NULL AND a.continued_from IS NULL GROUP BY a.id"
    )
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return frozenset()
        return frozenset(said for (said,) in db.execute(query))


def warcio_check(folder: Path) -> subprocess.CompletedProcess[str]:
    """What warcio says of all segments of an archive."""
    words = (sys.executable, "-c", "import sys; from warcio.cli import main; sys.exit(main())", "check")
    files = [str(path) for path in sorted((folder / "warc").glob("*.warc.gz"))]
    return subprocess.run((*words, *files), capture_output=True, text=True, check=False)


def kills(random: Random, count: int) -> list[Kill]:
    """Kills at random instants: half of them inside a step of the store, half by the clock."""
    instants = ("append", "appended", "synced", "committed", "settled", "seal", "sealed", "add_reading")
    made = []
    for _ in range(count):
        if random.random() < 0.5:
            instant = random.choice(instants)
            most = {"seal": 2, "sealed": 2, "synced": 6, "committed": 6}.get(instant, 60)
            made.append(Kill(instant=instant, number=random.randint(1, most)))
        else:
            made.append(Kill(share=random.choice((0.0, random.random(), 1.0)), seconds=random.random() ** 2))
    return made
