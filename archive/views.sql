-- Migration 3: the views. The comment behind a column is its entry in the data dictionary.

CREATE VIEW reports AS -- Reports (topic = report), one row for each place of printing, the newest version, with their figures
SELECT
    a.id, -- Article
    a.uid, -- Its lasting name
    a.place, -- Place whose 政协 reports
    a.province, -- Its province
    a.level, -- Its level
    a.covers_year, -- Year whose work it reports
    a.report_kind, -- Kind of report
    a.term, -- 届
    a.session, -- 次会议
    a.speaker, -- Who delivered it
    a.delivered_on, -- Day of delivery
    a.day, -- Day of publication
    a.newspaper_id, -- Newspaper
    n.title AS newspaper, -- Its title
    a.page_no, -- Number of its page (版)
    a.page_name, -- Name of its page
    a.headline, -- 主题
    a.url, -- Canonical address
    a.chars, -- Characters of its paragraphs
    a.quality, -- Agreement of independent readers, 0 to 1
    a.version, -- 1 unless the page was changed after it was first seen
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'proposals_submitted'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS proposals_submitted, -- Proposals (提案) submitted
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'proposals_filed'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS proposals_filed, -- Proposals filed (立案)
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'proposals_member'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS proposals_member, -- Proposals by members (委员提案)
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'proposals_collective'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS proposals_collective, -- Collective proposals (集体提案)
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'key_proposals'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS key_proposals, -- Key proposals (重点提案)
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'filing_rate'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS filing_rate, -- Share filed (立案率), in %
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'reply_rate'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS reply_rate, -- Share replied to (办复率), in %
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'opinions_submitted'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS opinions_submitted, -- Reports of opinion (社情民意信息)
    (SELECT f.value FROM figures f WHERE f.article_id = a.id AND f.name = 'members_participating'
        AND coalesce(f.year = a.covers_year, 1) ORDER BY f.ordinal LIMIT 1) AS members_participating, -- Members taking part
    c.warc_file, -- WARC file under warc/
    c.warc_offset, -- First byte of its record
    a.topic_score -- Confidence that it is a report
FROM articles a
LEFT JOIN newspapers n ON n.id = a.newspaper_id
LEFT JOIN captures c ON c.id = a.capture_id
WHERE a.topic = 'report' AND a.latest = 1 AND a.continues IS NULL;

CREATE VIEW sources AS -- Where each paragraph stands: newspaper, place, day, page, address and WARC record
SELECT
    o.paragraph_id, -- Paragraph
    p.hash, -- Its content hash
    coalesce(o.verbatim, p.text) AS printed, -- As printed here
    o.role, -- Its role here
    o.article_id, -- Article
    a.uid, -- The article's lasting name
    o.position, -- Place in the article
    a.headline, -- 主题 of the article
    a.topic, -- Topic of the article
    a.newspaper_id, -- Newspaper
    n.title AS newspaper, -- Its title
    coalesce(a.place, n.place) AS place, -- Place that reports, otherwise the newspaper's
    a.day, -- Day of publication
    coalesce(o.page_no, a.page_no) AS page_no, -- Page (版) on which this paragraph stands
    a.page_name, -- Name of the article's page
    CASE WHEN o.capture_id IS NULL THEN a.url ELSE
      coalesce((SELECT t.url FROM articles t WHERE t.continues = a.id AND t.capture_id = o.capture_id), a.url) END
      AS url, -- Canonical address on which it stands
    c.id AS capture_id, -- Capture it was read from
    c.fetched_at, -- Instant of that capture
    c.payload_sha256, -- SHA-256 of its payload
    c.warc_file, -- WARC file under warc/
    c.warc_offset, -- First byte of its record
    c.warc_length, -- Bytes of its record
    c.record_id -- WARC-Record-ID
FROM occurrences o
JOIN articles a ON a.id = o.article_id
JOIN paragraphs p ON p.id = o.paragraph_id
LEFT JOIN newspapers n ON n.id = a.newspaper_id
LEFT JOIN captures c ON c.id = coalesce(o.capture_id, a.capture_id);

CREATE VIEW reuse AS -- Paragraphs that stand in more than one article, with their first printing; no short lines
SELECT
    g.paragraph_id, -- Paragraph
    p.hash, -- Its content hash
    g.articles, -- Articles that hold it
    g.places, -- Places that say it
    f.day AS first_day, -- Day of the first printing
    coalesce(f.place, n.place) AS first_place, -- Place of the first printing
    n.title AS first_newspaper, -- Newspaper of the first printing
    f.headline AS first_headline, -- Headline of the first printing
    f.uid AS first_uid, -- Article of the first printing
    g.last_day, -- Day of the latest printing
    p.chars, -- Characters of its canonical form
    p.text -- The text
FROM (
    SELECT
        o.paragraph_id,
        count(DISTINCT o.article_id) AS articles,
        count(DISTINCT a.place) AS places,
        min(coalesce(a.day, '9999') || a.uid) AS first_key,
        max(a.day) AS last_day
    FROM (SELECT paragraph_id FROM occurrences GROUP BY paragraph_id HAVING min(article_id) < max(article_id)) r
    CROSS JOIN occurrences o ON o.paragraph_id = r.paragraph_id
    CROSS JOIN articles a ON a.id = o.article_id
    WHERE a.latest = 1
    GROUP BY o.paragraph_id
    HAVING count(DISTINCT o.article_id) > 1
) g
CROSS JOIN paragraphs p ON p.id = g.paragraph_id AND p.significant = 1
CROSS JOIN articles f ON f.uid = substr(g.first_key, -32)
LEFT JOIN newspapers n ON n.id = f.newspaper_id;

CREATE VIEW proposals AS -- Proposal figures by place and year, each beside the sentence that states it
SELECT
    place, -- Place whose 政协 reports
    province, -- Its province
    level, -- Its level
    year, -- Year that the figures are about
    count(DISTINCT uid) AS reports, -- Reports that state figures of it
    max(CASE WHEN name = 'proposals_submitted' THEN value END) AS proposals_submitted, -- Proposals (提案) submitted
    max(CASE WHEN name = 'proposals_submitted' THEN evidence END) AS proposals_submitted_evidence, -- The sentence that states it
    max(CASE WHEN name = 'proposals_filed' THEN value END) AS proposals_filed, -- Proposals filed (立案)
    max(CASE WHEN name = 'proposals_filed' THEN evidence END) AS proposals_filed_evidence, -- The sentence that states it
    max(CASE WHEN name = 'proposals_member' THEN value END) AS proposals_member, -- Proposals by members (委员提案)
    max(CASE WHEN name = 'proposals_member' THEN evidence END) AS proposals_member_evidence, -- The sentence that states it
    max(CASE WHEN name = 'proposals_collective' THEN value END) AS proposals_collective, -- Collective proposals (集体提案)
    max(CASE WHEN name = 'proposals_collective' THEN evidence END) AS proposals_collective_evidence, -- The sentence that states it
    max(CASE WHEN name = 'key_proposals' THEN value END) AS key_proposals, -- Key proposals (重点提案)
    max(CASE WHEN name = 'key_proposals' THEN evidence END) AS key_proposals_evidence, -- The sentence that states it
    max(CASE WHEN name = 'filing_rate' THEN value END) AS filing_rate, -- Share filed (立案率), in %
    max(CASE WHEN name = 'filing_rate' THEN evidence END) AS filing_rate_evidence, -- The sentence that states it
    max(CASE WHEN name = 'reply_rate' THEN value END) AS reply_rate, -- Share replied to (办复率), in %
    max(CASE WHEN name = 'reply_rate' THEN evidence END) AS reply_rate_evidence, -- The sentence that states it
    max(CASE WHEN name = 'opinions_submitted' THEN value END) AS opinions_submitted, -- Reports of opinion (社情民意信息)
    max(CASE WHEN name = 'opinions_submitted' THEN evidence END) AS opinions_submitted_evidence, -- The sentence that states it
    max(CASE WHEN name = 'members_participating' THEN value END) AS members_participating, -- Members taking part
    max(CASE WHEN name = 'members_participating' THEN evidence END) AS members_participating_evidence, -- The sentence that states it
    sum(DISTINCT disagreeing) AS disagreeing, -- 1 where reports state different values for one figure; the row shows the proposal report's
    group_concat(DISTINCT uid) AS uids -- The reports
FROM (
    SELECT
        a.place, a.province, a.level, a.uid, f.name,
        coalesce(f.year, a.covers_year) AS year,
        CASE WHEN row_number() OVER best = 1 THEN f.value END AS value,
        CASE WHEN row_number() OVER best = 1 THEN f.evidence END AS evidence,
        f.value <> first_value(f.value) OVER best AS disagreeing
    FROM articles a
    JOIN figures f ON f.article_id = a.id
    WHERE a.topic = 'report' AND a.latest = 1 AND a.place IS NOT NULL AND coalesce(f.year, a.covers_year) IS NOT NULL
    WINDOW best AS (
        PARTITION BY a.place, a.province, coalesce(f.year, a.covers_year), f.name
        ORDER BY a.report_kind IS NOT '提案工作报告', a.covers_year IS NOT coalesce(f.year, a.covers_year), a.day, a.uid,
            f.ordinal
    )
)
GROUP BY place, province, year
ORDER BY place, province, year;

CREATE VIEW coverage AS -- Editions by newspaper and month: what was expected, what we have, what is missing
SELECT
    e.newspaper_id, -- Newspaper
    n.title AS newspaper, -- Its title
    n.place, -- Its place
    substr(e.day, 1, 7) AS month, -- Month
    sum(e.state <> 'no-edition') AS expected, -- Editions that were looked for and may exist
    sum(e.state = 'published') AS got, -- Editions that we have whole
    sum(e.state = 'partial') AS partial, -- Editions of which we have a part
    sum(e.state IN ('missing', 'blocked')) AS missing, -- Editions that we do not have
    sum(e.state = 'no-edition') AS no_edition, -- Days without an edition
    (SELECT count(*) FROM articles a
      WHERE a.newspaper_id = e.newspaper_id AND a.day BETWEEN substr(e.day, 1, 7) || '-01' AND substr(e.day, 1, 7) || '-31'
        AND a.topic = 'report' AND a.latest = 1 AND a.continues IS NULL) AS reports, -- Reports found in them
    group_concat(DISTINCT CASE WHEN e.state IN ('missing', 'blocked', 'partial') THEN e.reason END) AS reasons -- Why some are missing
FROM editions e
LEFT JOIN newspapers n ON n.id = e.newspaper_id
GROUP BY e.newspaper_id, substr(e.day, 1, 7);

CREATE VIEW novelty AS -- How new each report is, in characters of its paragraphs; short lines and salutations do not count
SELECT
    s.article_id AS id, -- Article
    a.uid, -- Its lasting name
    a.place, -- Place whose 政协 reports
    a.covers_year, -- Year whose work it reports
    a.report_kind, -- Kind of report
    a.day, -- Day of publication
    a.headline, -- 主题
    sum(s.chars) AS chars, -- Characters that count
    round(1.0 * sum(CASE WHEN s.reused = 0 AND s.shared = 0 THEN s.chars ELSE 0 END) / sum(s.chars), 4)
      AS new, -- Share that no earlier report of this place and no report of another place says
    round(1.0 * sum(s.chars * s.reused) / sum(s.chars), 4) AS reused, -- Share that this place reported in an earlier year
    round(1.0 * sum(s.chars * s.shared) / sum(s.chars), 4) AS shared -- Share that another place reports too, in any year
FROM (
    SELECT
        article_id, chars,
        coalesce(min(covers_year) OVER (PARTITION BY paragraph_id, place) < covers_year, 0) AS reused,
        coalesce(min(place) OVER (PARTITION BY paragraph_id) <> max(place) OVER (PARTITION BY paragraph_id), 0) AS shared
    FROM (
        SELECT o.article_id, o.paragraph_id, p.chars, a.place,
            -- where a report does not state the year, the one before its delivery puts it in order
            coalesce(a.covers_year, substr(coalesce(a.delivered_on, a.day), 1, 4) - 1) AS covers_year
        FROM articles a
        CROSS JOIN occurrences o ON o.article_id = a.id
        CROSS JOIN paragraphs p ON p.id = o.paragraph_id AND p.significant = 1
        WHERE a.topic = 'report' AND a.latest = 1 AND a.continues IS NULL
    )
) s
JOIN articles a ON a.id = s.article_id
GROUP BY s.article_id;
