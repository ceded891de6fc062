"""The token stream that makes stock FTS5 find Chinese: every 1- to 4-gram of a text as a word of its own.

Why this index and no other. The file must open anywhere, so no tokenizer of ours and no trigger that needs Python.
FTS5's unicode61 takes a run of hanzi as one word; trigram finds nothing for two characters and does not say so. So the
store feeds the n-grams themselves, and a plain query of 1 to 4 characters is one token of the stream. Measured on
50,000 invented paragraphs of 115 characters, size against the text's bytes after `optimize`, two thirds matching:

    contents of the index          size   提案 (30 % of all), ranked   rank
    positions kept (detail=full)   4.5    28 ms                        bm25
    columns g1…g4, positions kept  5.5    17 ms                        bm25
    detail=column                  3.8    12 ms                        none: bm25 is 0 without positions
    detail=none                    1.8    12 ms                        none
    detail=none, ids by length     1.96   12 ms                        shorter paragraph first

We take the last. Positions cost 2.3 times the size and, at a million paragraphs, half a second for a common word. Of a
word that stands once in a paragraph, bm25 says that the shorter paragraph is the better one; so `paragraphs.id` is
drawn from a span of its length's class (archive/paragraphs.py), rows of equal rank come in the order of their ids, and
that order agrees with bm25's (Spearman .57 for 政, .67 for 提案, .92 for 民主监督; 0 for plain ids). How often the word
stands in a paragraph it does not see; archive/rank.sql keeps FTS5 from looking for a bm25 that is 0 for every row.
Smaller would cost exactness: without 4-grams 1.2, without 3- and 4-grams 0.75. So would faster: FTS5 takes 0.3 µs a
token, some 150 µs a paragraph, half of it for the 4-grams; where many come at once they take a quarter of that
(archive/bulk_index.py).

Letters count in lower case, as LIKE takes them. Where figures or Latin words stand among hanzi, the n-grams in which
each of them counts as one character are fed too, so that 2024年 and 12345热线 are found.
"""

from __future__ import annotations

import re

LONGEST = 4
"""A plain query of up to this many characters is one token of the stream."""

RUN = re.compile(r"[^\W_]+")
"""Letters and digits without a break; n-grams never cross punctuation, as unicode61 splits a query there too."""

TITLES = " || char(10) || ".join(
    f"coalesce({column}, '')" for column in ("kicker", "headline", "subtitle", "byline", "speaker", "place")
)
"""What a search of `articles` looks into, as SQL; their text is found through `paragraphs`."""


def tokens(word: str) -> tuple[str, ...]:
    """The tokens that every text with this word in it has; the word itself where it is one token."""
    word = word.lower()
    if len(word) <= LONGEST:
        return (word,)
    return tuple(dict.fromkeys(word[i : i + LONGEST] for i in range(len(word) - LONGEST + 1)))


def words(query: str) -> tuple[str, ...]:
    """The words of a query, separated by spaces and by punctuation of any width."""
    return tuple(dict.fromkeys(RUN.findall(query)))


def match(query: str) -> str:
    """The FTS5 expression for all words of a query; its rows are then to be verified where `exact` is False."""
    return " AND ".join(f'"{token}"' for word in words(query) for token in tokens(word))


def exact(query: str) -> bool:
    """Whether `match` alone finds just the texts that hold the query's words."""
    return all(len(word) <= LONGEST for word in words(query))
