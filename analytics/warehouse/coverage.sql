-- Which media reports does the register have about platforms of a source?
--
-- Grain: one row per report × platform the source has complaints about, newest first.
-- Nothing is counted.
--
-- Parameters: release, source, limit.
SELECT
    toString(c.origin)          AS origin,
    leftPad(lower(hex(c.identity)), 16, '0')      AS identity,
    toString(c.platform)        AS platform,
    e.name                      AS platform_name,
    e.slug                      AS platform_slug,
    c.day                       AS first_day,
    toString(c.outlet)          AS outlet,
    c.title                     AS title,
    ifNull(c.url, '')           AS url,
    c.issues                    AS issues,
    c.all_issues                AS all_issues,
    c.subissues                 AS subissues
FROM {release:Identifier}.coverage AS c
INNER JOIN
(
    SELECT key, name, slug
    FROM {release:Identifier}.entities
    WHERE source = {source:String} AND entity = 'platform'
) AS e ON e.key = c.platform
ORDER BY first_day DESC, identity, origin
LIMIT {limit:UInt32}
