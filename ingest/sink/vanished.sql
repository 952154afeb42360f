-- Which platforms does the load suddenly lack?
--
-- Looked at is the year before the load's newest opening day. A platform counts
-- that has 30 complaints or more there and 1 % of the source's, of which the
-- load has no row at all, and 30 rows or more would be due at its share.
-- Grain: platform; recent is of the whole source. Parameters: database, staging,
-- base, base_table, source, aliases and canonical (of one length, pair by pair).
WITH
    (SELECT max(opened_on) FROM {database:Identifier}.{staging:Identifier}) AS newest,
    (SELECT count() FROM {database:Identifier}.{staging:Identifier} WHERE opened_on > newest - 365) AS loaded
SELECT name, complaints, recent
FROM
(
    SELECT
        platform,
        argMax(platform_name, opened_on) AS name,
        count()                          AS complaints,
        sum(complaints) OVER ()          AS recent
    FROM {base:Identifier}.{base_table:Identifier}
    WHERE source = {source:String} AND opened_on > newest - 365 AND opened_on <= newest
    GROUP BY platform
)
WHERE complaints >= 30
  AND complaints * 100 >= recent
  AND complaints * loaded >= 30 * recent
  AND platform NOT IN (SELECT transform(toString(platform), {aliases:Array(String)}, {canonical:Array(String)}, toString(platform))
                       FROM {database:Identifier}.{staging:Identifier})
ORDER BY complaints DESC, name
