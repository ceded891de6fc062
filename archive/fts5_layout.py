"""The terms and doclists of a segment as FTS5 writes them on one endless page, made of arrays for all rowids at once.

archive/fts5_segment.py cuts it into pages: only what a page begins with is written otherwise there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from archive.fts5_terms import shared_and_rest
from archive.postings import Numbers, Postings

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`ends[n]` is where in `said` rowid n - 1 ends; its term, if it is the first of one, stands before it."""

    rowids: Numbers
    firsts: Numbers
    """Of each term the place of its first rowid."""
    shared: Numbers
    """Of each term the bytes that it shares with the one before."""
    said: memoryview
    ends: Numbers
    footer: memoryview
    """Of each term how far behind the one before it begins."""
    footer_ends: Numbers
    """Where in `footer` each term's part ends, and before them 0."""
    sizes: Numbers
    """Bytes that all rowids up to each take together, with their terms' parts of the footer; and before them 0."""


def layout(postings: Postings, ids: Numbers) -> Layout:
    """All terms and rowids, one behind the other."""
    firsts, rowids = postings.firsts, ids[postings.texts]
    shared, rests, rest = shared_and_rest(postings)
    steps = np.diff(rowids, prepend=0)
    steps[firsts] = rowids[firsts]
    sizes = varint_sizes(steps)
    taken = sizes.astype(np.int64)
    taken[firsts] += 2 + rests
    ends = _ends(taken)
    said = np.empty(ends[-1], dtype=np.uint8)
    write_varints(said, ends[1:], steps, sizes)
    begins = ends[firsts]
    said[begins], said[begins + 1] = shared, rests
    said[np.repeat(begins + 2 - _ends(rests)[:-1], rests) + np.arange(len(rest))] = rest
    apart = np.diff(begins, prepend=0)
    footer_sizes = varint_sizes(apart)
    footer_ends = _ends(footer_sizes)
    footer = np.empty(footer_ends[-1], dtype=np.uint8)
    write_varints(footer, footer_ends[1:], apart, footer_sizes)
    taken[firsts] += footer_sizes
    return Layout(
        rowids=rowids,
        firsts=firsts,
        shared=shared,
        said=said.data,
        ends=ends,
        footer=footer.data,
        footer_ends=footer_ends,
        sizes=_ends(taken),
    )


def _ends(sizes: Numbers | Bytes) -> Numbers:
    ends = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def varint_sizes(values: Numbers) -> Bytes:
    """Bytes that each number takes as a variable-length integer."""
    sizes, bits, most = np.ones(len(values), dtype=np.uint8), 7, int(values.max(initial=0))
    while most >> bits:
        sizes += values >= 1 << bits
        bits += 7
    return sizes


def write_varints(into: Bytes, ends: Numbers, values: Numbers, sizes: Bytes) -> None:
    """Writes numbers as variable-length integers that end where they are told to."""
    into[ends - 1] = values & 127
    for back in range(1, int(sizes.max(initial=1))):
        longer = np.flatnonzero(sizes > back)
        into[ends[longer] - 1 - back] = values[longer] >> 7 * back & 127 | 128
