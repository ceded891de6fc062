"""One run of `cppcc add`: its arguments checked before anything is written, its archive held, its figures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from archive import links, warc
from archive.errors import InputError
from archive.software import SOFTWARE
from archive.store import Archive
from crawler.adding import Adding
from crawler.captured import take_in
from crawler.days import day_of
from crawler.figures_of_run import Figures
from crawler.files import name_of
from crawler.foreign import Added, Said
from crawler.newspapers import choose
from crawler.progress import Progress
from crawler.remembered import known_newspapers
from crawler.run_folder import RunFolder, entered

TOPICS = ("report", "related", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks of `cppcc add`; `newspapers` are files of declarations."""

    paths: tuple[Path, ...]
    newspaper_id: str | None = None
    day: str | None = None
    url: str | None = None
    newspapers: tuple[Path, ...] = ()
    free_mb: int = 500
    """MiB that a package must leave free on the disk (CPPCC_FREE_MB)."""

    def arguments(self) -> dict[str, object]:
        """For the record of the run."""
        return {
            "paths": [name_of(path) for path in self.paths],
            "newspaper": self.newspaper_id,
            "day": self.day,
            "url": self.url,
        }


def add(folder: Path, asked: Asked, progress: Progress = lambda what, done, total: None) -> Figures:
    """Adds files to the archive of a folder and returns what became of each, with an exit code.

    Raises InputError, before anything is written, for a path or value that cannot be used.
    """
    _check(asked)
    with Archive.open(folder) as archive:
        known = known_newspapers(asked.newspapers, archive.db)
        chosen = choose(tuple(known.values()), (asked.newspaper_id,))[0] if asked.newspaper_id else None
        said = Said(newspaper=chosen, day=day_of(asked.day, "day") if asked.day else None, url=asked.url)
        run_id = archive.begin_run("add", asked.arguments())
        with _run_folder(archive, run_id) as ended, _writer(folder / "warc") as writer:
            take_in(archive, folder / "warc", run_id)
            archive.commit()
            adding = Adding(
                archive=archive,
                writer=writer,
                folder=folder / "warc",
                run_id=run_id,
                newspapers=tuple(known.values()),
                said=said,
                floor=asked.free_mb << 20,
            )
            files: list[Added] = []
            for number, path in enumerate(asked.paths, start=1):
                files.append(adding.add(path))
                progress("add", number, len(asked.paths))
            links.refresh(archive, progress)
            figures = _figures(run_id, files)
            archive.finish_run(run_id, str(figures["outcome"]), figures["exit_code"], figures)
            ended.update(figures)
        archive.commit()
    return figures


def _check(asked: Asked) -> None:
    if asked.url and len(asked.paths) > 1:
        raise InputError(f"--url is the address of one file, and {len(asked.paths)} are given")
    if asked.url and not _is_address(asked.url):
        raise InputError(f"--url: {asked.url!r} is no http address")
    if asked.day:
        day_of(asked.day, "day")
    for path in asked.paths:
        if not path.is_file():
            raise InputError(f"{path}: {'is a folder, name its files' if path.is_dir() else 'no such file'}")
        if not os.access(path, os.R_OK):
            raise InputError(f"{path}: cannot be read: permission denied")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and url.isprintable()
    except ValueError:  # no IPv6 address, no port
        return False


@contextmanager
def _writer(folder: Path) -> Iterator[warc.Writer]:
    writer = warc.Writer(
        folder,
        software=SOFTWARE,
        operator=os.environ.get("CPPCC_OPERATOR") or os.environ.get("CPPCC_CONTACT") or "not stated",
        robots_policy="not fetched",
        user_agent="none",
    )
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise
    writer.close()


@contextmanager
def _run_folder(archive: Archive, run_id: str) -> Iterator[Figures]:
    kept, figures = RunFolder(archive.folder, run_id), Figures()
    try:
        yield figures
    finally:
        kept.close(figures or None, entered(archive.db, run_id))


def _figures(run_id: str, files: list[Added]) -> Figures:
    rows = [
        {
            "path": one.path,
            "known": one.known,
            "captures": one.captures,
            **{topic: one.articles[topic] for topic in TOPICS},
            "problems": one.problems,
        }
        for one in files
    ]
    failed = any(one.problems for one in files)
    return {
        "run": run_id,
        "outcome": "some failed" if failed else "finished",
        "exit_code": 3 if failed else 0,
        "files": rows,
    }
