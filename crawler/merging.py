"""One run of `cppcc merge`: archives taken in, their texts linked with those that are here, the run's summary kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from archive import links
from archive.merge import Merged, merge
from archive.store import Archive
from crawler.figures_of_run import Figures
from crawler.run_folder import RunFolder, entered

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def merge_archives(folder: Path, others: Sequence[Path], progress: Progress) -> Figures:
    """Takes other archives into the one of a folder and returns what changed. Raises what `archive.merge` raises."""
    merged = merge(folder, others, progress)
    with Archive.open(folder) as archive:
        linked = links.refresh(archive, lambda what, done, total: progress(f"linking {what}", done, total))
        figures = {**_figures(merged), "linked": asdict(linked)}
        if merged.run_id:
            RunFolder(folder, merged.run_id).close(figures, entered(archive.db, merged.run_id))
    return figures


def _figures(merged: Merged) -> Figures:
    return {
        "run": merged.run_id,
        "outcome": "finished",
        "exit_code": 0,
        "changed": merged.changed,
        "warc_files": merged.warc_files,
        "differently_read": merged.differently_read,
        "tails_beside": merged.tails_beside,
        "parts_apart": merged.parts_apart,
        "needs_rebuild": merged.needs_rebuild,
    }
