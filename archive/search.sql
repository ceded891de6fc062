-- Migration 2: the search index. Why it has this shape stands in archive/ngrams.py. The comments inside are what
-- sqlite-utils and Datasette know the index of a table by; contentless, so that no `rebuild-fts` can ruin it; with column
-- sizes, without which FTS5 cannot count its rows and `sqlite-utils tables --counts` fails.

CREATE VIRTUAL TABLE paragraphs_fts USING fts5(
    text, -- n-grams of paragraphs.text; content="paragraphs"
    content='', detail=none, tokenize='unicode61 remove_diacritics 0'
);

CREATE VIRTUAL TABLE articles_fts USING fts5(
    titles, -- n-grams of kicker, headline, subtitle, byline, speaker and place; content="articles"
    content='', detail=none, tokenize='unicode61 remove_diacritics 0'
);

CREATE VIRTUAL TABLE traditional_fts USING fts5(
    text, -- n-grams of the simplified form of texts in traditional script, for `cppcc search`
    content='', detail=none, tokenize='unicode61 remove_diacritics 0'
);

-- Room for one large segment before it is written: with FTS5's 1 MB, loading many readings takes twice as long.
INSERT INTO paragraphs_fts (paragraphs_fts, rank) VALUES ('hashsize', 67108864);
