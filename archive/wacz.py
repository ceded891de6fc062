"""The archive as one WACZ file: WARC segments, their index, and a list of pages with titles and full text.

Packed by the `wacz` library, so that `wacz validate` and ReplayWeb.page take it. The pages are the reports; the other
articles about 政协 that are kept, and the pages on which a report goes on, stand in `extraPages.jsonl`.
Format: WACZ 1.1.1, https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from wacz.main import main as wacz_main

from archive.cdxj import refuse_damaged
from archive.durable import write_failed
from archive.errors import ArchiveError, InputError, StoreFailed
from archive.segments import manifest, path_of
from archive.store import Archive

REPORTS = "a.topic = 'report' AND a.continues IS NULL"
OTHERS = "(a.topic = 'related' OR a.continues IS NOT NULL)"
"""Among them the page on which a report goes on; the text of both stands with the first."""
PAGES = """
SELECT a.uid, a.headline, c.url, c.fetched_at, n.title, a.day, a.page_no,
       (SELECT group_concat(text, char(10)) FROM (
            SELECT coalesce(o.shown, p.text) AS text FROM occurrences o JOIN paragraphs p ON p.id = o.paragraph_id
             WHERE o.article_id = a.id ORDER BY o.position))
  FROM articles a JOIN captures c ON c.id = a.capture_id LEFT JOIN newspapers n ON n.id = a.newspaper_id
 WHERE a.latest AND {} ORDER BY a.day, a.uid"""


def export(folder: Path, destination: Path, *, title: str, description: str) -> int:
    """Packs the archive of a folder into a new WACZ file and returns the number of pages (reports) listed in it.

    Raises InputError where the destination exists, ArchiveError where a segment is damaged or still open (a run writes,
    or was killed), StoreFailed where the file cannot be written; then nothing is left behind.
    """
    if destination.exists():
        raise InputError(f"{destination}: exists already; give another name")
    with closing(Archive.open(folder, hold=False)) as archive:
        files = _sealed(folder / "warc", archive.db)
        refuse_damaged(files)
        try:
            with TemporaryDirectory(dir=destination.parent, prefix=".wacz-") as room:
                return _pack(archive.db, files, Path(room), destination, title, description)
        except OSError as error:
            raise write_failed(destination, error) from error


def _pack(
    db: sqlite3.Connection, files: tuple[Path, ...], room: Path, destination: Path, title: str, description: str
) -> int:
    pages = _page_list(room / "pages.jsonl", "pages", "Reports", db, REPORTS)
    _page_list(room / "extraPages.jsonl", "extra-pages", "Other articles about CPPCC", db, OTHERS)
    draft = room / "archive.wacz"
    words = ["create", "--output", draft, "--copy-pages", "--pages", room / "pages.jsonl"]
    words += ["--extra-pages", room / "extraPages.jsonl", "--title", title, "--desc", description]
    said = StringIO()
    with redirect_stdout(said):  # the library prints its progress; our stdout is for data
        code = wacz_main([str(word) for word in (*words, *_linked(files, room))])
    if code:
        raise StoreFailed(f"{destination}: the WACZ could not be packed ({said.getvalue().strip().splitlines()[-1]})")
    draft.replace(destination)
    return pages


def _sealed(warcs: Path, db: sqlite3.Connection) -> tuple[Path, ...]:
    names = tuple(name for (name,) in db.execute("SELECT DISTINCT warc_file FROM captures ORDER BY warc_file"))
    if not names:
        raise ArchiveError(f"{warcs.parent}: there are no captures to export")
    still_open = sorted({*names} - manifest(warcs).keys())
    if still_open:
        raise ArchiveError(f"{warcs / still_open[0]}: still open; wait for the run to end, or start one to mend it")
    return tuple(path_of(warcs, name) for name in names)


def _linked(files: tuple[Path, ...], room: Path) -> Iterator[Path]:
    # A WACZ keeps WARC files in one folder under names that frictionless takes; those of other tools may be the same.
    for path in files:
        ours = path.name.startswith("cppcc-")
        name = path.name if ours else f"added-{sha256(bytes(path)).hexdigest()[:12]}{''.join(path.suffixes[-2:])}"
        link = room / name.lower()
        link.symlink_to(path.absolute())
        yield link


def _page_list(path: Path, name: str, title: str, db: sqlite3.Connection, which: str) -> int:
    head = {"format": "json-pages-1.0", "id": name, "title": title, "hasText": True}
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head) + "\n")
        lines = (json.dumps(_page(*row), ensure_ascii=False) + "\n" for row in db.execute(PAGES.format(which)))
        return sum(1 for line in lines if file.write(line))


def _page(
    uid: str,
    headline: str | None,
    url: str,
    fetched_at: str,
    newspaper: str | None,
    day: str | None,
    page_no: str | None,
    text: str | None,
) -> dict[str, str]:
    cited = " ".join(part for part in (newspaper, day, f"第{page_no}版" if page_no else None) if part)
    title = f"{headline or url}（{cited}）" if cited else headline or url
    return {"id": uid, "url": url, "ts": fetched_at, "title": title, "text": text or ""}
