"""The terms and doclists of a piece as FTS5 writes them on one endless page, made of arrays for all rowids at once.

archive/fts5_segment.py cuts it into pages: only what a page begins with is written otherwise there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.alphabet import Numbers, Rowids
from archive.fts5_terms import Bytes, Terms
from archive.postings import Postings


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Rowids, and before the first one of each term the term."""

    terms: Terms
    rowids: Rowids
    firsts: Numbers
    """Of each term the place of its first rowid."""
    said: memoryview
    ends: Numbers
    """Where in `said` each rowid begins or its term before it, and where the last ends."""
    footer: memoryview
    """Of each term how far it is behind the one before."""
    footer_ends: Numbers
    """Where in `footer` each term's part begins, and where the last ends."""


def layout(postings: Postings, ids: Rowids) -> Layout:
    """All terms and rowids, one behind the other."""
    terms = Terms.of(postings)
    firsts, rowids = _joined(postings, terms, ids)
    steps = _steps(rowids)
    steps[firsts] = rowids[firsts]
    sizes = varint_sizes(steps)
    taken = sizes.copy()
    taken[firsts] += (2 + terms.lengths).astype(np.uint8)
    ends = _ends(taken)
    said = np.empty(ends[-1], dtype=np.uint8)
    write_varints(said, ends[1:], steps, sizes)
    begins = ends[firsts]
    said[begins], said[begins + 1] = terms.shared, terms.lengths
    at = begins + 2 - _ends(terms.lengths)[:-1]
    said[np.repeat(at, terms.lengths) + np.arange(len(terms.rest))] = terms.rest
    apart = _steps(begins)
    footer_sizes = varint_sizes(apart)
    footer_ends = _ends(footer_sizes)
    footer = np.empty(footer_ends[-1], dtype=np.uint8)
    write_varints(footer, footer_ends[1:], apart, footer_sizes)
    return Layout(
        terms=terms,
        rowids=rowids,
        firsts=firsts,
        said=said.data,
        ends=ends,
        footer=footer.data,
        footer_ends=footer_ends,
    )


def _joined(postings: Postings, terms: Terms, ids: Rowids) -> tuple[Numbers, Rowids]:
    """Where the rowids of each term begin, and the rowids, with those of the longer terms."""
    firsts, texts, longer = postings.firsts, postings.texts, postings.longer
    if not len(terms.longer):
        return firsts, ids[texts]
    rows, ends = terms.longer - np.arange(len(terms.longer)), np.append(firsts, len(texts))
    counts = np.diff(longer.firsts)
    sizes = np.insert(np.diff(ends), rows, counts)
    return np.cumsum(sizes) - sizes, ids[np.insert(texts, np.repeat(ends[rows], counts), longer.texts)]


def _ends(sizes: Numbers | Bytes) -> Numbers:
    ends = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def _steps(values: Rowids) -> Rowids:
    """By how much each is greater than the one before, and the first than 0."""
    steps = values.copy()
    steps[1:] -= values[:-1]
    return steps


def varint_sizes(values: Rowids) -> Bytes:
    """Bytes that each number takes as a variable-length integer."""
    sizes, bits, most = np.ones(len(values), dtype=np.uint8), 7, int(values.max(initial=0))
    while most >> bits:
        sizes += values >= 1 << bits
        bits += 7
    return sizes


def write_varints(into: Bytes, ends: Numbers, values: Rowids, sizes: Bytes) -> None:
    """Writes numbers as variable-length integers that end where they are told to."""
    into[ends - 1] = values.astype(np.uint8) & 127
    for back in range(1, int(sizes.max(initial=1))):
        longer = np.flatnonzero(sizes > back)
        into[ends[longer] - 1 - back] = (values[longer] >> 7 * back).astype(np.uint8) | 128
