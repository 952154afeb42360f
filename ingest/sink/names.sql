-- How are the businesses of a source called most often?
--
-- Grain: one row per entity × key. A trade name beats a legal name however
-- often each occurs; within a kind the most frequent wins, ties by spelling.
-- Parameters: release, source.
SELECT
    entity,
    key,
    argMin(spelling, (preference, -toInt64(times), spelling)) AS name,
    sum(times)                                                AS complaints,
    min(preference) = 2                                       AS pseudonym
FROM
(
    SELECT
        'platform'    AS entity,
        platform      AS key,
        platform_name AS spelling,
        transform(platform_name_kind, ['trade', 'legal'], [0, 1], 2) AS preference,
        count()       AS times
    FROM {release:Identifier}.complaints
    WHERE source = {source:String}
    GROUP BY key, spelling, preference
    UNION ALL
    SELECT
        'seller'                    AS entity,
        assumeNotNull(seller)       AS key,
        ifNull(seller_name, seller) AS spelling,
        transform(ifNull(seller_name_kind, ''), ['trade', 'legal'], [0, 1], 2) AS preference,
        count()                     AS times
    FROM {release:Identifier}.complaints
    WHERE source = {source:String} AND seller IS NOT NULL
    GROUP BY key, spelling, preference
)
GROUP BY entity, key
ORDER BY entity, complaints DESC, key
