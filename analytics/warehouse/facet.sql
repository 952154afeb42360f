-- Which values of a dimension do the complaints of a selection have?
--
-- Grain: one row per value, most complaints first; a complaint with several
-- values (remedies, evidence, stages, associations) counts under each.
--
-- Parameters: as in tallies.sql, and limit.
SELECT
    facet.key AS key,
    facet.complaints AS complaints,
    ifNull(toString(named.name), '') AS name,
    ifNull(toString(named.slug), '') AS slug
FROM
(
    SELECT arrayJoin({dimension:Identifier}) AS key, count() AS complaints
    FROM
    (
        SELECT
            [toString(platform)]             AS platform,
            [ifNull(toString(seller), '')]   AS seller,
            [toString(issue)]                AS issue,
            [ifNull(toString(subissue), '')] AS subissue,
            [ifNull(toString(category), '')] AS category,
            [ifNull(toString(region), '')]   AS region,
            [ifNull(toString(channel), '')]  AS channel,
            [if(status = 'open', 'open', toString(outcome))] AS outcome,
            arrayDistinct(associations) AS association,
            arrayDistinct(remedies)     AS remedy,
            arrayDistinct(evidence)     AS evidence,
            arrayDistinct(stage)        AS stage
        FROM {release:Identifier}.complaints AS c
        WHERE source = {source:String}
          AND opened_on >= {from:Date}
          AND opened_on < {to:Date}
          AND (empty({platform:Array(String)})    OR (c.platform IN {platform:Array(String)}) != {not_platform:Bool})
          AND (empty({seller:Array(String)})      OR (ifNull(c.seller, '') IN {seller:Array(String)}) != {not_seller:Bool})
          AND (empty({issue:Array(String)})       OR (c.issue IN {issue:Array(String)}) != {not_issue:Bool})
          AND (empty({subissue:Array(String)})    OR (ifNull(c.subissue, '') IN {subissue:Array(String)}) != {not_subissue:Bool})
          AND (empty({category:Array(String)})    OR (ifNull(c.category, '') IN {category:Array(String)}) != {not_category:Bool})
          AND (empty({region:Array(String)})      OR (ifNull(c.region, '') IN {region:Array(String)}) != {not_region:Bool})
          AND (empty({channel:Array(String)})     OR (ifNull(c.channel, '') IN {channel:Array(String)}) != {not_channel:Bool})
          AND (empty({association:Array(String)}) OR hasAny(c.associations, {association:Array(String)}) != {not_association:Bool})
          AND (empty({remedy:Array(String)})      OR hasAny(c.remedies, {remedy:Array(String)}) != {not_remedy:Bool})
          AND (empty({evidence:Array(String)})    OR hasAny(c.evidence, {evidence:Array(String)}) != {not_evidence:Bool})
          AND (empty({stage:Array(String)})       OR hasAny(c.stage, {stage:Array(String)}) != {not_stage:Bool})
          AND (empty({outcome:Array(String)})     OR (if(c.status = 'open', 'open', c.outcome) IN {outcome:Array(String)}) != {not_outcome:Bool})
    )
    GROUP BY key
    HAVING key != ''
) AS facet
LEFT ANY JOIN
(
    SELECT key, name, slug
    FROM {release:Identifier}.entities
    WHERE source = {source:String} AND entity = {entity:String}
) AS named ON named.key = facet.key
ORDER BY complaints DESC, key
LIMIT {limit:UInt32}
