"""Run by the interpreter of .venv-bench: scrapy-webarchive writes the pages of a folder; prints CPU seconds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def main(folder: Path, count: int) -> float:
    """CPU seconds for `count` responses with their requests."""
    from scrapy.http import Request, Response
    from scrapy_webarchive.warc.writers import WarcFileWriter

    os.chdir(folder)
    bodies = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    writer = WarcFileWriter("peer", "peer.warc.gz")
    headers = {"Server": "nginx", "Content-Type": "text/html", "ETag": '"65a7-9470"'}
    start = time.process_time()
    writer.write_warcinfo(True)
    for number in range(count):
        url = f"http://paper.example/html/2026-01/17/content_{number}.htm"
        request = Request(url, headers={"User-Agent": "bench"}, meta={"WARC-Date": "2026-01-17T08:00:00Z"})
        record = writer.write_response(Response(url, headers=headers, body=bodies[number % len(bodies)]), request)
        writer.write_request(request, concurrent_to=record)
    return time.process_time() - start


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), int(sys.argv[2])))
