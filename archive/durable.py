"""Files that are there whole or not at all, and stay there when the power fails."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from archive.errors import StoreFailed

DRAFT = ".new"
"""Ending of a file that is not whole yet."""

PIECE = 1 << 20


class Altered(Exception):
    """The content does not have the SHA-256 that it should have; nothing was kept."""


def save(path: Path, pieces: Iterable[bytes], expected: str | None = None) -> str:
    """Writes a new file, or replaces an old one, and returns its SHA-256 in lower-case hex.

    Raises StoreFailed where it cannot be written, Altered where it has another SHA-256 than expected, and whatever
    `pieces` raises; then nothing is left.
    """
    draft = path.with_name(path.name + DRAFT)
    digest = sha256()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if expected not in (None, digest.hexdigest()):
            raise Altered(path.name)
        draft.replace(path)
        sync_folder(path.parent)
    except BaseException as error:
        with suppress(OSError):  # a name that cannot be written cannot be removed either
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise write_failed(path, error) from error
        raise
    return digest.hexdigest()


def stretch(path: Path, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes of a file from `start` to `end`, in pieces."""
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(PIECE if end is None else min(PIECE, end - file.tell())):
            yield piece


def file_sha256(path: Path) -> str:
    """Lower-case hex SHA-256 of a file."""
    digest = sha256()
    for piece in stretch(path):
        digest.update(piece)
    return digest.hexdigest()


def sweep(folder: Path) -> None:
    """Removes drafts that a crash left in the folder."""
    for draft in folder.rglob(f"*{DRAFT}"):
        draft.unlink()


def sync_folder(folder: Path) -> None:
    """Makes new names in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_failed(path: Path, error: OSError) -> StoreFailed:
    """The error for a write that did not succeed, in words."""
    what = error.strerror or str(error)
    return StoreFailed(f"{path}: {what}; nothing committed is lost, run the same command again when it is mended")
