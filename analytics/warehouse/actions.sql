-- What did platforms do to sellers, and how many complaints came before and after?
--
-- Grain: one row per platform, seller and action that any complaint of the selection
-- records, at the first day it records; at most four rows per platform and seller.
-- days counts the different days, undated the complaints that record the action
-- without one. Complaints are those opened about the seller: complaints and before
-- (the first day) on that platform; prior_90, before_90 and after_90 in the days 180
-- to 91 before, 90 to 1 before and 1 to 90 after; elsewhere_… on other platforms. The
-- day itself is in neither. recent_size and earlier_size are classes of the counts in
-- the 30 days before and the 60 before them (0; else 1 + ⌊2 log₂ n⌋), as in
-- actioncontrols.sql.
--
-- Parameters: those of selected.sql.
, recorded AS
(
    SELECT
        toString(selected.platform)             AS platform_,
        toString(assumeNotNull(selected.seller)) AS seller_,
        what                                    AS action_,
        minIf(assumeNotNull(at), at IS NOT NULL) AS first_,
        uniqExactIf(at, at IS NOT NULL)         AS days_,
        countIf(at IS NULL)                     AS undated_
    FROM selected
    ARRAY JOIN selected.action AS what, selected.action_on AS at
    WHERE selected.seller IS NOT NULL
    GROUP BY platform_, seller_, action_
),
opened AS
(
    SELECT toString(selected.platform) AS on_, toString(assumeNotNull(selected.seller)) AS about_, opened_on AS day_, count() AS n_
    FROM selected
    WHERE selected.seller IN (SELECT seller_ FROM recorded)
    GROUP BY on_, about_, day_
)
SELECT
    counted.*,
    if(recent = 0, 0, toUInt8(1 + floor(2 * log2(recent))))   AS recent_size,
    if(before_90 = recent, 0, toUInt8(1 + floor(2 * log2(before_90 - recent)))) AS earlier_size,
    ifNull(toString(named.name), '') AS name,
    ifNull(toString(named.slug), '') AS slug
FROM
(
    SELECT
        platform_ AS platform, seller_ AS seller, action_ AS action, days_ AS days, undated_ AS undated,
        if(days_ = 0, NULL, first_)                                                          AS first_on,
        min(if(on_ = platform_, day_, toDate('2149-06-06')))                                 AS first_complaint,
        sumIf(n_, on_ = platform_)                                                           AS complaints,
        sumIf(n_, on_ = platform_ AND days_ > 0 AND gap < 0)                                 AS before,
        sumIf(n_, on_ = platform_ AND days_ > 0 AND gap BETWEEN -180 AND -91)                AS prior_90,
        sumIf(n_, on_ = platform_ AND days_ > 0 AND gap BETWEEN -90 AND -1)                  AS before_90,
        sumIf(n_, on_ = platform_ AND days_ > 0 AND gap BETWEEN -30 AND -1)                  AS recent,
        sumIf(n_, on_ = platform_ AND days_ > 0 AND gap BETWEEN 1 AND 90)                    AS after_90,
        sumIf(n_, on_ != platform_)                                                          AS elsewhere,
        sumIf(n_, on_ != platform_ AND days_ > 0 AND gap BETWEEN -90 AND -1)                 AS elsewhere_before_90,
        sumIf(n_, on_ != platform_ AND days_ > 0 AND gap BETWEEN 1 AND 90)                   AS elsewhere_after_90
    FROM
    (
        SELECT *, toInt32(day_) - toInt32(first_) AS gap
        FROM recorded
        INNER JOIN opened ON recorded.seller_ = opened.about_
    )
    GROUP BY platform, seller, action, first_, days_, undated_
) AS counted
LEFT ANY JOIN
(
    SELECT key, name, slug
    FROM {release:Identifier}.entities
    WHERE source = {source:String} AND entity = 'seller'
) AS named ON named.key = counted.seller
ORDER BY before_90 DESC, platform, seller, action
