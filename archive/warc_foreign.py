"""Takes in captures that others made (wget, Browsertrix, warcprox, Heritrix): .warc, .warc.gz and .wacz.

The original is copied whole into `warc/added/` and listed in the manifest, so that an index row's file and offset lead
to bytes exactly as the other tool wrote them. A WACZ is unpacked there, every file of it; its parts are the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from archive.durable import DRAFT, PIECE, Altered, file_sha256, save, stretch
from archive.errors import InputError, StoreFailed
from archive.segments import manifest, seal
from archive.warc_read import every_record, followed, read, records
from archive.warc_values import Damage, Stored

ADDED = "added"
WARC_ENDINGS = (".warc", ".warc.gz")
LONGEST_NAME, LONGEST_PATH = 255, 1000
"""Bytes of a name that every file system takes, and characters of a part's path below the archive's folder."""
# What zipfile raises for a package that is torn, encrypted, packed in another way, or made to do harm.
UNSOUND = (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, struct.error, zlib.error, LZMAError)
ODD_IN_A_NAME = re.compile(r"[^\w.-]+")


def adopt(folder: Path, original: Path, floor: int = 0) -> tuple[str, ...]:
    """Copies a file into the WARC folder and returns its WARC files, below the folder. A second time changes nothing.

    Raises InputError for a file that cannot be read or that is no WARC or WACZ, StoreFailed where writing fails, or
    would leave less than `floor` bytes free.
    """
    try:
        digest = file_sha256(original)
    except OSError as error:
        raise InputError(f"{original}: cannot be read ({error.strerror})") from error
    name = f"{ADDED}/{digest[:12]}-{_plain_name(original)}"
    if original.suffix == ".wacz":
        return _unpacked(folder, original, name, floor)
    if not original.name.endswith(WARC_ENDINGS):
        raise InputError(f"{original}: a WARC file's name ends in .warc or .warc.gz")
    if name not in manifest(folder):
        _refuse_junk(original)
        _check_space(folder, original, original.stat().st_size, floor)
        save(folder / name, stretch(original), digest)
        seal(folder, {name: digest})
    return (name,)


def resolved(folder: Path, files: tuple[str, ...]) -> Iterator[Stored | Damage]:
    """The captures of WARC files that belong together, each revisit with the payload of what it repeats.

    The earlier record may stand later or in another of the files, so revisits come last. One whose original is in none
    of the files has an empty body and a note.
    """
    originals: dict[str, tuple[str, int]] = {}
    revisits: list[tuple[str, int]] = []
    for file in files:
        for found in records(folder / file):
            if isinstance(found, Damage):
                yield replace(found, file=file)
            elif found.refers_to:
                revisits.append((file, found.offset))
            else:
                originals |= dict.fromkeys(_names(found), (file, found.offset))
                yield replace(found, file=file)
    for place in revisits:
        yield _filled(folder, read(folder, *place), originals)


def _plain_name(original: Path) -> str:
    """The name, or as much of its end as leaves room for the digest before it."""
    room = LONGEST_NAME - len(DRAFT) - len("0123456789ab-")
    return ODD_IN_A_NAME.sub("-", original.name).encode()[-room:].decode("utf-8", "ignore")


def _refuse_junk(original: Path) -> None:
    first = next(every_record(original), None)
    if first is None or isinstance(first, Damage):
        raise InputError(f"{original}: no WARC file ({first.reason if first else 'it holds no record'})")


def _filled(folder: Path, revisit: Stored, originals: dict[str, tuple[str, int]]) -> Stored:
    place = next((originals[name] for name in _wanted(revisit) if name in originals), None)
    if place is None:
        return replace(
            revisit, notes=(*revisit.notes, "the capture that this revisit repeats is not among these files")
        )
    return followed(revisit, read(folder, *place))


def _names(found: Stored) -> tuple[str, ...]:
    # Last the payload itself: the same bytes under any address are what an identical-payload revisit means.
    return tuple(
        name
        for name in (found.record_id, f"{found.url} {found.fetched_at}", found.declared, found.payload_sha256)
        if name
    )


def _wanted(revisit: Stored) -> tuple[str, ...]:
    says = revisit.refers_to
    if says is None:
        return ()
    at = f"{says.url} {says.fetched_at}" if says.url and says.fetched_at else None
    return tuple(name for name in (says.record_id, at, says.digest, revisit.payload_sha256) if name)


def _check_space(folder: Path, original: Path, size: int, floor: int) -> None:
    free = shutil.disk_usage(next(place for place in (folder, *folder.resolve().parents) if place.exists())).free
    if free - size < floor:
        raise StoreFailed(
            f"{original}: {size >> 20} MiB of it would leave {(free - size) >> 20} MiB free, under the floor of"
            f" {floor >> 20} MiB (CPPCC_FREE_MB); nothing was added"
        )


def _unpacked(folder: Path, original: Path, name: str, floor: int) -> tuple[str, ...]:
    try:
        with ZipFile(original) as package:
            parts = [_safe(original, part) for part in package.namelist() if not part.endswith("/")]
            _refuse_clashes(original, parts)
            warcs = tuple(f"{name}/{part}" for part in parts if part.endswith(WARC_ENDINGS))
            if not warcs:
                raise InputError(f"{original}: a WACZ without a WARC file in it")
            if not manifest(folder).keys() >= {f"{name}/{part}" for part in parts}:
                _check_space(folder, original, sum(each.file_size for each in package.infolist()), floor)
                _unpack(folder, package, name, parts, _stated(package, original))
    except UNSOUND as error:
        raise InputError(f"{original}: no sound WACZ ({error})") from error
    return warcs


def _unpack(folder: Path, package: ZipFile, name: str, parts: list[str], stated: dict[str, str]) -> None:
    sealed = {}
    for part in parts:
        target = folder / name / part
        try:
            sealed[f"{name}/{part}"] = save(target, _pieces(package, part), stated.get(part))
        except Altered:
            raise InputError(f"{package.filename}: {part} is not the file that its datapackage.json states") from None
    seal(folder, sealed)


def _pieces(package: ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of a part. A fault of the package is told apart from one of the disk that it is written to."""
    try:
        with package.open(part) as source:
            while piece := source.read(PIECE):
                yield piece
    except (*UNSOUND, OSError) as error:
        raise InputError(f"{package.filename}: {part} in it cannot be read ({error})") from error


def _stated(package: ZipFile, original: Path) -> dict[str, str]:
    """SHA-256 of the parts as the WACZ's own datapackage.json states them; other algorithms are not compared."""
    try:
        resources = json.loads(package.read("datapackage.json")).get("resources", ())
        hashes = {str(resource["path"]): str(resource.get("hash", "")) for resource in resources}
    except KeyError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{original}: its datapackage.json cannot be read ({error})") from error
    return {path: value.removeprefix("sha256:") for path, value in hashes.items() if value.startswith("sha256:")}


def _safe(original: Path, part: str) -> str:
    path = PurePosixPath(part)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in part or not part.isprintable():
        raise InputError(f"{original}: the name {part!r} in it leads out of the package")
    if path.suffix == DRAFT:  # a repair takes such a file for one of its own that was never finished
        raise InputError(f"{original}: the name {part!r} in it ends in {DRAFT}, as no part of a package does")
    longest = max(len(each.encode()) for each in path.parts)
    if longest > LONGEST_NAME - len(DRAFT) or len(part) > LONGEST_PATH:
        raise InputError(f"{original}: the name {part[:40]!r}… in it is too long for a file")
    return part


def _refuse_clashes(original: Path, parts: list[str]) -> None:
    """Raises InputError for a package in which one name is two files, or a file and a folder."""
    names = [PurePosixPath(part) for part in parts]
    taken = Counter((*names, *{folder for name in names for folder in name.parents}))
    if clash := next((name for name in names if taken[name] > 1), None):
        raise InputError(f"{original}: more than one of its parts is called {str(clash)!r}")
