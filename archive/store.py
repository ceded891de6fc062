"""The archive of one folder: one connection, one open transaction, one writer.

Everything is written inside a transaction that is always open, so nothing reaches the disk until `commit`, which the
caller calls after the WARC bytes are synced: no row ever points to bytes that a crash could take away. `unit` is a
savepoint: what it holds is stored whole or not at all. `close` does not commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Self

from archive import readings, schema, search_index
from archive.connection import Connection, connect
from archive.errors import ArchiveError, StoreFailed
from archive.hold import Hold
from archive.index_beside import IndexBeside
from archive.readings import Stored, Tail
from archive.records import Article, Capture, EditionState, Newspaper, Reading, Source
from archive.software import SOFTWARE

CAPTURE_FIELDS = tuple(field.name for field in fields(Capture))
ADD_CAPTURE = (
    f"INSERT INTO captures ({', '.join(CAPTURE_FIELDS)}) VALUES ({', '.join('?' * len(CAPTURE_FIELDS))})"
    " ON CONFLICT (warc_file, warc_offset) DO NOTHING"
)
SET_EDITION = """
INSERT INTO editions (newspaper_id, day, state, reason, front_url, printed_day, pages_listed, pages_got,
                      articles_listed, run_id, checked_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET state = excluded.state, reason = excluded.reason, checked_at = excluded.checked_at,
       front_url = coalesce(excluded.front_url, front_url),
       printed_day = coalesce(excluded.printed_day, printed_day),
       pages_listed = coalesce(excluded.pages_listed, pages_listed),
       pages_got = coalesce(excluded.pages_got, pages_got),
       articles_listed = coalesce(excluded.articles_listed, articles_listed),
       run_id = coalesce(excluded.run_id, run_id)"""

CACHE_KIB = 72 * 1024
"""SQLite's page cache: the hash index of a million paragraphs fits, so that inserting does not slow down."""

DRAFT_WAL_PAGES = 1 << 15
"""Pages of 4 kB that the -wal of a draft gathers before they are copied into it: a page of the hash index changes with
every second commit. An archive keeps SQLite's 4 MB, so that whoever copies its file after a crash misses little."""


class Archive:
    """An open archive. Use `Archive.open`."""

    def __init__(self, folder: Path, connection: Connection, hold: Hold | None) -> None:
        self.folder = folder
        self._connection = connection
        self._hold = hold
        self._beside: IndexBeside | None = None
        self._closed = False

    @classmethod
    def open(cls, folder: Path, *, create: bool = True, hold: bool = True) -> Self:
        """Opens the archive in a folder, making or migrating it; with `hold=False` read-only, beside a writer.

        Raises ArchiveError for a database that is foreign, damaged, newer than this software, or absent where
        `create` or `hold` is False; ArchiveHeld where another run writes; StoreFailed where it cannot be written.
        """
        path = folder / "archive.db"
        if not path.exists() and not (create and hold):
            raise ArchiveError(f"{folder}: there is no archive here; `cppcc crawl` or `cppcc add` makes one")
        if not hold:
            return cls(folder, _read_only(path), None)
        _make(folder)
        held = Hold(folder)
        try:
            return cls(folder, _writable(path), held)
        except BaseException:
            held.release()
            raise

    @classmethod
    def draft(cls, folder: Path, name: str) -> Self:
        """Opens another database of the folder, the one that a rebuild fills; the caller holds the archive."""
        connection = _writable(folder / name)
        connection.execute(f"PRAGMA wal_autocheckpoint = {DRAFT_WAL_PAGES}")
        draft = cls(folder, connection, None)
        # A power cut may take its last commits: whoever fills it goes on from where it then stands.
        draft._set_synchronous("NORMAL")
        return draft

    @classmethod
    def migrated(cls, folder: Path) -> Self:
        """Opens the archive read-only, brought to this version's shape; the caller holds the archive."""
        cls.draft(folder, "archive.db").close()
        return cls.open(folder, hold=False)

    @property
    def db(self) -> Connection:
        """The connection, inside the open transaction; for the ledger and for queries."""
        return self._connection

    def index_beside(self) -> None:
        """From now on the search index of a draft is made in another process and may be behind what is committed."""
        self._beside = IndexBeside(self._connection)

    def index_merging(self) -> None:
        """Has an index that is made beside merged meanwhile; nothing more is to be stored before `index_whole`."""
        if self._beside:
            self._beside.begin_merge()

    def index_whole(self) -> None:
        """Brings a search index that was made beside to all that is stored, and commits; from then on it keeps up."""
        if self._beside:
            self._beside.finish()
            self._beside = None
        self.commit()

    def commit(self) -> None:
        """Indexes what is new, makes everything written so far durable, and opens the next transaction."""
        if self._beside:
            self._beside.feed()
        else:
            search_index.feed(self._connection)
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """Commits, and lets the commits inside wait for the disk no longer: a power cut may take the last of them. The
        next commit behind makes all of them durable."""
        self.commit()
        (before,) = self._connection.execute("PRAGMA synchronous").fetchone()
        self._set_synchronous("NORMAL")
        try:
            yield
        finally:
            self._set_synchronous(before)

    def _set_synchronous(self, how: str | int) -> None:
        """Between two transactions; what the open one holds is forgotten."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._connection.execute(f"PRAGMA synchronous = {how}")
        self._connection.execute("BEGIN IMMEDIATE")

    def rollback(self) -> None:
        """Forgets what was written since the last commit."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN IMMEDIATE")

    @contextmanager
    def unit(self) -> Iterator[None]:
        """A savepoint: all that is written inside is kept whole, or after an exception not at all."""
        self._connection.execute("SAVEPOINT unit")
        try:
            yield
        except BaseException:
            # A full disk may already have ended the transaction, and the savepoint with it.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO unit")
                self._connection.execute("RELEASE unit")
            raise
        self._connection.execute("RELEASE unit")

    def close(self) -> None:
        """Closes without committing, and gives the archive free. A second time does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._beside:
            self._beside.close()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._connection.close()
        if self._hold:
            self._hold.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def begin_run(self, command: str, arguments: Mapping[str, object]) -> str:
        """Enters a run and returns its id, which is also the name of its folder under runs/."""
        at = now()
        run_id = f"{at.replace('-', '').replace(':', '')}-{token_hex(3)}"
        self.db.execute(
            "INSERT INTO runs (id, command, arguments, started_at, software) VALUES (?, ?, ?, ?, ?)",
            (run_id, command, json.dumps(arguments, ensure_ascii=False, default=str), at, SOFTWARE),
        )
        return run_id

    def finish_run(self, run_id: str, outcome: str, exit_code: int, figures: Mapping[str, object]) -> None:
        """Closes a run; `requests` and `bytes` among the figures have columns of their own."""
        self.db.execute(
            "UPDATE runs SET finished_at = ?, outcome = ?, exit_code = ?, requests = ?, bytes = ?, figures = ?"
            " WHERE id = ?",
            (
                now(),
                outcome,
                exit_code,
                figures.get("requests"),
                figures.get("bytes"),
                json.dumps(figures, ensure_ascii=False, default=str),
                run_id,
            ),
        )

    def declare(self, newspapers: Iterable[Newspaper]) -> None:
        """Enters newspapers as they are declared now."""
        self.db.executemany(
            "INSERT INTO newspapers (id, title, place, eras) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET title = excluded.title, place = excluded.place, eras = excluded.eras",
            [(paper.id, paper.title, paper.place, paper.eras) for paper in newspapers],
        )

    def add_capture(self, capture: Capture) -> int:
        """The id of a capture's row; the same for the same record of the same file."""
        values = [value.isoformat() if isinstance(value, date) else value for value in astuple(capture)]
        cursor = self.db.execute(ADD_CAPTURE, values)
        if cursor.rowcount and cursor.lastrowid:
            return cursor.lastrowid
        (found,) = self.db.execute(
            "SELECT id FROM captures WHERE warc_file = ? AND warc_offset = ?", (capture.warc_file, capture.warc_offset)
        ).fetchone()
        return int(found)

    def add_reading(self, reading: Reading, source: Source, *, of_ours: bool = False) -> Stored:
        """Stores what a page says, whole; again for the same capture, in place of the earlier reading.

        `of_ours`: the page belongs to an article of ours, so that what it leaves out is kept whatever its own topic.
        """
        with self.unit():
            return readings.Storing(self.db, reading, source, of_ours=of_ours).run()

    def join(self, head_id: int, tails: Sequence[Tail], joined: Article) -> None:
        """Stores a head and its tails, in the order of their starts, as one article."""
        with self.unit():
            readings.join(self.db, head_id, tails, joined)

    def untie(self, article_id: int) -> tuple[int, ...]:
        """Undoes a join: the ids of the head and its tails, each to be stored again as its own page says it."""
        with self.unit():
            return readings.untie(self.db, article_id)

    def remove_articles(self, article_ids: Iterable[int]) -> None:
        """Removes articles, and the paragraphs that stand nowhere else."""
        with self.unit():
            readings.remove(self.db, article_ids)

    def add_problem(self, run_id: str | None, url: str, kind: str, detail: str) -> None:
        """Enters a page that could not be fetched or read as expected."""
        self.db.execute(
            "INSERT INTO problems (run_id, url, kind, detail, at) VALUES (?, ?, ?, ?, ?)",
            (run_id, url, kind, detail, now()),
        )

    def set_edition(
        self,
        newspaper_id: str,
        day: date,
        state: EditionState,
        *,
        reason: str | None = None,
        front_url: str | None = None,
        printed_day: date | None = None,
        pages_listed: int | None = None,
        pages_got: int | None = None,
        articles_listed: int | None = None,
        run_id: str | None = None,
    ) -> None:
        """What is known of an edition; figures that are not given stay as they are."""
        printed = printed_day.isoformat() if printed_day else None
        counts = (pages_listed, pages_got, articles_listed)
        self.db.execute(
            SET_EDITION,
            (newspaper_id, day.isoformat(), state, reason, front_url, printed, *counts, run_id, now()),
        )

    def add_account(self, run_id: str, newspaper_id: str | None, figures: Mapping[str, int]) -> None:
        """The account of a run for one newspaper: links_seen, stored, duplicate, off_topic, failed, pending."""
        names = ("links_seen", "stored", "duplicate", "off_topic", "failed", "pending")
        self.db.execute("DELETE FROM accounts WHERE run_id = ? AND newspaper_id IS ?", (run_id, newspaper_id))
        self.db.execute(
            f"INSERT INTO accounts (run_id, newspaper_id, {', '.join(names)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (run_id, newspaper_id, *(figures.get(name, 0) for name in names)),
        )


def now() -> str:
    """The instant, as it stands in the archive."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFailed(f"{folder}: the folder cannot be made ({error.strerror})") from error


def _writable(path: Path) -> Connection:
    connection = connect(path, read_only=False)
    try:
        schema.check(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # A savepoint keeps each page it changes as it was: in a temporary file that is a sixth of the time of storing.
        connection.execute("PRAGMA temp_store = MEMORY")
        # Some builds of SQLite write zeros over whatever is deleted; what was printed in a newspaper is no secret.
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA foreign_keys = OFF")  # some builds of SQLite begin with ON
        schema.migrate(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        search_index.prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return connection


def _read_only(path: Path) -> Connection:
    connection = connect(path, read_only=True)
    try:
        if not schema.check(connection):
            raise ArchiveError(f"{path}: an empty database; `cppcc crawl` or `cppcc add` fills it")
        schema.require_current(connection)
    except BaseException:
        connection.close()
        raise
    return connection
