"""The WARC folder: names of segments, which of them are sealed, and the one that is open.

A segment has its final name from the start, so that a stored offset stays true. It is open until it stands
in `manifest.sha256` (the format of sha256sum), and never changes after that. A writer never appends to a segment of an
earlier run: bytes after a torn gzip member cannot be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from archive.durable import save, sync_folder, write_failed
from archive.errors import ArchiveError, StoreFailed

MANIFEST = "manifest.sha256"

# cppcc-20261122041749031-00003-host.example.warc.gz: milliseconds, so that machines of one name do not collide
OUR_NAME = re.compile(r"cppcc-\d{17}-(?P<serial>\d{5,})-[A-Za-z0-9.-]+\.warc\.gz")
MANIFEST_LINE = re.compile(r"(?P<sha256>[0-9a-f]{64}) [ *](?P<name>[^\0\r\n]+)")
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]+")


def is_ours(name: str) -> bool:
    """Whether the file name is of a segment that this program wrote."""
    return OUR_NAME.fullmatch(name) is not None


def ours(folder: Path) -> tuple[str, ...]:
    """Names of our segments in the folder, oldest first."""
    if not folder.is_dir():
        return ()
    return tuple(sorted((path.name for path in folder.iterdir() if is_ours(path.name)), key=_age))


def new_name(folder: Path, at: datetime, hostname: str) -> str:
    """A name for the next segment: time, serial after the highest in the folder, host."""
    serial = max(map(_serial, ours(folder)), default=-1) + 1
    host = NOT_IN_A_NAME.sub("-", hostname).strip("-.") or "localhost"
    return f"cppcc-{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}-{serial:05d}-{host}.warc.gz"


def path_of(folder: Path, file: str) -> Path:
    """The path of a stored file reference.

    Raises ArchiveError where the reference leads out of the folder (an archive may come from strangers).
    """
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ArchiveError(f"{file}: a WARC reference must stay inside {folder}")
    return path


def manifest(folder: Path) -> dict[str, str]:
    """SHA-256 of each sealed segment by name; a last line torn by a crash does not count."""
    try:
        lines = (folder / MANIFEST).read_text("utf-8", "replace").split("\n")[:-1]
    except FileNotFoundError:
        return {}
    found = map(MANIFEST_LINE.fullmatch, lines)
    return {line["name"]: line["sha256"] for line in found if line}


def seal(folder: Path, sealed: Mapping[str, str]) -> None:
    """Adds segments to the manifest, durably and all at once."""
    known = manifest(folder) | dict(sealed)
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(known.items()))
    save(folder / MANIFEST, (text.encode(),))


class OpenSegment:
    """The segment that is being written: appends are whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = sha256()
        self._synced = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered: what was written survives the death of the process, and other readers see it.
            self._file = path.open("xb", buffering=0)
            sync_folder(path.parent)
        except OSError as error:
            raise write_failed(path, error) from error

    def append(self, content: bytes) -> int:
        """Writes at the end and returns the offset. Raises StoreFailed, with the segment as it was before."""
        offset = self.size
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(offset)
                self._file.seek(offset)
            raise write_failed(self.path, error) from error
        self._digest.update(content)
        self.size += len(content)
        return offset

    def sync(self) -> None:
        """Returns when all that was appended is on the disk, under its name. Raises StoreFailed."""
        if self._synced == self.size:
            return
        try:
            os.fsync(self._file.fileno())
            links = os.fstat(self._file.fileno()).st_nlink
        except OSError as error:
            raise write_failed(self.path, error) from error
        if not links:
            raise StoreFailed(f"{self.path}: the segment was removed while it was being written")
        self._synced = self.size

    def close(self) -> str:
        """Makes it durable, closes it and returns its SHA-256."""
        try:
            self.sync()
        finally:
            self._file.close()
        return self._digest.hexdigest()

    def abandon(self) -> None:
        """Closes it as it is; repair will look at it on the next start."""
        self._file.close()


def remainder_name(name: str, offset: int) -> str:
    """The name of the segment that repair makes of what stands after a damaged stretch; the same each time it tries."""
    return f"{name.removesuffix('.warc.gz')}.from-{offset}.warc.gz"


def _age(name: str) -> tuple[int, int, str]:
    # A remainder carries its segment's serial and a longer name: it comes after it.
    return _serial(name), len(name), name


def _serial(name: str) -> int:
    found = OUR_NAME.fullmatch(name)
    return int(found["serial"]) if found else -1
