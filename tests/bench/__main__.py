"""Every benchmark, one after the other, each side by side with its peers.

    make bench, or python -m tests.bench NAME…

Nothing here asserts seconds: the figures are read by a person, and the README states them with their date.
"""

from __future__ import annotations

import subprocess
import sys

ALL = ("reading", "crawl", "identity", "near", "store", "search", "warc", "rebuild")


def main() -> int:
    """Runs the named benchmarks, or all; each in a process of its own, so that memory figures are its own."""
    status = 0
    for name in sys.argv[1:] or ALL:
        print(f"\n=== {name}", flush=True)
        status |= subprocess.run((sys.executable, "-m", f"tests.bench.{name}"), check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
