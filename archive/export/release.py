"""A release of an archive: a folder of data files, with all that a stranger needs to trust, read and cite them.

It is made beside its destination and renamed when it is whole. Rows are streamed from one snapshot of the database, so
a crawl may go on meanwhile and the memory does not grow with the archive.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from archive.durable import file_sha256, save, sync_folder, write_failed
from archive.errors import InputError
from archive.export import about, datapackage
from archive.export.about import File, Named
from archive.export.provenance import Provenance, provenance
from archive.export.resources import Resource, resources
from archive.export.rows import Row, as_csv, as_jsonl, write_parquet
from archive.store import Archive

FORMATS = {"jsonl": "jsonl", "csv": "csv", "parquet": "parquet", "datapackage": "csv"}
"""What can be asked for, and the format of its data files."""

Progress = Callable[[str, int, int], None]
"""Called with the file that is being written, its rows so far, and all rows of it where that is known, else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was written. `version` is the same for the same content."""

    path: Path
    version: str
    files: tuple[File, ...]


def export(folder: Path, destination: Path, format: str, named: Named, progress: Progress | None = None) -> Release:
    """Writes a release of the archive in a folder into a new folder.

    Raises InputError where the destination exists or its parent does not, ArchiveError where there is no archive,
    StoreFailed where it cannot be written; then nothing is left behind.
    """
    if destination.exists() or destination.is_symlink():
        raise InputError(f"{destination}: exists already; give another name")
    if not destination.parent.is_dir():
        raise InputError(f"{destination.parent}: no such folder; make it first")
    with closing(Archive.open(folder, hold=False)) as archive:
        archive.db.execute("BEGIN")
        try:
            draft = Path(mkdtemp(dir=destination.parent, prefix=f".{destination.name}-"))
        except OSError as error:
            raise write_failed(destination, error) from error
        try:
            writing = Writing(archive.db, draft, provenance(archive.db, folder), format, named, progress)
            version = writing.run()
            _publish(draft, destination)
        except OSError as error:
            raise write_failed(destination, error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return Release(path=destination, version=version, files=tuple(writing.files))


def _publish(draft: Path, destination: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o777 & ~mask)  # mkdtemp makes it for its owner alone
    sync_folder(draft)
    draft.rename(destination)
    sync_folder(destination.parent)


class Writing:
    """The writing of one release into its draft folder."""

    def __init__(
        self,
        db: sqlite3.Connection,
        draft: Path,
        found: Provenance,
        format: str,
        named: Named,
        progress: Progress | None,
    ) -> None:
        self._db = db
        self._draft = draft
        self._found = found
        self._format = format
        self._named = named
        self._progress = progress or (lambda what, done, total: None)
        self.files: list[File] = []

    def run(self) -> str:
        """Writes everything and returns the version of the release."""
        written = [(resource, self._data(resource)) for resource in resources(self._db)]
        version = about.version(self._found, self.files)
        described = self._format == "datapackage"
        if described:
            package = datapackage.descriptor(self._named, self._found, version, written)
            self._text(datapackage.NAME, _json(package))
        named = datapackage.NAME if described else ""
        self._text("README.md", about.readme(self._named, self._found, written, FORMATS[self._format], named))
        self._text("DICTIONARY.md", about.data_dictionary([resource for resource, _ in written]))
        self._text("CITATION.cff", about.citation(self._named, self._found, version))
        self._text("provenance.json", _json(self._found.as_json()))
        self._text("SHA256SUMS", about.checksums(self.files))
        return version

    def _data(self, resource: Resource) -> File:
        kind = FORMATS[self._format]
        path = self._draft / "data" / f"{resource.name}.{kind}"
        rows = Counted(self._db, resource, self._progress)
        if kind == "parquet":
            path.parent.mkdir(exist_ok=True)
            write_parquet(path, resource, rows)
            digest = file_sha256(path)
        else:
            digest = save(path, (as_csv if kind == "csv" else as_jsonl)(resource, rows))
        return self._keep(path, digest, rows.count)

    def _text(self, name: str, text: str) -> None:
        path = self._draft / name
        self._keep(path, save(path, (text.encode(),)), None)

    def _keep(self, path: Path, digest: str, rows: int | None) -> File:
        name = path.relative_to(self._draft).as_posix()
        file = File(path=name, bytes=path.stat().st_size, sha256=digest, rows=rows)
        self.files.append(file)
        return file


class Counted:
    """The rows of a resource, counted while they pass."""

    def __init__(self, db: sqlite3.Connection, resource: Resource, progress: Progress) -> None:
        self._db = db
        self._resource = resource
        self._progress = progress
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        name = self._resource.name
        total = self._db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] if self._resource.kind == "table" else 0
        for row in self._db.execute(self._resource.query):
            yield row
            self.count += 1
            if self.count % 1000 == 0:
                self._progress(name, self.count, total)
        self._progress(name, self.count, self.count)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
