"""The terms of many texts and, for each, the texts that hold it, as FTS5 sorts them: archive/token_stream.py's tokens.

Up to four characters and the number of the text go into one whole number of 64 bits, so that a single sort of numbers
brings terms into FTS5's order: characters are numbered by their code points, whose order is that of their bytes in
UTF-8, and a missing character is 0, so that a term comes before those which it begins. With 8,192 texts there is room
for 6,888 different characters. The few longer terms are in archive/longer_terms.py. All but the sort goes piece by
piece, since arrays that do not fit in a processor's cache cost several times the work itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.alphabet import Alphabet, Codes, Numbers, Packed, changes
from archive.longer_terms import MOST, LongerTerms
from archive.ngrams import LONGEST
from archive.plain_characters import ODD, PLAIN, Characters
from archive.token_stream import BREAK, atoms

PIECE: Final = 1 << 16
"""Entries or characters of a piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """A piece of the terms, in FTS5's order. `texts` are the numbers of the texts, term after term, ascending."""

    alphabet: Alphabet
    terms: Packed
    firsts: Numbers
    """Where in `texts` each term begins."""
    texts: Numbers
    longer: LongerTerms
    """The longer terms that begin with one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Which terms stand in which texts."""

    alphabet: Alphabet
    packed: Packed
    """Each n-gram with the number of a text in the lowest bits, in order, some repeated."""
    bits: int
    """Bits of a text's number."""
    base: int = 0
    """What the packed n-grams are to be greater by."""
    longer: LongerTerms

    @property
    def sample(self) -> tuple[str, int]:
        """A term and the number of a text that holds it."""
        term, number = divmod(int(self.packed[-1]), 1 << self.bits)
        return self.alphabet.word(self.base + term).decode(), number

    def pieces(self) -> Iterator[Postings]:
        """The terms in order, each with all its texts."""
        start, low = 0, np.uint64((1 << self.bits) - 1)
        while start < len(self.packed):
            last = self.packed[min(start + PIECE, len(self.packed)) - 1] | low
            end = int(np.searchsorted(self.packed, last, side="right"))
            entries = self.packed[start:end]
            entries = entries[changes(entries)]
            terms = (entries >> np.uint64(self.bits)) + np.uint64(self.base)
            firsts = np.flatnonzero(changes(terms))
            yield Postings(
                alphabet=self.alphabet,
                terms=terms[firsts],
                firsts=firsts,
                texts=(entries & low).view(np.int64),
                longer=self.longer.of_heads(terms[0], terms[-1]),
            )
            start = end


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What FTS5 would index of some texts."""

    entries: Entries
    tokens: Numbers
    """Of each text how many tokens FTS5 counts, repeated ones too."""
    odd: frozenset[int]
    """Texts that are left out, for FTS5 itself: they hold an odd character or a term that is too long."""


def gather(texts: Sequence[str], characters: Characters) -> Gathered | None:
    """What FTS5 would index of texts; None where they are too many, or their different characters are."""
    lows = [text.lower() for text in texts]
    said = " ".join((*lows, " " * MOST))
    codes = np.frombuffer(said.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = characters.kinds(codes)
    lengths = np.array([len(low) + 1 for low in lows])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    holding, begins, ends = atoms(kinds, starts)
    odd = np.zeros(len(texts), dtype=bool)
    odd[holding[ends - begins > MOST]] = True
    odd[np.searchsorted(starts, np.flatnonzero(kinds == ODD), side="right") - 1] = True
    for number in np.flatnonzero(odd).tolist():
        kinds[starts[number] : starts[number + 1]] = BREAK
    alphabet, numbers = _numbered(codes, kinds)
    bits = (len(texts) - 1).bit_length()
    if alphabet.size**LONGEST << bits >= 1 << 64:
        return None
    packed, tokens = _entries(alphabet, numbers, lengths, bits)
    kept = ~odd[holding]
    holding, begins, ends = holding[kept], begins[kept], ends[kept]
    places = begins[:, np.newaxis] + np.arange(MOST)
    longer = np.where(places < ends[:, np.newaxis], numbers[places], np.uint32(0))
    longer_terms = LongerTerms.of(alphabet, longer, np.ones(len(longer), dtype=np.int64), holding)
    return Gathered(
        entries=Entries(alphabet=alphabet, packed=packed, bits=bits, longer=longer_terms),
        tokens=tokens + np.bincount(holding, minlength=len(texts)),
        odd=frozenset(np.flatnonzero(odd).tolist()),
    )


def _numbered(codes: Codes, kinds: npt.NDArray[np.uint8]) -> tuple[Alphabet, npt.NDArray[np.uint32]]:
    """The plain characters, and of each place the number of its character, 0 at a break."""
    plain = kinds >= PLAIN
    met = np.zeros(0x110000, dtype=np.uint32)
    met[codes[plain]] = 1
    present = np.flatnonzero(met).astype(np.uint32)
    met[present] = np.arange(1, len(present) + 1)
    return Alphabet.of(present), np.where(plain, met[codes], np.uint32(0))


def _entries(
    alphabet: Alphabet, numbers: npt.NDArray[np.uint32], lengths: Numbers, bits: int
) -> tuple[Packed, Numbers]:
    """Every n-gram with its text, in order, and of each text how many it has."""
    texts = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    entries = np.empty(LONGEST * len(texts), dtype=np.uint64)
    counts, filled = np.zeros(len(texts), dtype=np.uint8), 0
    for start in range(0, len(texts), PIECE):
        text = texts[start : start + PIECE].astype(np.uint64)
        packed, whole = text.copy(), np.ones(len(text), dtype=bool)
        for at in range(LONGEST):
            here = numbers[start + at :][: len(text)]
            whole &= here != 0
            packed += here * np.uint64(alphabet.size ** (LONGEST - 1 - at) << bits)
            found = packed[whole]
            entries[filled : filled + len(found)] = found
            filled += len(found)
            counts[start : start + PIECE] += whole
    entries = entries[:filled]
    entries.sort()
    return entries, np.add.reduceat(counts, np.cumsum(lengths) - lengths, dtype=np.int64)
