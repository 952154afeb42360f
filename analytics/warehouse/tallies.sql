-- How did the complaints of a selection end, by one dimension?
--
-- Grain: one row per value of the dimension with at least one complaint; a
-- complaint without a value is under ''. The dimension is a column of the inner
-- query: everything (one row), a field, or a period of opening (its first day).
-- rated = resolved + unresolved is the denominator of the resolution rate; it
-- is not computed here: SQL counts, Go divides. Quantiles are exact, type 7, and
-- NaN where nothing was counted (the _n beside them is 0 then).
--
-- Names are '' where there is none, also on a server whose profile sets
-- join_use_nulls; ours may not be set here, the connection being read-only.
--
-- Parameters: those of selected.sql, entity (platform or seller to have names and
-- slugs, else '') and dimension.
SELECT
    tally.*,
    ifNull(toString(named.name), '') AS name,
    ifNull(toString(named.slug), '') AS slug
FROM
(
    SELECT
        {dimension:Identifier}                                AS key,
        count()                                               AS complaints,
        countIf(status = 'open')                              AS open,
        countIf(status = 'closed' AND outcome = 'resolved')   AS resolved,
        countIf(status = 'closed' AND outcome = 'unresolved') AS unresolved,
        countIf(status = 'closed' AND outcome = 'unrated')    AS unrated,
        countIf(status = 'closed' AND outcome = 'withdrawn')  AS withdrawn,
        countIf(status = 'closed' AND outcome = 'invalid')    AS invalid,
        countIf(status = 'closed' AND outcome = 'referred')   AS referred,
        countIf(status = 'closed' AND outcome = 'unknown')    AS unknown,
        countIf(responded_on IS NOT NULL)                     AS responded,
        countIf(timely = 'yes')                               AS timely_yes,
        countIf(timely = 'no')                                AS timely_no,
        count(rating)                                         AS rating_n,
        sum(toUInt64(ifNull(rating, 0)))                      AS rating_sum,
        countIf(status = 'closed' AND closed_on IS NOT NULL)  AS close_n,
        quantilesExactInclusiveIf(0.5, 0.9)
            (toInt32(assumeNotNull(closed_on) - opened_on), status = 'closed' AND closed_on IS NOT NULL) AS close_days,
        quantilesExactInclusiveIf(0.5, 0.9)
            (toInt32(assumeNotNull(responded_on) - opened_on), responded_on IS NOT NULL)                 AS reply_days
    FROM
    (
        SELECT
            status, outcome, opened_on, responded_on, closed_on, rating,
            toString(timely)             AS timely,
            everything,
            toString(platform)           AS platform,
            ifNull(toString(seller), '') AS seller,
            toString(issue)              AS issue,
            ifNull(toString(subissue), '') AS subissue,
            ifNull(toString(region), '') AS region,
            day, week, month, quarter, year
        FROM selected
    )
    GROUP BY key
) AS tally
LEFT ANY JOIN
(
    SELECT key, name, slug
    FROM {release:Identifier}.entities
    WHERE source = {source:String} AND entity = {entity:String}
) AS named ON named.key = tally.key
ORDER BY complaints DESC, key
