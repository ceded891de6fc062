-- Migration: what kept pages need to look like themselves. Apart from the ledger, because no reading and no account
-- depends on it; after a rebuild or a merge the rows come back from the captures (crawler/requisite_rows.py).

CREATE TABLE requisites ( -- Styles, images and PDFs of kept pages, fetched with `cppcc crawl --requisites`
    id INTEGER PRIMARY KEY, -- Number within this archive
    url TEXT NOT NULL UNIQUE, -- Address
    newspaper_id TEXT NOT NULL REFERENCES newspapers (id), -- Newspaper whose page first needed it
    day TEXT, -- Day of that page's edition; NULL where the page belongs to none
    role TEXT NOT NULL CHECK (role IN ('style', 'image', 'pdf', 'part')), -- What it is there for; part: named in a style, such as a font
    via TEXT NOT NULL, -- Address of the page or style that needs it
    server TEXT NOT NULL, -- Server whose budget it uses
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'skipped', 'failed')), -- Where it stands
    attempts INTEGER NOT NULL DEFAULT 0, -- How often it was asked for without success
    reason TEXT, -- Why it stands there
    passing INTEGER NOT NULL DEFAULT 0, -- 1 where a later run may find the fault gone
    capture_id INTEGER REFERENCES captures (id), -- Latest capture of it
    run_id TEXT REFERENCES runs (id), -- Run that changed it last
    updated_at TEXT -- Instant of the last change
) STRICT;

CREATE TABLE furnished ( -- Captures of kept pages and styles whose requisites stand in the table of that name
    capture_id INTEGER PRIMARY KEY REFERENCES captures (id) -- Capture of the page or style
) STRICT;

CREATE INDEX requisites_next ON requisites (newspaper_id, attempts, id) WHERE state = 'pending';
CREATE INDEX ledger_leased ON ledger (newspaper_id) WHERE state = 'leased';
