-- Migration 1: every table. The comment behind a column is its entry in the data dictionary (archive/dictionary.py),
-- so each column has one. Days are ISO dates, instants ISO 8601 in UTC with Z, lists and objects JSON.

CREATE TABLE newspapers ( -- Declared newspapers (报)
    id TEXT PRIMARY KEY NOT NULL, -- Short name used in declarations and on the command line
    title TEXT NOT NULL, -- Printed title, such as 清川日报
    place TEXT NOT NULL, -- Declared place, 省/市
    eras TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(eras)) -- Declared eras as JSON: platform, front, since, until
) STRICT;

CREATE TABLE runs ( -- Invocations of a command that wrote into the archive
    id TEXT PRIMARY KEY NOT NULL, -- Instant of the start and a random suffix; also the folder's name under runs/
    command TEXT NOT NULL, -- Name of the command: crawl, add, rebuild, merge
    arguments TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(arguments)), -- What the command was given, as JSON
    started_at TEXT NOT NULL, -- Instant of the start
    finished_at TEXT, -- Instant of the end; NULL while it runs or when it was killed
    outcome TEXT, -- How it ended, in words
    exit_code INTEGER, -- What the command exited with
    software TEXT, -- Name and version of the software that ran
    requests INTEGER, -- Requests sent
    bytes INTEGER, -- Bytes received
    figures TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(figures)) -- Every other figure of the run, as JSON
) STRICT;

CREATE TABLE captures ( -- Fetched responses, each one record of a WARC file
    id INTEGER PRIMARY KEY, -- Number within this archive
    run_id TEXT REFERENCES runs (id), -- Run that fetched or added it
    url TEXT NOT NULL, -- Address that was asked for
    fetched_at TEXT NOT NULL, -- Instant of the response
    status INTEGER NOT NULL, -- HTTP status
    payload_sha256 TEXT NOT NULL, -- SHA-256 of the payload, lower-case hex
    warc_file TEXT NOT NULL, -- File name under warc/
    warc_offset INTEGER NOT NULL, -- First byte of the record's gzip member
    warc_length INTEGER NOT NULL, -- Bytes of the record's gzip member
    record_type TEXT NOT NULL DEFAULT 'response', -- WARC-Type: response, revisit, or resource for an added file
    record_id TEXT, -- WARC-Record-ID
    content_type TEXT, -- Content-Type as the server stated it
    etag TEXT, -- ETag, for conditional requests
    last_modified TEXT, -- Last-Modified, for conditional requests
    truncated TEXT, -- WARC-Truncated: why the payload is not whole
    newspaper_id TEXT REFERENCES newspapers (id), -- Newspaper it was fetched for
    day TEXT, -- Day of the edition it was fetched for
    kind TEXT, -- front, page, article, robots, requisite or added
    via TEXT, -- Address of the page that linked it
    UNIQUE (warc_file, warc_offset)
) STRICT;

CREATE TABLE ledger ( -- What is to be fetched, and what became of it
    id INTEGER PRIMARY KEY, -- Number within this archive
    url TEXT NOT NULL UNIQUE, -- Canonical address
    newspaper_id TEXT REFERENCES newspapers (id), -- Newspaper it belongs to
    day TEXT, -- Day of its edition; NULL where the address belongs to none
    kind TEXT NOT NULL CHECK (kind IN ('front', 'page', 'article')), -- What the address names
    rank INTEGER NOT NULL DEFAULT 0, -- Order of fetching: articles 0, pages 1, fronts 2
    state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'skipped', 'failed')), -- Where it stands
    attempts INTEGER NOT NULL DEFAULT 0, -- How often it was asked for
    reason TEXT, -- Why it stands there
    passing INTEGER NOT NULL DEFAULT 0, -- 1 where a later run may find the fault gone
    via TEXT, -- Address of the page that linked it
    title TEXT, -- Title in the link to it
    page_no TEXT, -- Number of its page (版)
    page_name TEXT, -- Name of its page
    server TEXT, -- Server whose budget it uses
    not_before TEXT, -- Instant before which it is not asked for again
    capture_id INTEGER REFERENCES captures (id), -- Latest capture of it
    run_id TEXT REFERENCES runs (id), -- Run that changed it last
    updated_at TEXT -- Instant of the last change
) STRICT;

CREATE TABLE links ( -- Which front or page listed which article
    page_id INTEGER NOT NULL REFERENCES ledger (id), -- The listing page's row in the ledger
    article_id INTEGER NOT NULL REFERENCES ledger (id), -- The listed article's row in the ledger
    position INTEGER NOT NULL, -- Place in the list, from 0
    PRIMARY KEY (page_id, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts ( -- The account of a run: links seen = stored + duplicate + off topic + failed + pending
    run_id TEXT NOT NULL REFERENCES runs (id), -- Run
    newspaper_id TEXT REFERENCES newspapers (id), -- Newspaper; NULL for files that were added without one
    links_seen INTEGER NOT NULL DEFAULT 0, -- Article links seen
    stored INTEGER NOT NULL DEFAULT 0, -- Stored as report or related
    duplicate INTEGER NOT NULL DEFAULT 0, -- Another address of an article that is stored
    off_topic INTEGER NOT NULL DEFAULT 0, -- Left out by topic, with or without fetching
    failed INTEGER NOT NULL DEFAULT 0, -- Could not be fetched or read
    pending INTEGER NOT NULL DEFAULT 0, -- Not yet fetched when the run ended
    UNIQUE (run_id, newspaper_id)
) STRICT;

CREATE TABLE editions ( -- Editions (期): one newspaper, one day
    newspaper_id TEXT NOT NULL REFERENCES newspapers (id), -- Newspaper
    day TEXT NOT NULL, -- Day
    state TEXT NOT NULL CHECK (state IN ('published', 'no-edition', 'missing', 'blocked', 'partial')), -- What is known of it
    reason TEXT, -- Why it is in that state
    front_url TEXT, -- Address of its front
    printed_day TEXT, -- Day printed on the front
    pages_listed INTEGER, -- Pages (版) that its front lists
    pages_got INTEGER, -- Pages that were fetched
    articles_listed INTEGER, -- Articles that its pages list
    checked_at TEXT, -- Instant of the last look
    run_id TEXT REFERENCES runs (id), -- Run that looked last
    PRIMARY KEY (newspaper_id, day)
) STRICT;

CREATE TABLE articles ( -- Articles (稿) as printed in one place; text only for topic report and related
    id INTEGER PRIMARY KEY, -- Number within this archive; use uid to cite
    uid TEXT NOT NULL UNIQUE, -- Name that is the same on every machine and after every rebuild
    place_uid TEXT NOT NULL, -- Hash of newspaper or source, day, address, position: shared by versions of one article
    version INTEGER NOT NULL DEFAULT 1, -- 1 = as first seen; 2, 3 … = later contents at the same address
    latest INTEGER NOT NULL DEFAULT 1, -- 1 for the newest version
    newspaper_id TEXT REFERENCES newspapers (id), -- Newspaper; NULL for a file that was added without one
    capture_id INTEGER REFERENCES captures (id), -- Capture it was read from
    run_id TEXT REFERENCES runs (id), -- Run that stored this reading
    url TEXT NOT NULL, -- Canonical address
    day TEXT, -- Day of publication
    printed_day TEXT, -- Day that the article itself states, where reading found one
    page_no TEXT, -- Number of its page (版)
    page_name TEXT, -- Name of its page
    position INTEGER NOT NULL, -- Place among the articles of its address, from 0
    kicker TEXT, -- 肩题
    headline TEXT, -- 主题
    subtitle TEXT, -- 副题
    byline TEXT, -- Printed byline
    source TEXT, -- 来源, as printed
    editors TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(editors)), -- 责编 and others, as JSON
    topic TEXT NOT NULL CHECK (topic IN ('report', 'related', 'other')), -- What it is about
    topic_score REAL NOT NULL, -- Confidence, 0 to 1
    topic_reasons TEXT NOT NULL CHECK (json_valid(topic_reasons)), -- Reasons in words, as JSON
    report_kind TEXT, -- 常委会工作报告, 提案工作报告, 提案审查报告, 决议 or other
    place TEXT, -- Place whose 政协 reports, such as 清川市
    province TEXT, -- Its province
    level TEXT CHECK (level IN ('national', 'province', 'prefecture', 'county')), -- Its level
    term INTEGER, -- 届
    session INTEGER, -- 次会议
    speaker TEXT, -- Who delivered the report
    delivered_on TEXT, -- Day of delivery
    covers_year INTEGER, -- Year whose work it reports
    charset TEXT, -- Charset it was decoded from
    charset_evidence TEXT, -- Why that charset
    platform TEXT, -- Platform that read its page
    quality REAL, -- Agreement of independent readers, 0 to 1; NULL where only one read it
    restored INTEGER NOT NULL DEFAULT 0, -- 1 where the text was damaged (glosses, wrong order) and mended
    continued_on TEXT, -- Page named by a closing (下转第四版)
    continued_from TEXT, -- Page named by an opening (上接第1版)
    continues INTEGER REFERENCES articles (id), -- Head that this tail was joined to; its paragraphs stand there
    headline_lines TEXT NOT NULL DEFAULT '[]', -- Source lines of the headline in a flat text, as JSON
    chars INTEGER NOT NULL DEFAULT 0, -- Characters of its paragraphs
    content_sha256 TEXT, -- Hash of headline, topic and paragraph hashes as read from its own page
    payload_sha256 TEXT, -- Hash of the payload it was read from
    seen_at TEXT, -- Instant at which that payload was fetched
    norm_version INTEGER NOT NULL, -- Version of the canonical form
    reader_version TEXT NOT NULL -- Version of the software that read it
) STRICT;

CREATE TABLE paragraphs ( -- Unique texts, by content hash
    id INTEGER PRIMARY KEY, -- Number within this archive, greater for longer texts so that search answers with short ones first; use hash to cite
    hash TEXT NOT NULL UNIQUE, -- SHA-256 of the canonical form, lower-case hex
    template_hash TEXT NOT NULL, -- SHA-256 of the canonical form with its figures masked
    text TEXT NOT NULL, -- The text, in one of its printed forms chosen by rule
    chars INTEGER NOT NULL, -- Characters of the canonical form
    significant INTEGER NOT NULL DEFAULT 1, -- 0 for short lines and salutations, whose repetition is no reuse
    norm_version INTEGER NOT NULL -- Version of the canonical form
) STRICT;

CREATE TABLE occurrences ( -- A paragraph at a place in an article
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- Article
    position INTEGER NOT NULL, -- Place in the article, from 0
    paragraph_id INTEGER NOT NULL REFERENCES paragraphs (id), -- Paragraph
    role TEXT NOT NULL, -- headline, dateline, speaker, heading, body or byline
    verbatim TEXT, -- Printed form here, where it differs from the paragraph's text
    shown TEXT, -- Mended form here, where it differs from the paragraph's text
    torn TEXT, -- start, end or both: the end whose continuation is not on the page
    lines TEXT, -- Source lines in a flat text, as JSON
    capture_id INTEGER REFERENCES captures (id), -- Capture of a continuation; NULL = the article's own
    page_no TEXT, -- Page (版) of a continuation; NULL = the article's own
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE dropped ( -- What reading left out of pages that hold a report or a related article
    id INTEGER PRIMARY KEY, -- Number within this archive
    article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE, -- Article it stood in; NULL for the page's own
    capture_id INTEGER REFERENCES captures (id), -- Capture it stood in
    url TEXT NOT NULL, -- Canonical address of the page
    position INTEGER NOT NULL, -- Order within the page, from 0
    text TEXT NOT NULL, -- What was left out
    reason TEXT NOT NULL, -- Why
    lines TEXT -- Source lines in a flat text, as JSON
) STRICT;

CREATE TABLE figures ( -- Figures that an article states
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- Article
    ordinal INTEGER NOT NULL, -- Order within the article, from 0
    paragraph_id INTEGER NOT NULL REFERENCES paragraphs (id), -- Paragraph
    position INTEGER NOT NULL, -- Place of that paragraph in the article
    name TEXT NOT NULL, -- What is counted: proposals_filed, reply_rate …
    value REAL NOT NULL, -- The figure
    unit TEXT, -- Its unit as printed: 件, %
    year INTEGER, -- Year it is about
    evidence TEXT NOT NULL, -- The sentence that states it
    PRIMARY KEY (article_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE near ( -- Nearly the same paragraphs
    paragraph_a INTEGER NOT NULL REFERENCES paragraphs (id) ON DELETE CASCADE, -- Paragraph with the smaller hash
    paragraph_b INTEGER NOT NULL REFERENCES paragraphs (id) ON DELETE CASCADE, -- Paragraph with the greater hash
    similarity REAL NOT NULL, -- Shared share of character shingles, 0 to 1
    difference TEXT, -- What differs, for a reader
    PRIMARY KEY (paragraph_a, paragraph_b)
) STRICT, WITHOUT ROWID;

CREATE TABLE relations ( -- Articles that are one text printed more than once
    article_a INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- The earlier printing
    article_b INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- The later one
    kind TEXT NOT NULL, -- reprint, correction, twin or excerpt
    similarity REAL, -- Shared share of the text, 0 to 1
    PRIMARY KEY (article_a, article_b)
) STRICT, WITHOUT ROWID;

CREATE TABLE problems ( -- Pages that could not be fetched or read as expected
    id INTEGER PRIMARY KEY, -- Number within this archive
    run_id TEXT REFERENCES runs (id), -- Run that met it
    url TEXT NOT NULL, -- Address
    kind TEXT NOT NULL, -- fetch, layout, unread …
    detail TEXT NOT NULL, -- What was looked for and not found
    at TEXT NOT NULL -- Instant
) STRICT;

CREATE TABLE queue ( -- Paragraphs that a later step has still to see; rows go with the transaction that made them
    job TEXT NOT NULL, -- search: to be indexed at the next commit; near: to be compared with the others
    paragraph_id INTEGER NOT NULL REFERENCES paragraphs (id) ON DELETE CASCADE, -- Paragraph
    PRIMARY KEY (job, paragraph_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX captures_url ON captures (url, fetched_at);
CREATE INDEX captures_payload ON captures (payload_sha256);
CREATE INDEX ledger_next ON ledger (newspaper_id, rank, id) WHERE state = 'pending';
CREATE INDEX ledger_server ON ledger (server, rank, id) WHERE state = 'pending';
CREATE INDEX ledger_edition ON ledger (newspaper_id, day, state);
CREATE INDEX links_article ON links (article_id);
CREATE INDEX articles_place_uid ON articles (place_uid);
CREATE INDEX articles_url ON articles (url);
CREATE INDEX articles_edition ON articles (newspaper_id, day);
CREATE INDEX articles_report ON articles (place, covers_year) WHERE topic = 'report';
CREATE INDEX articles_capture ON articles (capture_id);
CREATE INDEX articles_continues ON articles (continues) WHERE continues IS NOT NULL;
CREATE INDEX paragraphs_template ON paragraphs (template_hash);
CREATE INDEX occurrences_paragraph ON occurrences (paragraph_id, article_id);
CREATE INDEX occurrences_capture ON occurrences (capture_id) WHERE capture_id IS NOT NULL;
CREATE INDEX dropped_article ON dropped (article_id);
CREATE INDEX dropped_url ON dropped (url);
CREATE INDEX figures_paragraph ON figures (paragraph_id);
CREATE INDEX figures_name ON figures (name, article_id);
CREATE INDEX queue_paragraph ON queue (paragraph_id);
CREATE INDEX near_b ON near (paragraph_b);
CREATE INDEX relations_b ON relations (article_b);
CREATE INDEX problems_run ON problems (run_id);
