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
        FROM selected
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
