"""Replays captures in the order in which they were made, with the crawl's own rules, into an archive.

What a capture cannot tell (a host that did not answer, a page that robots.txt forbade) is taken over afterwards from
the archive that is replaced, if there is one: see `crawler.carry`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from archive import warc
from archive.errors import ArchiveError
from archive.records import Reading
from archive.store import Archive
from archive.warc import Damage, Stored
from archive.warc_read import followed
from crawler.added import store_added
from crawler.foreign import Added, Said, add_foreign
from crawler.ledger import Ledger, Row, Wanted
from crawler.newspapers import Newspaper
from crawler.remembered import together
from crawler.replay_answer import ReplayAnswer
from crawler.replay_reading import Replayed, given_of, is_package, reading_of
from crawler.reread import rereader
from crawler.runs_known import RunsKnown
from crawler.settle import Settler
from crawler.worker import PageRead

ORIGINAL = """
SELECT warc_file, warc_offset, warc_length FROM captures WHERE payload_sha256 = ? AND record_type <> 'revisit'
 ORDER BY url <> ?, id LIMIT 1"""


@dataclass(slots=True, kw_only=True)
class Replay:
    """The replay into one archive. `newspapers` grows by those that only captures name."""

    archive: Archive
    folder: Path
    newspapers: dict[str, Newspaper]
    runs: RunsKnown
    captures: int = 0
    packages: set[str] = field(default_factory=set)
    settler: Settler = field(init=False)
    _answers: ReplayAnswer = field(init=False)
    _declared: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        reread = rereader(self.archive, self.folder, self.newspapers, lambda: None)
        self.settler = Settler(self.archive, Ledger(self.archive.db, ""), self.newspapers, reread, "")
        self._answers = ReplayAnswer(self.settler, self.newspapers)

    def take(self, found: Replayed | Damage) -> None:
        """Replays one capture. Raises StoreFailed where the archive cannot be written."""
        if isinstance(found, Damage):
            detail = f"{found.length} bytes at {found.offset} are no whole record: {found.reason}"
            self.archive.add_problem(None, f"warc:{found.file}", "damage", detail)
            return
        capture_id = self._capture(found)
        if found.stored.record_type == "resource":
            self._added(found, capture_id)
        elif found.row is not None:
            row = self._leased(found.row, found.stored.fetched_at)
            self._answers.settle(row, found.stored, capture_id, found.read or self._read_revisit(found))

    def lost(self, found: Replayed, reason: str) -> None:
        """Replays one capture that no process could read."""
        capture_id, at = self._capture(found), found.stored.fetched_at
        if found.row is not None:
            self.settler.give_up(self._leased(found.row, at), reason, at, passing=False, capture_id=capture_id)
        else:
            self.archive.add_problem(self.settler.run_id, found.stored.url, "fetch", reason)

    def package(self, files: tuple[str, ...], said: Said, run_id: str | None) -> None:
        """Reads WARC files of others again."""
        done = Added(path=files[0])
        for found in warc.resolved(self.folder, files):
            add_foreign(self.archive, found, tuple(self.newspapers.values()), said, run_id, done)
        self.packages.update(files)
        self.captures += done.captures

    def _capture(self, found: Replayed) -> int:
        run_id = found.capture.run_id
        if run_id is not None and run_id != self.settler.run_id:
            self.settler.fetch_all = self.runs.enter(self.archive.db, run_id)
            self.settler.run_id = self.settler.ledger.run_id = run_id
            self._answers = ReplayAnswer(self.settler, self.newspapers)
        if found.newspaper:
            self._declare(found.newspaper)
        self.captures += 1
        known = found.newspaper is not None
        return self.archive.add_capture(found.capture if known else replace(found.capture, newspaper_id=None))

    def _declare(self, said: Newspaper) -> None:
        known = self.newspapers.get(said.id)
        newspaper = self.newspapers[said.id] = together(known, said)
        if newspaper is not known or said.id not in self._declared:
            self.archive.declare([newspaper.record()])
            self._declared.add(said.id)

    def _added(self, found: Replayed, capture_id: int) -> None:
        given = given_of(found.stored, found.newspaper)
        if isinstance(found.read, Reading):
            store_added(self.archive, found.read, given, capture_id, found.capture.run_id)
        elif is_package(found.stored):
            files = tuple(found.stored.body.decode().split("\n")[:-1])
            self.package(files, Said(newspaper=given.newspaper, day=given.day), found.capture.run_id)

    def _read_revisit(self, found: Replayed) -> PageRead | Reading | None:
        """The reading of a page that came with the payload of an earlier capture."""
        revisit = found.stored
        if revisit.record_type != "revisit" or revisit.status != 200:
            return None
        place = self.archive.db.execute(ORIGINAL, (revisit.payload_sha256, revisit.url)).fetchone()
        if place is None:
            raise ArchiveError(
                f"{revisit.file}, offset {revisit.offset}: it repeats a capture that is in no WARC here; "
                "put the missing segment back"
            )
        return reading_of(whole(revisit, warc.read(self.folder, *place)), found.row, found.newspaper)

    def _leased(self, said: Row, at: str) -> Row:
        """The ledger's row for a capture, entered and leased as the crawl had it."""
        ledger, db = self.settler.ledger, self.archive.db
        names = ("url", "newspaper_id", "day", "kind", "server", "via", "title", "page_no", "page_name")
        row_id = ledger.enter(Wanted(**{name: getattr(said, name) for name in names}), at)
        attempts, again = db.execute(
            "SELECT attempts, state = 'failed' AND passing FROM ledger WHERE id = ?", (row_id,)
        ).fetchone()
        if again:  # a later run asked afresh: Ledger.retry
            db.execute("UPDATE ledger SET attempts = 0 WHERE id = ?", (row_id,))
        row = replace(said, id=row_id, attempts=0 if again else attempts)
        if not self._answers.follows_redirect(said.url):
            ledger.lease(row)
        return row


def whole(revisit: Stored, original: Stored) -> Stored:
    """A revisit as the page that it was."""
    return replace(followed(revisit, original), record_type="response")
