"""Fills what the two before made from relays that are held already; on an empty record it does nothing.

The SQL is that of articles/summaries.py as it was, kept here so that it goes with these tables.
"""

from django.db import migrations

COPIES = """
UPDATE articles_relayvia v SET resolution = m.resolution FROM articles_mention m
WHERE m.id = v.mention_id AND m.resolution <> v.resolution;

UPDATE articles_relay r SET claim_ids = c.ids FROM (
    SELECT statement_id, array_agg(claim_id ORDER BY claim_id) AS ids FROM articles_match
    WHERE replaced_at IS NULL AND state = 'accepted' AND judgement = 'same' GROUP BY statement_id
) c WHERE c.statement_id = r.statement_id;
"""

UNITS = """
INSERT INTO articles_summary (face, outlet_id, who, source_id, month, via_id, relays, statements, articles, claims)
SELECT *, 0 FROM (WITH counted AS (
        SELECT r.id, r.outlet_id, r.article_id, r.statement_id, r.source_id,
               CASE WHEN r.source_id IS NOT NULL THEN 'source' WHEN r.resolution = 'unnamed' THEN 'unnamed'
                    ELSE 'unresolved' END AS who,
               date_trunc('month', r.published_at AT TIME ZONE 'UTC')::date AS month,
               CASE WHEN r.polarity = 'affirms' THEN r.claim_ids ELSE '{}' END AS claim_ids
        FROM articles_relay r WHERE r.state = 'accepted' AND NOT r.self_credit
    ), passed AS (
        SELECT DISTINCT c.id, c.outlet_id, c.article_id, c.statement_id, v.source_id,
               CASE WHEN v.source_id IS NOT NULL THEN 'source' WHEN v.resolution = 'unnamed' THEN 'unnamed'
                    ELSE 'unresolved' END AS who,
               c.claim_ids
        FROM counted c JOIN articles_relayvia v ON v.relay_id = c.id
    ), through AS (
        SELECT DISTINCT c.id, c.article_id, c.statement_id, c.source_id, v.source_id AS via_id, c.claim_ids
        FROM counted c JOIN articles_relayvia v ON v.relay_id = c.id
        WHERE c.source_id IS NOT NULL AND v.source_id IS NOT NULL
    )
(SELECT 'credited' AS face, outlet_id, CASE WHEN GROUPING(who) = 1 THEN 'anybody' ELSE who END AS who, source_id, NULL::date AS month, NULL::bigint AS via_id, count(DISTINCT id) AS relays, count(DISTINCT statement_id) AS statements, count(DISTINCT article_id) AS articles FROM counted GROUP BY GROUPING SETS ((outlet_id, who, source_id), (who, source_id), (outlet_id), ()) HAVING count(*) > 0) UNION ALL (SELECT 'passed' AS face, outlet_id, CASE WHEN GROUPING(who) = 1 THEN 'anybody' ELSE who END AS who, source_id, NULL::date AS month, NULL::bigint AS via_id, count(DISTINCT id) AS relays, count(DISTINCT statement_id) AS statements, count(DISTINCT article_id) AS articles FROM passed GROUP BY GROUPING SETS ((outlet_id, who, source_id), (who, source_id), (outlet_id), ()) HAVING count(*) > 0) UNION ALL (SELECT 'month' AS face, outlet_id, 'anybody' AS who, NULL::bigint AS source_id, month, NULL::bigint AS via_id, count(DISTINCT id) AS relays, count(DISTINCT statement_id) AS statements, count(DISTINCT article_id) AS articles FROM counted GROUP BY GROUPING SETS ((outlet_id, month), (month)) HAVING count(*) > 0) UNION ALL (SELECT 'through' AS face, NULL::bigint AS outlet_id, 'source' AS who, source_id, NULL::date AS month, via_id, count(DISTINCT id) AS relays, count(DISTINCT statement_id) AS statements, count(DISTINCT article_id) AS articles FROM through GROUP BY GROUPING SETS ((source_id, via_id)) HAVING count(*) > 0)) AS e;
"""

CLAIMS = """
INSERT INTO articles_summaryclaim (summary_id, claim_id, relays)
SELECT s.id, e.claim, e.relays FROM (WITH counted AS (
        SELECT r.id, r.outlet_id, r.article_id, r.statement_id, r.source_id,
               CASE WHEN r.source_id IS NOT NULL THEN 'source' WHEN r.resolution = 'unnamed' THEN 'unnamed'
                    ELSE 'unresolved' END AS who,
               date_trunc('month', r.published_at AT TIME ZONE 'UTC')::date AS month,
               CASE WHEN r.polarity = 'affirms' THEN r.claim_ids ELSE '{}' END AS claim_ids
        FROM articles_relay r WHERE r.state = 'accepted' AND NOT r.self_credit
    ), passed AS (
        SELECT DISTINCT c.id, c.outlet_id, c.article_id, c.statement_id, v.source_id,
               CASE WHEN v.source_id IS NOT NULL THEN 'source' WHEN v.resolution = 'unnamed' THEN 'unnamed'
                    ELSE 'unresolved' END AS who,
               c.claim_ids
        FROM counted c JOIN articles_relayvia v ON v.relay_id = c.id
    ), through AS (
        SELECT DISTINCT c.id, c.article_id, c.statement_id, c.source_id, v.source_id AS via_id, c.claim_ids
        FROM counted c JOIN articles_relayvia v ON v.relay_id = c.id
        WHERE c.source_id IS NOT NULL AND v.source_id IS NOT NULL
    )
(SELECT 'credited' AS face, outlet_id, CASE WHEN GROUPING(who) = 1 THEN 'anybody' ELSE who END AS who, source_id, NULL::date AS month, NULL::bigint AS via_id, claim, count(DISTINCT id) AS relays FROM counted, unnest(claim_ids) AS claim GROUP BY GROUPING SETS ((outlet_id, who, source_id, claim), (who, source_id, claim), (outlet_id, claim), (claim)) HAVING count(*) > 0) UNION ALL (SELECT 'passed' AS face, outlet_id, CASE WHEN GROUPING(who) = 1 THEN 'anybody' ELSE who END AS who, source_id, NULL::date AS month, NULL::bigint AS via_id, claim, count(DISTINCT id) AS relays FROM passed, unnest(claim_ids) AS claim GROUP BY GROUPING SETS ((outlet_id, who, source_id, claim), (who, source_id, claim), (outlet_id, claim), (claim)) HAVING count(*) > 0) UNION ALL (SELECT 'month' AS face, outlet_id, 'anybody' AS who, NULL::bigint AS source_id, month, NULL::bigint AS via_id, claim, count(DISTINCT id) AS relays FROM counted, unnest(claim_ids) AS claim GROUP BY GROUPING SETS ((outlet_id, month, claim), (month, claim)) HAVING count(*) > 0) UNION ALL (SELECT 'through' AS face, NULL::bigint AS outlet_id, 'source' AS who, source_id, NULL::date AS month, via_id, claim, count(DISTINCT id) AS relays FROM through, unnest(claim_ids) AS claim GROUP BY GROUPING SETS ((source_id, via_id, claim)) HAVING count(*) > 0)) AS e JOIN articles_summary s ON s.face = e.face AND coalesce(s.outlet_id, 0) = coalesce(e.outlet_id, 0) AND s.who = e.who
AND coalesce(s.source_id, 0) = coalesce(e.source_id, 0)
AND coalesce(s.month, '-infinity') = coalesce(e.month, '-infinity')
AND coalesce(s.via_id, 0) = coalesce(e.via_id, 0);

UPDATE articles_summary s SET claims = c.claims FROM
(SELECT summary_id, count(*) AS claims FROM articles_summaryclaim GROUP BY summary_id) c WHERE c.summary_id = s.id;
"""

COVERAGE = """
INSERT INTO articles_articlecoverage
(article_id, outlet_id, gone_through, suggestions_all, suggestions_decided, unresolved)
SELECT a.id AS article_id, a.outlet_id, a.progress = 'gone through' AS gone_through,
       coalesce(s.suggested, 0) AS suggestions_all, coalesce(s.decided, 0) AS suggestions_decided,
       coalesce(r.open, 0) AS unresolved
FROM articles_article a
LEFT JOIN (
    SELECT article_id, count(*) AS suggested, count(*) FILTER (WHERE state <> 'suggested') AS decided
    FROM articles_statement WHERE found_by NOT IN ('hand', 'import') OR state = 'suggested' GROUP BY article_id
) s ON s.article_id = a.id
LEFT JOIN (
    SELECT article_id, count(*) AS open FROM articles_relay
    WHERE state = 'accepted' AND relay_kind = 'statement' AND resolution IN ('unresolved', 'ambiguous')
    GROUP BY article_id
) r ON r.article_id = a.id
WHERE a.merged_into_id IS NULL;

INSERT INTO articles_outletcoverage (outlet_id, held, gone_through, suggestions_all, suggestions_decided, unresolved)
SELECT outlet_id, count(*) AS held, count(*) FILTER (WHERE gone_through) AS gone_through,
       sum(suggestions_all)::bigint AS suggestions_all, sum(suggestions_decided)::bigint AS suggestions_decided,
       sum(unresolved)::bigint AS unresolved
FROM articles_articlecoverage GROUP BY outlet_id;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_summary_via")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (COPIES, UNITS, CLAIMS, COVERAGE)]
