-- Migration 6: how the search index is fed. What waits for it waits in temporary tables (archive/search_index.py), so that
-- in the queue only the paragraphs are left that are to be compared with the others, each by its number alone.

DROP INDEX queue_paragraph;

ALTER TABLE queue RENAME TO queue_of_jobs;

CREATE TABLE queue ( -- Paragraphs that have still to be compared with the others; rows go with the transaction that made them
    paragraph_id INTEGER PRIMARY KEY REFERENCES paragraphs (id) ON DELETE CASCADE -- Paragraph
) STRICT;

INSERT INTO queue SELECT paragraph_id FROM queue_of_jobs WHERE job = 'near';

DROP TABLE queue_of_jobs;

-- What was merged is remembered too (archive/merged_index.py).

ALTER TABLE marks RENAME TO marks_of_rules;

CREATE TABLE marks ( -- How far a later step has come
    name TEXT PRIMARY KEY NOT NULL, -- Step: near, relations or search
    value TEXT NOT NULL -- Name of the rules it works by; of search, how many paragraphs the index held when it was merged
) STRICT, WITHOUT ROWID;

INSERT INTO marks SELECT name, value FROM marks_of_rules;

DROP TABLE marks_of_rules;

-- A quarter of the memory that it had at the same speed; and sixteen segments are merged at once, since merging them
-- four by four writes all of them twice as often.
INSERT INTO paragraphs_fts (paragraphs_fts, rank) VALUES ('hashsize', 16777216);
INSERT INTO paragraphs_fts (paragraphs_fts, rank) VALUES ('automerge', 16);
INSERT INTO paragraphs_fts (paragraphs_fts, rank) VALUES ('crisismerge', 32);
