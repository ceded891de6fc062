"""Which archives are not taken in: those that are damaged, unfinished, or hashed by another canonical form.

All of it is looked at before the first byte is written, so a refusal changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from archive.durable import file_sha256
from archive.errors import ArchiveError, StoreFailed
from archive.segments import manifest, ours, path_of
from archive.store import Archive
from dedupe import NORM_VERSION, identity

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

OTHER_FORM = """
SELECT count(*) FROM (SELECT norm_version FROM paragraphs UNION ALL SELECT norm_version FROM articles)
 WHERE norm_version <> ?"""

PARAGRAPHS = "SELECT id, hash, template_hash, chars, text FROM paragraphs"


def refuse_unsound(other: Archive, progress: Progress) -> None:
    """Raises ArchiveError, naming what is wrong, for an archive that must not be merged; reads only."""
    _refuse_damaged_database(other)
    _refuse_other_form(other)
    _refuse_damaged_texts(other, progress)
    _refuse_damaged_warcs(other, progress)


def _refuse_damaged_database(other: Archive) -> None:
    try:
        said = other.db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise _damaged(other, said)
        row = other.db.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise _damaged(other, str(error)) from error
    if row:
        raise _damaged(other, f"{row[0]} row {row[1]} names a row of {row[2]} that is not there")


def _refuse_other_form(other: Archive) -> None:
    if other.db.execute(OTHER_FORM, (NORM_VERSION,)).fetchone()[0]:
        raise ArchiveError(
            f"{other.folder}: hashed by another canonical form than {NORM_VERSION}; run `cppcc rebuild` there first"
        )


def _refuse_damaged_texts(other: Archive, progress: Progress) -> None:
    (total,) = other.db.execute("SELECT count(*) FROM paragraphs").fetchone()
    for done, (key, content, template, chars, text) in enumerate(other.db.execute(PARAGRAPHS), start=1):
        found = identity(text)
        if (found.hash, found.template_hash, found.chars) != (content, template, chars):
            raise _damaged(other, f"the text of paragraph {key} has another hash than {content}")
        if done % 1000 == 0 or done == total:
            progress(f"checking texts of {other.folder.name}", done, total)


def _refuse_damaged_warcs(other: Archive, progress: Progress) -> None:
    warcs = other.folder / "warc"
    sealed = manifest(warcs)
    named = {name for (name,) in other.db.execute("SELECT DISTINCT warc_file FROM captures")}
    if still_open := sorted((named | {*ours(warcs)}) - sealed.keys()):
        raise ArchiveError(
            f"{warcs / still_open[0]}: still open; wait for the run there to end, or start one there to mend it"
        )
    for done, (name, digest) in enumerate(sealed.items(), start=1):
        if _hash_of(path_of(warcs, name)) != digest:
            raise ArchiveError(f"{warcs / name}: its SHA-256 is not the one in its manifest; nothing was changed")
        progress(f"checking WARCs of {other.folder.name}", done, len(sealed))


def _hash_of(path: Path) -> str:
    try:
        return file_sha256(path)
    except FileNotFoundError:
        raise ArchiveError(f"{path}: it stands in the manifest and is missing; nothing was changed") from None
    except OSError as error:
        raise StoreFailed(f"{path}: cannot be read ({error.strerror}); nothing was changed") from error


def _damaged(other: Archive, what: str) -> ArchiveError:
    return ArchiveError(f"{other.folder}: damaged ({what}); `cppcc verify` lists all damage; nothing was changed")
