"""`cppcc add`: files and captures of others into the archive, kept as evidence first and read second.

A file is copied into our WARC as a resource record, with what was said of it, so that a rebuild needs nothing else. A
WARC or WACZ is kept whole beside ours; when all of it is read, a note in our WARC says so and for whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import warc
from archive.durable import file_sha256
from archive.errors import InputError
from archive.records import Reading
from archive.store import Archive
from crawler.added import FILE, Given, address_of, context_of_file, read_added, store_added
from crawler.captured import capture_of
from crawler.files import name_of
from crawler.foreign import Added, Said, add_foreign
from crawler.newspapers import Newspaper
from crawler.remembered import newspaper_of
from crawler.servers import utc_now

PACKAGES = (".warc", ".warc.gz", ".wacz")
LARGEST = 128 << 20
"""Bytes of a file that is taken in; archive/warc_scan.py reads records of up to twice that."""
TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
}
SAME = """
SELECT id FROM captures WHERE url = ? AND payload_sha256 = ? AND kind = 'added' AND record_type = 'resource'
   AND newspaper_id IS ? AND day IS ? ORDER BY id DESC LIMIT 1"""


@dataclass(slots=True, kw_only=True)
class Adding:
    """Takes files into one archive. `newspapers` are those that an address may belong to, `floor` the bytes that a
    package must leave free."""

    archive: Archive
    writer: warc.Writer
    folder: Path
    run_id: str
    newspapers: Sequence[Newspaper]
    said: Said
    floor: int = 0

    def add(self, path: Path) -> Added:
        """Keeps and reads one file. Raises InputError for one that cannot be read, StoreFailed where writing fails."""
        done = self._add_package(path) if path.name.endswith(PACKAGES) else self._add_file(path)
        self.writer.sync()
        self.archive.commit()
        return done

    def _add_file(self, path: Path) -> Added:
        content = contents(path)
        given = self._given(name_of(path.name), content)
        done = Added(path=name_of(path))
        known = self._known(given, content)
        if known is not None and self._is_read(known, given):
            done.known = True
            return done
        reading = read_added(content, given)
        capture_id = known or self._keep(content, given, TYPES.get(path.suffix.lower(), "text/plain"))
        self._store(done, reading, given, capture_id)
        return done

    def _add_package(self, path: Path) -> Added:
        done = Added(path=name_of(path))
        try:
            note = self._given(name_of(path.name), address=FILE + file_sha256(path))
        except OSError as wrong:
            raise InputError(f"{path}: cannot be read: {wrong.strerror or wrong}") from wrong
        files = warc.adopt(self.folder, path, self.floor)
        content = "".join(f"{file}\n" for file in files).encode()
        if self._known(note, content) is not None:
            done.known = True
            return done
        for found in warc.resolved(self.folder, files):
            add_foreign(self.archive, found, self.newspapers, self.said, self.run_id, done)
        self._keep(content, note, "text/plain", package=True)
        return done

    def _given(self, name: str, content: bytes = b"", *, address: str | None = None) -> Given:
        newspaper = self.said.newspaper
        if newspaper is None and self.said.url:
            newspaper = newspaper_of(self.said.url, self.newspapers)
        if newspaper:
            self.archive.declare([newspaper.record()])
        address = address or address_of(content, self.said.url, newspaper)
        return Given(address=address, name=name, newspaper=newspaper, day=self.said.day)

    def _known(self, given: Given, content: bytes) -> int | None:
        digest = address_of(content, None).removeprefix(FILE)
        day = given.day.isoformat() if given.day else None
        newspaper_id = given.newspaper.id if given.newspaper else None
        found = self.archive.db.execute(SAME, (given.address, digest, newspaper_id, day)).fetchone()
        return int(found[0]) if found else None

    def _is_read(self, capture_id: int, given: Given) -> bool:
        """A crash may have left the file in the WARC and its articles out of the tables."""
        return bool(
            self.archive.db.execute(
                "SELECT 1 FROM articles WHERE capture_id = ? UNION ALL SELECT 1 FROM problems WHERE url = ?",
                (capture_id, given.address),
            ).fetchone()
        )

    def _keep(self, content: bytes, given: Given, content_type: str, *, package: bool = False) -> int:
        kept = warc.Resource(
            url=given.address,
            content=content,
            content_type=content_type,
            kept_at=utc_now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            context=tuple(context_of_file(given, self.run_id, package=package).items()),
        )
        at = self.writer.write_resource(kept)
        stored = warc.read(self.folder, at.file, at.offset, at.length)
        return self.archive.add_capture(capture_of(stored, at, self.run_id))

    def _store(self, done: Added, reading: Reading, given: Given, capture_id: int) -> None:
        done.captures += 1
        done.articles.update(store_added(self.archive, reading, given, capture_id, self.run_id))
        done.problems += [f"{problem.kind}: {problem.detail}" for problem in reading.problems]


def contents(path: Path) -> bytes:
    """The bytes of a file. Raises InputError."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(f"{path}: {size >> 20} MiB; a file of more than {LARGEST >> 20} MiB is not taken in")
        return path.read_bytes()
    except OSError as wrong:
        raise InputError(f"{path}: cannot be read: {wrong.strerror or wrong}") from wrong
