-- Migration 10: the index holds no positions, so bm25 is 0 for every row, and rows come by their ids, which follow their
-- lengths (archive/ngrams.py). To find that 0 took most of the time of a search for a common word. Of an index without
-- texts, highlight is NULL for every row, at a fifth of that.

INSERT INTO paragraphs_fts (paragraphs_fts, rank) VALUES ('rank', 'highlight(0, '''', '''')');

INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'highlight(0, '''', '''')');

INSERT INTO traditional_fts (traditional_fts, rank) VALUES ('rank', 'highlight(0, '''', '''')');
