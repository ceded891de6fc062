"""The name and version that stand in runs, readings and releases."""

from __future__ import annotations

from importlib.metadata import version

NAME = "cppcc-archive"
VERSION = version(NAME)
SOFTWARE = f"{NAME}/{VERSION}"
