-- Migration 7: an article that is cut into parts at several addresses says where it goes on. The CHECK keeps the comment
-- in sqlite_master: of an added column SQLite stores nothing behind its last word.

ALTER TABLE articles ADD COLUMN next_url TEXT -- Address of the next part, as long as its text does not stand here; NULL = nothing is missing behind
    CHECK (next_url <> '');

-- A part lists the next one, as a page lists its articles.

ALTER TABLE links RENAME TO links_of_pages;

CREATE TABLE links ( -- Which front or page listed which article, and which part of an article the next one
    page_id INTEGER NOT NULL REFERENCES ledger (id), -- Row in the ledger of the page, or of the part before
    article_id INTEGER NOT NULL REFERENCES ledger (id), -- The listed article's row in the ledger
    position INTEGER NOT NULL, -- Place in the list, from 0
    PRIMARY KEY (page_id, article_id)
) STRICT, WITHOUT ROWID;

INSERT INTO links SELECT page_id, article_id, position FROM links_of_pages;

DROP TABLE links_of_pages;

CREATE INDEX links_article ON links (article_id);
