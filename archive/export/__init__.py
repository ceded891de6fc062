"""Releases: the archive as files that open without this software.

    release = export(folder, destination, "datapackage", Named(title="…", authors=("…",)))

The same archive gives the same bytes, whenever and wherever it is exported.
"""

from __future__ import annotations

from archive.export.about import File, Named
from archive.export.release import FORMATS, Progress, Release, export

__all__ = ["FORMATS", "File", "Named", "Progress", "Release", "export"]
