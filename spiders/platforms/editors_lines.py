"""Lines that are linked like articles but name who made the page, or sell something. The rules are data."""

from __future__ import annotations

import re
from csv import DictReader
from functools import cache
from importlib.resources import files

_MAKE_UP = re.compile(r"[\s\u3000■□◆◇●○▲△★☆]+")
_FULL_WIDTH = str.maketrans({code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()})


def is_editors_line(title: str | None) -> bool:
    """Whether the title of a link names editors or advertising. The whole title must match a rule of the table."""
    line = _MAKE_UP.sub("", (title or "").translate(_FULL_WIDTH)).lower()
    return bool(line) and any(rule.fullmatch(line) for rule in _rules())


@cache
def _rules() -> tuple[re.Pattern[str], ...]:
    table = files("spiders.platforms").joinpath("editors_lines.tsv").read_text(encoding="utf-8")
    return tuple(re.compile(row["pattern"]) for row in DictReader(table.splitlines(), delimiter="\t"))
