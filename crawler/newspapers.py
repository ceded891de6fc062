"""The newspapers: data in `spiders/newspapers/*.toml`, or in any file that a person names.

The package's declarations are found by name, as Scrapy finds spiders; nothing here imports site knowledge.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from archive.errors import DeclarationError, InputError
from crawler.newspaper import DEFAULT_DELAY, Era, Expect, Newspaper
from crawler.newspaper_rules import newspaper, refuse

__all__ = ["DEFAULT_DELAY", "Era", "Expect", "Newspaper", "choose", "declared", "load"]


def declared() -> tuple[Newspaper, ...]:
    """All newspapers that the package declares, by id.

    Raises DeclarationError.
    """
    folder = files("spiders.newspapers")
    sources = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name
    )
    return _all((f"spiders/newspapers/{source.name}", source) for source in sources)


def load(paths: Iterable[Path]) -> tuple[Newspaper, ...]:
    """The newspapers of these files, by id.

    Raises DeclarationError for a missing, unreadable or wrong file, and for an id that two files declare.
    """
    return _all((str(path), path) for path in paths)


def choose(newspapers: Sequence[Newspaper], ids: Sequence[str]) -> tuple[Newspaper, ...]:
    """Those with the ids, in their order; all of them for no ids.

    Raises InputError for an id that is not declared, with the nearest that are.
    """
    known = {paper.id: paper for paper in newspapers}
    for wanted in ids:
        if wanted not in known:
            near = get_close_matches(wanted, known, n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "see: cppcc newspapers list"
            raise InputError(f"no newspaper {wanted!r}; {hint}")
    return tuple(known[wanted] for wanted in dict.fromkeys(ids)) if ids else tuple(newspapers)


def _all(sources: Iterable[tuple[str, Traversable]]) -> tuple[Newspaper, ...]:
    known: dict[str, Newspaper] = {}
    for name, source in sources:
        for newspaper_id, raw in _tables(name, source).items():
            if newspaper_id in known:
                refuse(name, newspaper_id, f"is declared already in {known[newspaper_id].file}")
            known[newspaper_id] = newspaper(newspaper_id, raw, name)
    return tuple(known[newspaper_id] for newspaper_id in sorted(known))


def _tables(name: str, source: Traversable) -> dict[str, object]:
    try:
        text = source.read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as wrong:
        raise DeclarationError(f"{name}: cannot be read: {wrong.strerror or wrong}") from wrong
    except UnicodeDecodeError as wrong:
        raise DeclarationError(f"{name}: byte {wrong.start} is not UTF-8; save the file as UTF-8") from wrong
    except (ValueError, RecursionError) as wrong:  # also a number of 5,000 digits, or 10,000 open brackets
        raise DeclarationError(f"{name}: is no TOML: {wrong}") from wrong
    if not tables:
        raise DeclarationError(f"{name}: declares no newspaper; one is a table such as [changzhi]")
    return tables
