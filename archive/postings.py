"""The terms of many texts and, for each, the texts that hold it, as FTS5 sorts them: archive/token_stream.py's tokens.

Up to four characters and the number of the text go into one whole number of 64 bits, so that a single sort of numbers
brings terms into FTS5's order: characters are numbered by their code points, whose order is that of their bytes in
UTF-8, and a missing character is 0, so that a term comes before those which it begins. The few longer terms, of figures
and Latin words, are sorted apart and put in behind the term that is their first four characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.ngrams import LONGEST
from archive.plain_characters import BREAK, ODD, PLAIN, Characters
from archive.token_stream import atoms

Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
Packed = npt.NDArray[np.uint64]

MAIN: Final = b"0"
"""What each term of the main index begins with."""

LONGEST_TERM: Final = 120
"""Bytes of the longest term that we write: its length, and what it shares with another, are one byte in a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabet:
    """The characters of some texts, numbered from 1 in the order of their code points."""

    codes: Codes

    @property
    def bits(self) -> int:
        """Bits of a character's number."""
        return max(1, len(self.codes).bit_length())

    def numbers(self, packed: Packed) -> npt.NDArray[np.intp]:
        """Of packed terms the numbers of their characters, LONGEST in a row; 0 behind the end of a shorter one."""
        shifts = np.arange(LONGEST - 1, -1, -1, dtype=np.uint64) * np.uint64(self.bits)
        return ((packed[:, np.newaxis] >> shifts) & np.uint64((1 << self.bits) - 1)).astype(np.intp)

    def said(self, packed: Packed) -> bytes:
        """One packed term, in an array of one, as it stands in the index."""
        (numbers,) = self.numbers(packed).tolist()
        return MAIN + "".join(chr(self.codes[number - 1]) for number in numbers if number).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Terms in FTS5's order. `texts` are the numbers of the texts, term after term, ascending for each term."""

    alphabet: Alphabet
    packed: Packed
    """Each term, or the first characters of a longer one."""
    longer: dict[int, bytes]
    """The longer terms, by their place among all terms."""
    firsts: Numbers
    """Where in `texts` each term begins."""
    texts: Numbers
    tokens: Numbers
    """Of each text how many tokens FTS5 counts, repeated ones too."""
    odd: frozenset[int]
    """Texts that are left out, for FTS5 itself: they hold an odd character or a term that is too long."""

    def said(self, place: int) -> bytes:
        """A term as it stands in the index."""
        return self.longer.get(place) or self.alphabet.said(self.packed[place : place + 1])


Longer = dict[str, list[int]]
"""Terms of more than LONGEST characters, each with the numbers of its texts."""


def postings(texts: Sequence[str], characters: Characters) -> Postings | None:
    """What FTS5 would index of texts; None where they are too many, or their different characters are."""
    lows = [text.lower() for text in texts]
    said = " ".join((*lows, " " * (LONGEST - 1)))
    codes = np.frombuffer(said.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = characters.kinds(codes)
    lengths = np.array([len(low) + 1 for low in lows])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    longer = _longer(said, np.where(kinds == BREAK, np.uint32(ord(" ")), codes), starts)
    odd = {number for term, holding in longer.items() if _too_long(term) for number in holding}
    odd.update((np.searchsorted(starts, np.flatnonzero(kinds == ODD), side="right") - 1).tolist())
    for number in odd:
        kinds[starts[number] : starts[number + 1]] = BREAK
    alphabet, numbers = _alphabet(codes, kinds)
    bits = (len(texts) - 1).bit_length()
    if LONGEST * alphabet.bits + bits > 64:
        return None
    entries, tokens = _entries(alphabet, numbers, lengths, bits)
    grams = _grams(alphabet, entries, bits, tokens, frozenset(odd))
    return _with_longer(grams, _without(longer, odd))


def _longer(said: str, codes: Codes, starts: Numbers) -> Longer:
    found: Longer = {}
    for number, start, end in atoms(codes, starts):
        found.setdefault(said[start:end], []).append(number)
    return found


def _too_long(term: str) -> bool:
    return len(MAIN) + len(term.encode(errors="surrogatepass")) > LONGEST_TERM


def _without(longer: Longer, odd: set[int]) -> Longer:
    if not odd:
        return longer
    left = {term: [number for number in holding if number not in odd] for term, holding in longer.items()}
    return {term: holding for term, holding in left.items() if holding}


def _alphabet(codes: Codes, kinds: npt.NDArray[np.uint8]) -> tuple[Alphabet, Packed]:
    """The plain characters, and for each place the number of its character, 0 at a break."""
    plain = kinds == PLAIN
    met = np.zeros(0x110000, dtype=np.uint32)
    met[codes[plain]] = 1
    alphabet = Alphabet(codes=np.flatnonzero(met).astype(np.uint32))
    met[alphabet.codes] = np.arange(1, len(alphabet.codes) + 1)
    return alphabet, np.where(plain, met[codes], np.uint32(0)).astype(np.uint64)


def _entries(alphabet: Alphabet, numbers: Packed, lengths: Numbers, bits: int) -> tuple[Packed, Numbers]:
    """Every n-gram with the number of its text in the lowest bits, sorted, once; and each text's count of n-grams."""
    count = len(numbers) - LONGEST + 1
    texts = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    packed, whole, counts = np.zeros(count, dtype=np.uint64), np.ones(count, dtype=bool), np.zeros(count, dtype=np.uint8)
    found: list[Packed] = []
    for at in range(LONGEST):
        here = numbers[at : at + count]
        whole &= here != 0
        packed |= here << np.uint64((LONGEST - 1 - at) * alphabet.bits)
        found.append((packed[whole] << np.uint64(bits)) | texts[whole])
        counts += whole
    entries = np.concatenate(found)
    del found
    entries.sort()
    tokens = np.add.reduceat(counts, np.cumsum(lengths) - lengths, dtype=np.int64)
    return entries[_changes(entries)], tokens


def _changes(values: Packed) -> npt.NDArray[np.bool_]:
    """Where sorted values differ from the one before."""
    changed = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed


def _grams(alphabet: Alphabet, entries: Packed, bits: int, tokens: Numbers, odd: frozenset[int]) -> Postings:
    terms = entries >> np.uint64(bits)
    firsts = np.flatnonzero(_changes(terms))
    texts = (entries & np.uint64((1 << bits) - 1)).astype(np.int64)
    return Postings(
        alphabet=alphabet, packed=terms[firsts], longer={}, firsts=firsts, texts=texts, tokens=tokens, odd=odd
    )


def _with_longer(grams: Postings, longer: Longer) -> Postings:
    """Puts each longer term behind those that begin like it."""
    if not longer:
        return grams
    terms = sorted(longer)
    number_of = {chr(code): number for number, code in enumerate(grams.alphabet.codes.tolist(), start=1)}
    heads = np.array([[number_of[character] for character in term[:LONGEST]] for term in terms], dtype=np.uint64)
    shifts = np.arange(LONGEST - 1, -1, -1, dtype=np.uint64) * np.uint64(grams.alphabet.bits)
    packed = np.bitwise_or.reduce(heads << shifts, axis=1)
    places = np.searchsorted(grams.packed, packed, side="right")
    ends = np.append(grams.firsts, len(grams.texts))
    once = [list(dict.fromkeys(longer[term])) for term in terms]
    counts, holding = np.array([len(numbers) for numbers in once]), np.concatenate(once)
    repeated = np.concatenate(list(longer.values()))
    sizes = np.insert(np.diff(ends), places, counts)
    return replace(
        grams,
        packed=np.insert(grams.packed, places, packed),
        longer={int(place): MAIN + term.encode() for place, term in zip(places + np.arange(len(terms)), terms)},
        firsts=np.cumsum(sizes) - sizes,
        texts=np.insert(grams.texts, np.repeat(ends[places], counts), holding),
        tokens=grams.tokens + np.bincount(repeated, minlength=len(grams.tokens)),
    )
