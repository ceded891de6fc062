"""Who holds an archive: one writer at a time, by an OS lock on DIR/lock.

The lock belongs to the process, so the kernel frees it when the process dies, however it dies: a stale lock file is
taken over without asking. Its text is for people: it says who holds the archive.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from archive.durable import write_failed
from archive.errors import ArchiveHeld, StoreFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The process that holds an archive."""

    pid: int
    command: str
    since: str


class Hold:
    """The lock of one archive, held from construction to `release`.

    Raises ArchiveHeld where another process, or this one, holds it; StoreFailed where the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = self._open()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise ArchiveHeld(f"{folder}: {_who(folder)} holds this archive; wait for it or stop it") from error
        self._sign()

    def release(self) -> None:
        """Gives the archive free. The file stays: removing it would let two processes lock two files."""
        self._file.seek(0)
        self._file.truncate()
        self._file.close()

    def _open(self) -> IO[str]:
        try:
            return (self._folder / "lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise StoreFailed(f"{self._folder}: the folder cannot be written ({error.strerror})") from error

    def _sign(self) -> None:
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
        since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        # In ASCII: the name of a file may have bytes that are no UTF-8.
        said = json.dumps(asdict(Holder(pid=os.getpid(), command=command, since=since)))
        try:
            self._file.seek(0)
            self._file.truncate()
            self._file.write(said)
            self._file.flush()
        except OSError as error:
            with suppress(OSError):
                self._file.close()
            raise write_failed(self._folder / "lock", error) from error


def holder(folder: Path) -> Holder | None:
    """Who signed the lock file last, None where nobody did or it cannot be read."""
    try:
        found = Holder(**json.loads((folder / "lock").read_text("utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    signed = isinstance(found.pid, int) and isinstance(found.command, str) and isinstance(found.since, str)
    return found if signed else None


def held_since(folder: Path) -> str | None:
    """Since when the process holds the archive that signed the lock file last, None where it lives no more.

    The lock is not tried: whoever wants it at that moment would be refused.
    """
    found = holder(folder)
    return found.since if found and _lives(found.pid) else None


def _lives(pid: int) -> bool:
    try:
        if pid <= 0:  # which would ask for many processes
            return False
        os.kill(pid, 0)
    except PermissionError:  # it is somebody else's
        return True
    except (OSError, OverflowError):  # it is gone, or a lock file holds no number of a process
        return False
    return True


def _who(folder: Path) -> str:
    found = holder(folder)
    return f"`{found.command}` (process {found.pid}, since {found.since})" if found else "another process"
