"""The CDXJ index of the WARC files: what replay tools (pywb, Wayback) look captures up in.

It is made anew from the files by cdxj-indexer and never read by us: our own index is the table `captures`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cdxj_indexer.main import CDXJIndexer
from warcio.exceptions import ArchiveLoadFailed

from archive.durable import DRAFT, write_failed
from archive.errors import ArchiveError
from archive.warc_read import every_record
from archive.warc_values import Damage

INDEXED = "response,revisit,resource"
"""Named here and not left to the default, which `wacz` changes when it is imported."""


def warc_files(folder: Path) -> tuple[Path, ...]:
    """Every WARC file below the WARC folder, ours and those that were added, in order of name."""
    return tuple(sorted(path for path in folder.rglob("*") if path.name.endswith((".warc", ".warc.gz"))))


def refuse_damaged(files: Iterable[Path]) -> None:
    """Raises ArchiveError naming the first place where one of the files is damaged.

    The indexer would stop there and leave out, silently, whatever stands after it.
    """
    for path in files:
        for record in every_record(path):
            if isinstance(record, Damage):
                raise ArchiveError(f"{path}, offset {record.offset}: {record.reason}; `cppcc verify` lists all damage")


def index(folder: Path, destination: Path) -> int:
    """Writes the sorted CDXJ of every WARC file below the folder and returns its number of lines.

    File names in it are relative to the folder. Raises ArchiveError for a damaged WARC file, StoreFailed
    where the index cannot be written.
    """
    draft = destination.with_name(destination.name + DRAFT)
    files = warc_files(folder)
    refuse_damaged(files)
    try:
        CDXJIndexer(
            str(draft), [str(path) for path in files], sort=True, records=INDEXED, dir_root=str(folder)
        ).process_all()
        with draft.open("rb") as lines:
            count = sum(1 for _ in lines)
        draft.replace(destination)
    except ArchiveLoadFailed as error:
        said = ascii(str(error).strip().partition("\n")[0])[:200]
        raise ArchiveError(f"{folder}: the indexer does not take one of the WARC files ({said})") from error
    except OSError as error:
        raise write_failed(destination, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return count
