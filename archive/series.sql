-- Migration 8: no report's figures are left out of the series because it states no year, and no day that was asked for is
-- left out of the coverage because a run ended before it.

DROP VIEW proposals;

CREATE VIEW proposals AS -- Proposal figures by place and year, each beside the sentence that states it
SELECT
    place, -- Place whose 政协 reports
    province, -- Its province
    level, -- Its level
    year, -- Year that the figures are about; see year_derived
    max(derived) AS year_derived, -- 1 = a report states no year: a session looks back on the year before, and examines (审查) the proposals of the year that begins
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
        s.*,
        CASE WHEN row_number() OVER best = 1 THEN s.stated END AS value,
        CASE WHEN row_number() OVER best = 1 THEN s.sentence END AS evidence,
        s.stated <> first_value(s.stated) OVER best AS disagreeing
    FROM (
        SELECT
            a.place, a.province, a.level, a.uid, a.day, a.report_kind, a.covers_year, f.name, f.ordinal, f.value AS stated,
            f.evidence AS sentence,
            coalesce(f.year, a.covers_year) IS NULL AS derived,
            coalesce(f.year, a.covers_year,
                CASE WHEN f.evidence NOT GLOB '*[三四五]年来*' AND f.evidence NOT GLOB '*[三四五]年间*'
                    AND f.evidence NOT GLOB '*本届*' AND f.evidence NOT GLOB '*届以来*'
                THEN CAST(strftime('%Y', coalesce(a.delivered_on, a.day), CASE a.report_kind
                    WHEN '提案审查报告' THEN '+6 months' ELSE '-6 months' END) AS INTEGER) END) AS year
        FROM articles a
        JOIN figures f ON f.article_id = a.id
        WHERE a.topic = 'report' AND a.latest = 1 AND a.place IS NOT NULL
    ) s
    WHERE s.year IS NOT NULL
    WINDOW best AS (
        PARTITION BY s.place, s.province, s.year, s.name
        ORDER BY s.derived, s.report_kind IS NOT '提案工作报告', s.covers_year IS NOT s.year, s.day, s.uid, s.ordinal
    )
)
GROUP BY place, province, year
ORDER BY place, province, year;

DROP VIEW coverage;

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
FROM (
    SELECT newspaper_id, day, state, reason FROM editions
    UNION ALL
    SELECT l.newspaper_id, l.day, 'missing', 'not reached yet' FROM ledger l
    WHERE l.kind = 'front' AND l.state = 'pending' AND l.day IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM editions e WHERE e.newspaper_id = l.newspaper_id AND e.day = l.day)
) e
LEFT JOIN newspapers n ON n.id = e.newspaper_id
GROUP BY e.newspaper_id, substr(e.day, 1, 7);
