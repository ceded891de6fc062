"""`cppcc rebuild`: the same archive from the WARCs alone, by the reader of today.

Processes read stretches of the segments, one process settles them in order into a database beside the old one. What
was done is committed after every stretch, so an interrupted rebuild goes on where it stood. The old database stays
until the new one is whole and its differences are listed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from archive import late_indexes, links, warc
from archive.connection import Connection
from archive.differences import differences
from archive.errors import ArchiveError
from archive.hold import Hold
from archive.replace import is_sound, replace
from archive.segments import manifest, ours
from archive.store import Archive
from archive.warc_foreign import ADDED, WARC_ENDINGS
from archive.warc_stretch import Stretch, stretches
from crawler.carry import carry, last_looks
from crawler.editions import Editions
from crawler.figures_of_run import Figures
from crawler.foreign import Said
from crawler.newspapers import Newspaper
from crawler.readers import reader_count
from crawler.rebuild_draft import DRAFT, Draft
from crawler.remembered import known_newspapers
from crawler.replay import Replay
from crawler.replay_pool import Lost, ReplayPool
from crawler.run_folder import RunFolder, entered
from crawler.runs_known import RunsKnown

OURS_ELSEWHERE = re.compile(r"added/[0-9a-f]{12}-cppcc-\d{17}-\d{5,}-[A-Za-z0-9.-]+\.warc\.gz")
"""A segment of a merged archive whose own name was taken (archive/warc_merge.py)."""
LISTED = 1000
"""Differences in the summary; all of them stand in the run's differences.jsonl."""

Progress = Callable[[int, int, int], None]
"""Called with bytes read, bytes in all, and captures replayed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks of a rebuild; `newspapers` are files of declarations, `processes` 0 is as many as cores."""

    newspapers: tuple[Path, ...] = ()
    processes: int = 0
    dry_run: bool = False


def rebuild(folder: Path, asked: Asked, progress: Progress = lambda done, total, captures: None) -> Figures:
    """Rebuilds the archive of a folder and returns what the new reading changed.

    Raises ArchiveError where there is no WARC, StoreFailed where a segment is missing or nothing can be written; then
    the old database is as it was.
    """
    if not (folder / "warc").is_dir():
        raise ArchiveError(f"{folder}: there are no WARCs to rebuild from")
    hold = Hold(folder)
    try:
        return Rebuild(folder, asked, progress).run()
    finally:
        hold.release()


class Rebuild:
    """One rebuild, under the archive's lock."""

    def __init__(self, folder: Path, asked: Asked, progress: Progress) -> None:
        self.folder = folder
        self.warcs = folder / "warc"
        self.asked = asked
        self.progress = progress

    def run(self) -> Figures:
        """Replays, compares, replaces."""
        old = old_database(self.folder)
        try:
            warc.repair(self.warcs, _indexed(old))
            newspapers = known_newspapers(self.asked.newspapers, old)
            with closing(Draft(self.folder, self._plan(), newspapers)) as draft:
                folder = RunFolder(self.folder, draft.run_id)
                figures = self._fill(draft, old, newspapers, folder.path)
                folder.close(figures, entered(draft.archive.db, draft.run_id))
        finally:
            if old:
                old.close()
        if not self.asked.dry_run:
            kept = replace(self.folder, DRAFT)
            figures["set_aside"] = str(kept) if kept else None
        return figures

    def _plan(self) -> tuple[Stretch, ...]:
        return stretches(self.warcs, (*ours(self.warcs), *_ours_elsewhere(self.warcs)))

    def _fill(self, draft: Draft, old: Connection | None, newspapers: dict[str, Newspaper], folder: Path) -> Figures:
        runs = RunsKnown(self.folder, old)
        replay = Replay(archive=draft.archive, folder=self.warcs, newspapers=newspapers, runs=runs)
        replay.captures, replay.packages = draft.captures, set(draft.packages)
        if not draft.whole:
            self._replay(draft, replay)
            self._unnoted(replay)
            carry(draft.archive, old, runs)
            _close_editions(replay)
            last_looks(draft.archive, old)
            late_indexes.make(draft.archive)
            draft.save(len(draft.plan), replay, whole=True)
        links.refresh(draft.archive)
        changes = _listed(old, draft.archive.db, folder)
        figures = {**changes, "run": draft.run_id, "captures": replay.captures, "dry_run": self.asked.dry_run}
        figures |= _outcome(draft.archive.db)
        draft.finish(figures)
        return figures

    def _replay(self, draft: Draft, replay: Replay) -> None:
        total = sum(stretch.end - stretch.start for stretch in draft.plan)
        done = sum(stretch.end - stretch.start for stretch in draft.plan[: draft.done])
        pool = ReplayPool(self.warcs, replay.newspapers, self.asked.processes or reader_count(0) + 1)
        try:
            for number, (stretch, found) in enumerate(pool.read(draft.plan[draft.done :]), start=draft.done + 1):
                for one in found:
                    replay.lost(one.replayed, one.reason) if isinstance(one, Lost) else replay.take(one)
                draft.save(number, replay)
                done += stretch.end - stretch.start
                self.progress(done, total, replay.captures)
        finally:
            pool.close()

    def _unnoted(self, replay: Replay) -> None:
        """WARC files of others that were copied here by an `add` that did not end."""
        waiting = {name for name in manifest(self.warcs) if name.startswith(f"{ADDED}/")} - replay.packages
        files = sorted(name for name in waiting - {*_ours_elsewhere(self.warcs)} if name.endswith(WARC_ENDINGS))
        if files:
            replay.package(tuple(files), Said(), None)


def old_database(folder: Path) -> Connection | None:
    """The database that is to be replaced, read-only; None where there is none, or none that can be read.

    Raises ArchiveError for a database that is not ours, or of a newer version.
    """
    return Archive.migrated(folder).db if is_sound(folder / "archive.db") else None


def _indexed(old: Connection | None) -> dict[str, int]:
    if old is None:
        return {}
    query = "SELECT warc_file, max(warc_offset + warc_length) FROM captures GROUP BY warc_file"
    return dict(old.execute(query).fetchall())


def _ours_elsewhere(warcs: Path) -> tuple[str, ...]:
    """Our own segments of another archive whose names were taken here: `cppcc merge` keeps them in added/."""
    return tuple(sorted(name for name in manifest(warcs) if OURS_ELSEWHERE.fullmatch(name)))


def _close_editions(replay: Replay) -> None:
    editions = Editions(replay.archive, replay.settler.reread)
    for newspaper_id, day in editions.left_open():
        if newspaper_id in replay.newspapers:
            editions.close(replay.newspapers[newspaper_id], day)


def _listed(old: Connection | None, new: Connection, folder: Path) -> Figures:
    """Counts and lists the differences; without an old database there is nothing to compare with."""
    counts: Counter[str] = Counter()
    first: list[dict[str, object]] = []
    with (folder / "differences.jsonl").open("w", encoding="utf-8") as file:
        for one in differences(old, new) if old else ():
            counts[one.change] += 1
            first += [asdict(one)] if len(first) < LISTED else []
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    (articles,) = new.execute("SELECT count(*) FROM articles").fetchone()
    changes = {name: counts[name] for name in ("gained", "lost", "changed")}
    return {"articles": articles, "compared": old is not None, **changes, "differences": first}


def _outcome(new: Connection) -> Figures:
    (damaged,) = new.execute("SELECT count(*) FROM problems WHERE kind = 'damage'").fetchone()
    return {"outcome": "some failed" if damaged else "finished", "exit_code": 3 if damaged else 0, "damaged": damaged}
