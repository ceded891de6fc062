"""The template of a canonical text: its figures masked, so that one formula can be followed over years and cities.

`#` stands for a figure, `@` for a place; neither occurs in a canonical text. 全年共提交提案437件 and
全年共提交提案五百一十二件 are both 全年共提交提案#件. Numerals inside words are masked too (统一 is 统#): a template
is for grouping, not for reading.
"""

from __future__ import annotations

import re
from typing import Final

from dedupe.characters import NUMERALS, UNITS

# 437  1,234  95.3  十四  1.5亿
FIGURE: Final = re.compile(f"[0-9{NUMERALS}]+(?:[.,^][0-9{NUMERALS}]+)*")
# -3.5 is one figure with its sign, 3-5 is two figures
_SIGNED: Final = re.compile(f"(?<![#a-z{UNITS}])-#")


def template(canonical: str, places: re.Pattern[str] | None = None) -> str:
    """The canonical text with `#` for every figure and, given a matcher, `@` for every place.

    Places are masked first, for some hold a numeral (三门峡).
    """
    masked = FIGURE.sub("#", canonical if places is None else places.sub("@", canonical))
    return _SIGNED.sub("#", masked) if "-" in masked else masked
