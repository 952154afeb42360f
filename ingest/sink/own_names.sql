-- How are platforms called that others are aliases of, in the complaints
-- published under their own key? What an alias is called is not their name,
-- however many complaints it brings.
--
-- Grain: one row per key. Preferences are those of names.sql; history has every
-- state of a complaint that was published, and the load's own are not in it yet.
-- Parameters: database, staging, net, source, keys.
SELECT
    key,
    argMin(spelling, (preference, -toInt64(times), spelling)) AS name
FROM
(
    SELECT
        toString(platform)      AS key,
        toString(platform_name) AS spelling,
        transform(toString(platform_name_kind), ['trade', 'legal'], [0, 1], 2) AS preference,
        count()                 AS times
    FROM
    (
        SELECT platform, platform_name, platform_name_kind
        FROM {database:Identifier}.history
        WHERE source = {source:String} AND platform IN {keys:Array(String)}
        UNION ALL
        SELECT platform, platform_name, platform_name_kind
        FROM {database:Identifier}.{staging:Identifier}
        WHERE source = {source:String} AND platform IN {keys:Array(String)}
          AND (file, line) IN (SELECT file, line FROM {database:Identifier}.{net:Identifier})
    )
    GROUP BY key, spelling, preference
)
GROUP BY key
ORDER BY key
