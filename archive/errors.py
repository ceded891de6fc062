"""The one exception tree; `exit_code` is what the `cppcc` command ends with (INTERFACE: exit codes).

CppccError                    1  one line on stderr: what, where, what to do
├── DeclarationError          1  a newspaper's declaration: file, key, what is wrong
├── InputError                1  a file or an argument's value
├── ArchiveError              1  a database that is foreign, damaged or from a newer version
│   └── Damaged               1  a database whose file is broken; the WARCs can rebuild it
├── ArchiveHeld               4  another run holds the archive
├── Refused                   5  a site refuses or limits us
└── StoreFailed               6  disk full, unwritable, locked by another program; nothing committed is lost
"""

from __future__ import annotations


class CppccError(Exception):
    """The root. Its text is one line that a person can act on."""

    exit_code = 1


class DeclarationError(CppccError):
    """A newspaper's declaration is wrong; the text names file and key."""


class InputError(CppccError):
    """A file or value that was given cannot be used."""


class ArchiveError(CppccError):
    """The database is not one of ours, is damaged, or comes from a newer version."""


class Damaged(ArchiveError):
    """The database's file is broken."""


class ArchiveHeld(CppccError):
    """Another run holds the archive."""

    exit_code = 4


class Refused(CppccError):
    """A site refused us or asked us to slow down beyond what a run waits for."""

    exit_code = 5


class StoreFailed(CppccError):
    """The store cannot keep its word: disk full, folder unwritable, database locked, segment missing."""

    exit_code = 6
