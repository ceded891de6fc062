"""The database that a rebuild fills: how far it is, so that an interrupted rebuild goes on, and when it is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive import late_indexes
from archive.errors import ArchiveError
from archive.replace import remove
from archive.software import SOFTWARE
from archive.store import Archive
from archive.warc_stretch import Stretch
from crawler.figures_of_run import Figures
from crawler.newspapers import Newspaper
from crawler.replay import Replay

DRAFT = "archive.db.rebuilding"

BEGUN = "SELECT id, figures FROM runs WHERE command = 'rebuild' AND json_extract(arguments, '$.of') = ?"


class Draft:
    """The draft of a rebuild of one plan. A draft of other WARCs, declarations or software is begun anew."""

    def __init__(self, folder: Path, plan: tuple[Stretch, ...], newspapers: Mapping[str, Newspaper]) -> None:
        self.plan = plan
        self._folder = folder
        of = fingerprint(plan, newspapers)
        self.archive, self.run_id, said = self._resumed(of) or self._begun(of)
        self.done: int = said.get("done", 0)
        self.captures: int = said.get("captures", 0)
        self.packages: list[str] = said.get("packages", [])
        self.whole: bool = said.get("whole", False)
        if not self.whole:
            late_indexes.put_off(self.archive)
            self.archive.commit()

    def save(self, done: int, replay: Replay, *, whole: bool = False) -> None:
        """Makes what was replayed durable, with how far it is."""
        said = {"done": done, "captures": replay.captures, "packages": sorted(replay.packages), "whole": whole}
        self.archive.db.execute("UPDATE runs SET figures = ? WHERE id = ?", (json.dumps(said), self.run_id))
        self.archive.commit()

    def finish(self, figures: Figures) -> None:
        """Enters how the rebuild ended; until the draft replaces the old database it can be taken up again."""
        kept = {name: value for name, value in figures.items() if name != "differences"}
        said = {**kept, "done": len(self.plan), "captures": figures["captures"], "whole": True}
        self.archive.finish_run(self.run_id, figures["outcome"], figures["exit_code"], said)
        self.archive.commit()

    def close(self) -> None:
        """Closes it as of the last save."""
        self.archive.close()

    def _resumed(self, of: str) -> tuple[Archive, str, dict[str, Any]] | None:
        path = self._folder / DRAFT
        if not path.exists():
            return None
        try:
            archive = Archive.draft(self._folder, DRAFT)
        except ArchiveError:
            return None
        found = archive.db.execute(BEGUN, (of,)).fetchone()
        if found is None:
            archive.close()
            return None
        return archive, found[0], json.loads(found[1])

    def _begun(self, of: str) -> tuple[Archive, str, dict[str, Any]]:
        remove(self._folder / DRAFT)
        archive = Archive.draft(self._folder, DRAFT)
        run_id = archive.begin_run("rebuild", {"of": of})
        archive.commit()
        return archive, run_id, {}


def fingerprint(plan: tuple[Stretch, ...], newspapers: Mapping[str, Newspaper]) -> str:
    """What a rebuild is of: segments and their sizes, declarations, and the software that reads."""
    said = [SOFTWARE, [asdict(stretch) for stretch in plan], [repr(newspapers[name]) for name in sorted(newspapers)]]
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
