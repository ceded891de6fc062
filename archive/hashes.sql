-- Migration 9: the index of hashes is made apart from its table, so that a draft gets it when it is full.

PRAGMA legacy_alter_table = ON; -- What refers to the table goes on to do so by its name

ALTER TABLE paragraphs RENAME TO paragraphs_before;

CREATE TABLE paragraphs ( -- Unique texts, by content hash
    id INTEGER PRIMARY KEY, -- Number within this archive, greater for longer texts so that search answers with short ones first; use hash to cite
    hash TEXT NOT NULL, -- SHA-256 of the canonical form, lower-case hex
    template_hash TEXT NOT NULL, -- SHA-256 of the canonical form with its figures masked
    text TEXT NOT NULL, -- The text, in one of its printed forms chosen by rule
    chars INTEGER NOT NULL, -- Characters of the canonical form
    significant INTEGER NOT NULL DEFAULT 1, -- 0 for short lines and salutations, whose repetition is no reuse
    norm_version INTEGER NOT NULL -- Version of the canonical form
) STRICT;

INSERT INTO paragraphs SELECT id, hash, template_hash, text, chars, significant, norm_version FROM paragraphs_before;

DROP TABLE paragraphs_before;

PRAGMA legacy_alter_table = OFF;

CREATE UNIQUE INDEX paragraphs_hash ON paragraphs (hash);

CREATE INDEX paragraphs_template ON paragraphs (template_hash);
