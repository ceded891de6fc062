"""Takes other archives into one, by content hash and uid: nothing is lost, and no order of merging matters.

First every other archive is looked at whole, and a bad one refused before anything changes. Then WARC files and run
folders are copied, each whole or not at all. All rows come in one transaction at the end, so a killed merge has left
files that no row names yet, and the same command continues. Numbers (`id`) are this archive's own; what lasts is named
by address, uid and hash. What near-duplicates and relations the new texts have is found by the steps that wait for
them (`queue`, `unrelated`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from archive import merge_ledger, merge_rows, warc
from archive.durable import save, stretch
from archive.errors import InputError
from archive.merge_check import Progress, refuse_unsound
from archive.merge_texts import Texts, parts_apart, tails_beside
from archive.segments import manifest
from archive.store import Archive

ALONE = ("newspapers", "runs")
"""Tables that captures name; accounts and editions come after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did.

    `run_id` is None where nothing changed. `changed` are rows by table that are new or otherwise now, counted for each
    archive that was taken in: "articles" with their texts, "dropped" by pages.
    """

    run_id: str | None
    changed: dict[str, int]
    warc_files: int
    differently_read: int
    tails_beside: int
    parts_apart: int

    @property
    def needs_rebuild(self) -> bool:
        """Whether the archives disagree, or complete each other, in a way that only reading captures again settles."""
        return bool(self.differently_read or self.tails_beside or self.parts_apart)


def merge(folder: Path, others: Sequence[Path], progress: Progress = lambda what, done, total: None) -> Merged:
    """Takes the archives of other folders into the one of `folder`, making it where there is none.

    The archive itself among the others changes nothing. Raises InputError for a folder without an archive, ArchiveError
    for one that is foreign, newer, damaged or still being written, ArchiveHeld where another run holds this one,
    StoreFailed where writing fails. After each of them the same command can be run again.
    """
    with ExitStack() as opened:
        theirs = [opened.enter_context(_other(path)) for path in _distinct(folder, others)]
        for other in theirs:
            refuse_unsound(other, progress)
        mine = opened.enter_context(closing(Archive.open(folder)))
        return Merging(mine, theirs, progress).run([str(path) for path in others])


def _distinct(folder: Path, others: Sequence[Path]) -> Iterator[Path]:
    seen = {folder.resolve()}
    for path in others:
        if not (path / "archive.db").is_file():
            raise InputError(f"{path}: there is no archive here; give a folder that holds an archive.db")
        if path.resolve() not in seen:
            seen.add(path.resolve())
            yield path


def _other(path: Path) -> Archive:
    archive = Archive.open(path, hold=False)
    archive.db.execute("BEGIN")  # one state of it, whatever is written there meanwhile
    return archive


class Merging:
    """One merge, under the lock of the archive that takes in."""

    def __init__(self, mine: Archive, others: Sequence[Archive], progress: Progress) -> None:
        self._mine = mine
        self._others = others
        self._progress = progress
        self._changed: dict[str, int] = {}
        self._differently_read = 0

    def run(self, named: list[str]) -> Merged:
        """Copies files, then merges rows in one transaction; without a change, without a trace."""
        warcs = self._mine.folder / "warc"
        before = manifest(warcs)
        files = [self._copy(other) for other in self._others]
        for other, names in zip(self._others, files, strict=True):
            self._merge(other.db, names)
        run_id = self._entered(named) if any(self._changed.values()) else None
        if run_id:
            self._mine.commit()
        else:
            self._mine.rollback()
        return Merged(
            run_id=run_id,
            changed=self._changed,
            warc_files=len(manifest(warcs).keys() - before.keys()),
            differently_read=self._differently_read,
            tails_beside=tails_beside(self._mine.db),
            parts_apart=parts_apart(self._mine.db),
        )

    def _copy(self, other: Archive) -> dict[str, str]:
        self._progress(f"copying WARCs of {other.folder.name}", 0, 1)
        names = warc.bring(self._mine.folder / "warc", other.folder / "warc") if _has_warcs(other) else {}
        for path in sorted((other.folder / "runs").glob("*/*")):
            target = self._mine.folder / "runs" / path.parent.name / path.name
            if path.is_file() and not path.is_symlink() and (not target.exists() or self._ended_only_in(other, path)):
                save(target, stretch(path))
        self._progress(f"copying WARCs of {other.folder.name}", 1, 1)
        return names

    def _ended_only_in(self, other: Archive, path: Path) -> bool:
        """Whether this archive was copied while that run was going on."""
        query = "SELECT finished_at FROM runs WHERE id = ?"
        here, there = (archive.db.execute(query, (path.parent.name,)).fetchone() for archive in (self._mine, other))
        return here == (None,) and there is not None and there != here

    def _merge(self, theirs: sqlite3.Connection, files: dict[str, str]) -> None:
        mine = self._mine.db
        for name in ALONE:
            self._count(name, self._rows(name, theirs))
        changed, captures = merge_ledger.merge_captures(mine, theirs, files)
        self._count("captures", changed)
        self._count("accounts", self._rows("accounts", theirs))
        self._count("editions", self._rows("editions", theirs))
        ledger, links = merge_ledger.merge_ledger(mine, theirs, captures)
        self._count("ledger", ledger)
        self._count("links", links)
        self._count("problems", merge_rows.merge_problems(mine, theirs))
        texts = Texts(mine, theirs, captures)
        texts.merge(self._progress)
        self._count("articles", texts.changed)
        self._count("dropped", texts.left_out)
        self._differently_read += texts.differently_read

    def _rows(self, name: str, theirs: sqlite3.Connection) -> int:
        rows = merge_rows.values(theirs.execute(f"SELECT * FROM {name}"))
        return merge_rows.table(self._mine.db, name).merge(self._mine.db, rows)

    def _count(self, name: str, changed: int) -> None:
        self._changed[name] = self._changed.get(name, 0) + changed

    def _entered(self, named: list[str]) -> str:
        run_id = self._mine.begin_run("merge", {"others": named})
        self._mine.finish_run(run_id, "finished", 0, {"changed": self._changed})
        return run_id


def _has_warcs(archive: Archive) -> bool:
    return (archive.folder / "warc").is_dir()
