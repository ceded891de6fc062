-- Migration 2: the search index. Why it has this shape stands in archive/ngrams.py.
CREATE VIRTUAL TABLE paragraphs_fts USING fts5(text, content='' /* content="paragraphs" */, tokenize='unicode61');
CREATE VIRTUAL TABLE articles_fts USING fts5(titles, content='' /* content="articles" */, tokenize='unicode61');
