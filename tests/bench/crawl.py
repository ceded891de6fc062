"""Pages a second end to end, at delay 0, beside plain Scrapy and Scrapy with trafilatura on the same pages.

    python -m tests.bench.crawl [SCALE]

Every contender is a process of its own against the same practice press, prerendered, and is timed by the press's own
log: from its first request to its last. RSS is the peak of the whole process tree, and for ours also at a third of the
way, to show whether it is flat. `nothing kept` is ours without WARC and with its database in memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import psutil

from archive.store import Archive
from spiders.press import Served, build, serving

DAYS = ("--since", "2015-01-01", "--until", "2026-12-31")


class Memory(Thread):
    """Samples the RSS (MiB) of a process and its children, ten times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.samples: list[float] = []
        self._process = psutil.Process(pid)
        self._ended = Event()

    def run(self) -> None:
        while not self._ended.wait(0.1):
            try:
                tree = [self._process, *self._process.children(recursive=True)]
                self.samples.append(sum(p.memory_info().rss for p in tree) / 2**20)
            except psutil.NoSuchProcess:
                continue

    def end(self) -> None:
        """Stops sampling."""
        self._ended.set()
        self.join()


def timed(served: Served, command: Sequence[str]) -> dict[str, float]:
    """Pages, seconds by the press's log, pages a second, peak RSS in MiB, CPU seconds of the tree."""
    served.forget()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    memory = Memory(process.pid)
    memory.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    memory.end()
    asked = [row["time"] for row in served.log() if row["path"] != "/robots.txt"]
    seconds = max(asked) - min(asked)
    third = memory.samples[len(memory.samples) // 3]
    return {
        "pages": len(asked),
        "seconds": round(seconds, 1),
        "pages_per_s": round(len(asked) / seconds, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "rss_mib": round(max(memory.samples)),
        "rss_at_a_third": round(third),
    }


def ours(served: Served, folder: Path, module: str = "crawler") -> tuple[str, ...]:
    """The command of our crawl of everything."""
    files = ("--newspapers", str(served.newspapers), "--archive", str(folder))
    return (sys.executable, "-m", module, "crawl", *files, *DAYS, "--all-articles")


def fetched(folder: Path) -> list[str]:
    """The pages that our crawl fetched, in its order."""
    with Archive.open(folder, hold=False) as archive:
        rows = archive.db.execute(
            "SELECT url FROM captures WHERE status = 200 AND kind IN ('front', 'page', 'article') ORDER BY id"
        )
        return [url for (url,) in rows]


def run(scale: float = 1.0) -> dict[str, Any]:
    """The figures of every contender, on the same pages in the same run."""
    with (
        TemporaryDirectory() as spare,
        serving(build(1, scale=scale, broken=False), delay=0.0, arguments=("--prerender",)) as served,
    ):
        folder, urls = Path(spare) / "archive", Path(spare) / "urls"
        peer = (sys.executable, "-m", "tests.bench.crawl_peer")
        found = {"cppcc crawl": timed(served, ours(served, folder))}
        urls.write_text("\n".join(fetched(folder)), "utf-8")
        found["Scrapy, fetching only"] = timed(served, (*peer, "plain", str(urls)))
        found["Scrapy, trafilatura inline"] = timed(served, (*peer, "trafilatura", str(urls)))
        volatile = ours(served, Path(spare) / "volatile", "tests.bench.crawl_volatile")
        found["cppcc crawl, nothing kept"] = timed(served, volatile)
    return found


def main() -> None:
    """Prints the table."""
    found = run(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
    print(f"{'':30}" + "".join(f"{name:>16}" for name in next(iter(found.values()))))
    for name, figures in found.items():
        print(f"{name:30}" + "".join(f"{value:>16}" for value in figures.values()))


if __name__ == "__main__":
    main()
