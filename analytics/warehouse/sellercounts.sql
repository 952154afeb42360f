-- How many sellers have how many complaints, on each platform and everywhere?
--
-- Grain: one row per platform and set of counts: complaints about the seller there
-- (complaints, rated, resolved) and in the whole selection (all_…), with the number of
-- sellers that have just these. platform is '' for each seller once, wherever it
-- sells. named is false for complaints that name no seller: one row per platform, of
-- one nobody. No seller is told apart: there are far fewer rows than sellers.
-- Denominator: rated = resolved + unresolved.
--
-- Parameters: those of selected.sql.
, listed AS
(
    SELECT
        toString(selected.platform)                                               AS platform_,
        ifNull(toString(selected.seller), '')                                     AS seller_,
        count()                                                                   AS complaints_,
        countIf(status = 'closed' AND outcome IN ('resolved', 'unresolved'))      AS rated_,
        countIf(status = 'closed' AND outcome = 'resolved')                       AS resolved_
    FROM selected
    GROUP BY platform_, seller_
)
SELECT platform, named, complaints, rated, resolved, all_complaints, all_rated, all_resolved, count() AS sellers
FROM
(
    SELECT
        platform_                                      AS platform,
        seller_ != ''                                  AS named,
        complaints_                                    AS complaints,
        rated_                                         AS rated,
        resolved_                                      AS resolved,
        sum(complaints_) OVER (PARTITION BY seller_)   AS all_complaints,
        sum(rated_)      OVER (PARTITION BY seller_)   AS all_rated,
        sum(resolved_)   OVER (PARTITION BY seller_)   AS all_resolved
    FROM listed
    UNION ALL
    SELECT '', true, sum(complaints_) AS c, sum(rated_) AS n, sum(resolved_) AS y, c, n, y
    FROM listed
    WHERE seller_ != ''
    GROUP BY seller_
)
GROUP BY platform, named, complaints, rated, resolved, all_complaints, all_rated, all_resolved
ORDER BY platform, named, all_complaints DESC, all_rated, all_resolved, complaints, rated, resolved
