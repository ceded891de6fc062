"""Captures a second of a rebuild beside fetching the same captures from loopback, and its memory.

    python -m tests.bench.rebuild [SCALE]

The archive is a crawl of the practice press at delay 0 with all articles; scale 9 makes more than 20,000 captures. The
rebuild is done with its database beside it, as a person would, then interrupted at a third and taken up again.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.store import Archive
from spiders.press import build, serving
from tests.bench.crawl import Memory, timed

DAYS = ("--since", "2010-01-01", "--until", "2026-12-31")
"""With the ordinary editions that a scale adds to the press."""


def rebuilt(folder: Path, *, interrupted_after: float | None = None) -> dict[str, object]:
    """One rebuild: seconds, captures a second, peak RSS of the process tree in MiB, differences."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        (sys.executable, "-m", "crawler", "rebuild", "--archive", str(folder), "--json"),
        stdout=subprocess.PIPE,
        text=True,
    )
    memory = Memory(process.pid)
    memory.start()
    if interrupted_after:
        time.sleep(interrupted_after)
        process.send_signal(signal.SIGKILL)
    said, _ = process.communicate()
    memory.end()
    seconds = time.perf_counter() - begun
    figures = json.loads(said) if said else {}
    return {
        "exit_code": process.returncode,
        "seconds": round(seconds, 1),
        "captures": figures.get("captures"),
        "captures_per_s": round(figures["captures"] / seconds, 1) if figures else None,
        "rss_mib": round(max(memory.samples)),
        "changed": [figures.get(name) for name in ("gained", "lost", "changed")],
    }


def main() -> None:
    """Crawls, rebuilds, interrupts and takes up again."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 9.0
    with TemporaryDirectory(dir=os.environ.get("TMPDIR")) as room:
        folder, again = Path(room) / "archive", Path(room) / "again"
        with serving(build(1, scale=scale), delay=0.0) as served:
            words = ("crawl", "--newspapers", str(served.newspapers), "--archive", str(folder), *DAYS, "--all-articles")
            print("fetched from loopback:", timed(served, (sys.executable, "-m", "crawler", *words)), flush=True)
        with closing(Archive.open(folder, hold=False)) as archive:
            print("captures:", archive.db.execute("SELECT count(*) FROM captures").fetchone()[0], flush=True)
        shutil.copytree(folder, again)
        whole = rebuilt(folder)
        print("rebuilt:", whole, flush=True)
        third = float(str(whole["seconds"])) / 3
        print("killed at a third:", rebuilt(again, interrupted_after=third), flush=True)
        print("taken up again:", rebuilt(again), flush=True)


if __name__ == "__main__":
    main()
