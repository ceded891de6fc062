-- Migration 7: an article that is cut into parts at several addresses says where it goes on. The CHECK keeps the comment
-- in sqlite_master: of an added column SQLite stores nothing behind its last word.

ALTER TABLE articles ADD COLUMN next_url TEXT -- Address of the next part, as long as its text does not stand here; NULL = nothing is missing behind
    CHECK (next_url <> '');
