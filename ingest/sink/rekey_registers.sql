-- Which businesses do the side registers of a release name?
-- Grain: one row per register × key, as "register key". Parameters: base.
SELECT DISTINCT concat(register, ' ', key) AS named
FROM
(
    SELECT 'platforms' AS register, arrayJoin([platform, ifNull(canonical, '')]) AS key
    FROM {base:Identifier}.platform_links
    UNION ALL
    SELECT 'coverage' AS register, toString(platform_given) AS key
    FROM {base:Identifier}.coverage
    UNION ALL
    SELECT 'exposure' AS register, toString(platform_given) AS key
    FROM {base:Identifier}.exposure
)
WHERE key != ''
ORDER BY named
