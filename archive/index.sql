-- Migration 6: what waits for the search index waits in temporary tables (archive/search_index.py), so that only the
-- paragraphs that near-duplicates are still to be found of are left in the queue, each by its number alone.

DROP INDEX queue_paragraph;

ALTER TABLE queue RENAME TO queue_of_jobs;

CREATE TABLE queue ( -- Paragraphs that have still to be compared with the others; rows go with the transaction that made them
    paragraph_id INTEGER PRIMARY KEY REFERENCES paragraphs (id) ON DELETE CASCADE -- Paragraph
) STRICT;

INSERT INTO queue SELECT paragraph_id FROM queue_of_jobs WHERE job = 'near';

DROP TABLE queue_of_jobs;
