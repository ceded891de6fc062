-- Migration 4: what the linking of near-duplicates and of printings remembers, so that it goes on where it stopped.

CREATE TABLE signatures ( -- What near-duplicates are found by; made from the texts, and made again where it is missing
    paragraph_id INTEGER PRIMARY KEY REFERENCES paragraphs (id) ON DELETE CASCADE, -- Paragraph
    signature BLOB NOT NULL -- 16 band keys, a sketch of 48 bytes and a size, little-endian (dedupe/signatures.py)
) STRICT;

CREATE TABLE unrelated ( -- Articles that are new or changed since relations were last found
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, -- Article
    changed INTEGER NOT NULL -- 1 where it changed itself, so that what others are to it is to be found too; 0 where not
) STRICT;

CREATE TABLE leads ( -- The longest paragraphs of an article, just over a tenth of it: who holds nine tenths of it holds one
    template_hash TEXT NOT NULL, -- Template of the paragraph
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- Article
    PRIMARY KEY (template_hash, article_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX leads_article ON leads (article_id);

CREATE TABLE marks ( -- With which rules a later step has worked
    name TEXT PRIMARY KEY NOT NULL, -- Step: near or relations
    value TEXT NOT NULL -- Name of its rules
) STRICT, WITHOUT ROWID;

INSERT INTO unrelated SELECT id, 1 FROM articles;

INSERT OR IGNORE INTO queue (job, paragraph_id) SELECT 'near', id FROM paragraphs;

CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
    INSERT INTO unrelated VALUES (new.id, 1);
END;

CREATE TRIGGER articles_changed AFTER UPDATE ON articles BEGIN
    DELETE FROM unrelated WHERE article_id = new.id;
    INSERT INTO unrelated VALUES (new.id, 1);
END;

CREATE TRIGGER articles_removed BEFORE DELETE ON articles BEGIN -- What was a printing of it may be one of another
    INSERT INTO unrelated SELECT r.article_b, 0 FROM relations r
     WHERE r.article_a = old.id AND NOT EXISTS (SELECT 1 FROM unrelated u WHERE u.article_id = r.article_b);
END;
