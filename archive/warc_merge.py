"""Brings the WARC files of another archive into this one, so that its index rows lead to bytes here."""

from __future__ import annotations

from pathlib import Path

from archive.durable import Altered, file_sha256, save, stretch, write_failed
from archive.errors import ArchiveError
from archive.segments import manifest, ours, path_of, seal
from archive.warc_foreign import ADDED


def bring(folder: Path, other: Path) -> dict[str, str]:
    """Copies every sealed WARC file of another WARC folder and returns its name there → its name here.

    A file that is here already is not copied again; one whose name is taken by another file goes to `added/`. Raises
    ArchiveError where a file there is missing, altered or not sealed, StoreFailed where writing fails; what was copied
    until then stays and is found again the next time.
    """
    theirs, here = manifest(other), manifest(folder)
    still_open = [name for name in ours(other) if name not in theirs]
    if still_open:
        raise ArchiveError(
            f"{other / still_open[0]}: still open; wait for the run there to end, or start one there to mend it"
        )
    names: dict[str, str] = {}
    for name, digest in theirs.items():
        names[name] = _name_here(folder, name, digest, here)
        if names[name] not in here:
            _copy(path_of(other, name), path_of(folder, names[name]), digest)
    seal(folder, {names[name]: digest for name, digest in theirs.items()})
    return names


def _name_here(folder: Path, name: str, digest: str, here: dict[str, str]) -> str:
    if here.get(name) == digest:
        return name
    path = path_of(folder, name)
    try:
        taken = path.exists() and file_sha256(path) != digest
    except OSError as error:
        raise write_failed(path, error) from error
    return f"{ADDED}/{digest[:12]}-{Path(name).name}" if taken else name


def _copy(source: Path, target: Path, digest: str) -> None:
    if not source.exists():
        raise ArchiveError(f"{source}: it stands in the manifest and is missing")
    try:
        save(target, stretch(source), digest)
    except Altered:
        raise ArchiveError(f"{source}: its SHA-256 is not the one in its manifest") from None
