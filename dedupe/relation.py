"""What a later printing of an article is to an earlier one: twin, reprint, correction, excerpt, or only a neighbour.

Measured in characters of significant paragraphs, by what share of each printing stands in the other, word for word
(`same`, by content hash) or with other figures (`like`, by template hash, or by a near pair). The first that holds:

twin        the same words within a day, in the other script or in the same newspaper (e-paper and portal)
reprint     the same words elsewhere or on another day; or nearly the same words in another newspaper
correction  nearly the same words in the same newspaper again, and something differs; or a later version at one place
excerpt     one of the two stands in the other nearly whole (摘要 and 全文)
shared      at least one significant paragraph in common
none        nothing in common

All but `shared` need both days within a session's season: a formula that returns next year is no reprint.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Kind = Literal["twin", "reprint", "correction", "excerpt", "shared", "none"]
Pairs = frozenset[frozenset[str]]
"""The pairs of hashes that are near-duplicates."""

SAME: Final = 0.97
"""Share for "the same words": a page may lose or gain a line that the other kept."""
NEARLY: Final = 0.9
"""Share for "nearly the same" and "nearly whole"."""
SEASON: Final = timedelta(days=60)
"""A report is printed within weeks of its session, and the next session is a year away."""

_CLOSENESS: Final[dict[Kind, int]] = {"twin": 3, "reprint": 2, "correction": 2, "excerpt": 1, "shared": 0, "none": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A significant paragraph as it counts here: hashes, and the length of its canonical form."""

    hash: str
    template_hash: str
    chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """An article as it counts here. `paragraphs`: the significant ones; `figures`: (name, year, value).

    `traditional` tells whether it was printed in traditional characters. An unknown day is within every season.
    """

    uid: str
    newspaper: str | None
    day: date | None
    paragraphs: tuple[Printed, ...]
    figures: frozenset[tuple[str, int | None, float]] = frozenset()
    traditional: bool = False
    place: str | None = None
    """Where it stands (newspaper, day, address, position): printings of one place are versions of each other."""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What `later` is to `earlier` (uids). `same`: the share of one that stands in the other word for word, the larger.

    `disputed` names the figures (name, year) for which the two state different values.
    """

    earlier: str
    later: str
    kind: Kind
    same: float
    disputed: tuple[tuple[str, int | None], ...] = ()


def _chars(printing: Printing) -> int:
    return sum(paragraph.chars for paragraph in printing.paragraphs)


def _order(printing: Printing) -> tuple[date, bool, int, int, str]:
    return printing.day or date.max, printing.traditional, printing.version, -_chars(printing), printing.uid


def first(printings: Iterable[Printing]) -> Printing:
    """The first printing: the earliest day; of one day the simplified one, then the longest, then by uid.

    Raises ValueError for none.
    """
    return min(printings, key=_order)


def _share(own: Printing, other: Printing, near: Pairs) -> tuple[float, float]:
    """What share of `own` stands in `other` word for word, and what share stands there at least with other figures."""
    total = _chars(own)
    if not total:
        return 0.0, 0.0
    words = Counter(paragraph.hash for paragraph in other.paragraphs)
    same, rest = 0, []
    for paragraph in own.paragraphs:
        if words[paragraph.hash]:
            words[paragraph.hash] -= 1
            same += paragraph.chars
        else:
            rest.append(paragraph)
    left = [paragraph for paragraph in other.paragraphs if words[paragraph.hash]]
    like = sum(mine.chars for mine in rest if any(_alike(mine, theirs, near) for theirs in left))
    return same / total, (same + like) / total


def _alike(one: Printed, other: Printed, near: Pairs) -> bool:
    return one.template_hash == other.template_hash or frozenset((one.hash, other.hash)) in near


def _disputed(one: Printing, other: Printing) -> tuple[tuple[str, int | None], ...]:
    """Figures of one name and year on whose values the two do not agree at all."""
    mine = {(name, year) for name, year, _ in one.figures - other.figures}
    theirs = {(name, year) for name, year, _ in other.figures - one.figures}
    return tuple(sorted(mine & theirs, key=lambda figure: (figure[0], figure[1] or 0)))


def _apart(one: Printing, other: Printing) -> timedelta:
    return abs(one.day - other.day) if one.day and other.day else timedelta(0)


def _is_twin(one: Printing, other: Printing) -> bool:
    house = one.newspaper is not None and one.newspaper == other.newspaper
    return _apart(one, other) <= timedelta(days=1) and (house or one.traditional != other.traditional)


def _of_equals(earlier: Printing, later: Printing) -> Kind:
    if earlier.place is not None and earlier.place == later.place:
        return "correction"
    return "twin" if _is_twin(earlier, later) else "reprint"


def _closeness(found: Relation, apart: timedelta) -> tuple[int, float, bool, timedelta]:
    nearness = -apart if found.kind == "twin" else timedelta(0)
    return _CLOSENESS[found.kind], found.same, found.kind == "correction", nearness


def relation(a: Printing, b: Printing, near: Pairs = frozenset()) -> Relation:
    """What the later of the two is to the earlier. `near` holds the pairs of hashes that are near-duplicates."""
    earlier, later = sorted((a, b), key=_order)
    same_a, like_a = _share(earlier, later, near)
    same_b, like_b = _share(later, earlier, near)
    disputed = _disputed(earlier, later)

    def verdict() -> Kind:
        if _apart(earlier, later) > SEASON:
            return "shared" if same_a else "none"
        if min(same_a, same_b) >= SAME and not disputed:
            return _of_equals(earlier, later)
        if min(like_a, like_b) >= NEARLY:
            return "correction" if earlier.newspaper == later.newspaper else "reprint"
        if max(same_a, same_b) >= NEARLY:
            return "excerpt"
        return "shared" if same_a else "none"

    return Relation(earlier=earlier.uid, later=later.uid, kind=verdict(), same=max(same_a, same_b), disputed=disputed)


def closest(new: Printing, others: Iterable[Printing], near: Pairs = frozenset()) -> Relation | None:
    """What `new` is to the earlier one of `others` to which it is closest; None where none has anything in common.

    Closest: a twin, then the reprint or correction with most of the same words, then an excerpt; of equals the
    correction, of twins the one of the same day (the other channel of one site), then the earliest.
    """
    earlier = (old for old in sorted(others, key=_order) if _order(old) < _order(new))
    found = ((relation(old, new, near), _apart(old, new)) for old in earlier)
    best, _ = max(found, key=lambda one: _closeness(*one), default=(None, None))
    return best if best and best.kind != "none" else None


def relations(printings: Iterable[Printing], near: Pairs = frozenset()) -> tuple[Relation, ...]:
    """For every printing but the first of its kind, what it is to the earlier one to which it is `closest`.

    A first printing is no later twin, reprint, correction or excerpt of another. Compares all with all: give articles
    that share a hash.
    """
    ordered = sorted(printings, key=_order)
    found = (closest(new, ordered[:at], near) for at, new in enumerate(ordered))
    return tuple(one for one in found if one)
