-- How did the judged complaints of a selection end, by entity, among complaints of
-- the same kind?
--
-- Grain: one row per entity and stratum. A stratum is issue × category × region ×
-- channel × quarter of opening; '' is a value that is unknown, or that the stratum
-- does not look at. Denominator: rated = resolved + unresolved complaints.
--
-- Strata of fewer than {least} rated complaints are merged, from the last of the
-- five values to the first: what remains unsettled with all five is looked at by
-- the first four, and so on; level is how many are left. Level 0 holds what
-- nothing else could be found for, and may be smaller.
--
-- Parameters: those of selected.sql, dimension (platform, seller, issue, subissue
-- or region), least, and by_issue, by_category, by_region, by_channel, by_quarter:
-- whether the value is looked at.
, cells AS
(
    SELECT
        {dimension:Identifier}        AS key,
        issue_, category_, region_, channel_, quarter_,
        countIf(outcome = 'resolved') AS resolved,
        count()                       AS rated
    FROM
    (
        SELECT
            outcome,
            toString(selected.platform)             AS platform,
            ifNull(toString(selected.seller), '')   AS seller,
            toString(selected.issue)                AS issue,
            ifNull(toString(selected.subissue), '') AS subissue,
            ifNull(toString(selected.region), '')   AS region,
            if({by_issue:Bool}, toString(selected.issue), '')                   AS issue_,
            if({by_category:Bool}, ifNull(toString(selected.category), ''), '') AS category_,
            if({by_region:Bool}, ifNull(toString(selected.region), ''), '')     AS region_,
            if({by_channel:Bool}, ifNull(toString(selected.channel), ''), '')   AS channel_,
            if({by_quarter:Bool}, selected.quarter, '')                         AS quarter_
        FROM selected
        WHERE status = 'closed' AND outcome IN ('resolved', 'unresolved')
    )
    GROUP BY key, issue_, category_, region_, channel_, quarter_
)
SELECT
    key,
    toUInt8(level1_)                  AS level,
    if(level >= 1, issue_, '')        AS issue,
    if(level >= 2, category_, '')     AS category,
    if(level >= 3, region_, '')       AS region,
    if(level >= 4, channel_, '')      AS channel,
    if(level >= 5, quarter_, '')      AS quarter,
    sum(resolved_)                    AS resolved,
    sum(rated_)                       AS rated
FROM
(
    SELECT *, resolved AS resolved_, rated AS rated_, multiIf(level2_ > 0, level2_,
        sum(if(level2_ = 0, rated, 0)) OVER (PARTITION BY issue_) >= {least:UInt64}, 1, 0) AS level1_
    FROM
    (
        SELECT *, multiIf(level3_ > 0, level3_,
            sum(if(level3_ = 0, rated, 0)) OVER (PARTITION BY issue_, category_) >= {least:UInt64}, 2, 0) AS level2_
        FROM
        (
            SELECT *, multiIf(level4_ > 0, level4_,
                sum(if(level4_ = 0, rated, 0)) OVER (PARTITION BY issue_, category_, region_) >= {least:UInt64}, 3, 0) AS level3_
            FROM
            (
                SELECT *, multiIf(level5_ > 0, level5_,
                    sum(if(level5_ = 0, rated, 0)) OVER (PARTITION BY issue_, category_, region_, channel_) >= {least:UInt64}, 4, 0) AS level4_
                FROM
                (
                    SELECT *, if(sum(rated) OVER (PARTITION BY issue_, category_, region_, channel_, quarter_) >= {least:UInt64}, 5, 0) AS level5_
                    FROM cells
                )
            )
        )
    )
)
GROUP BY key, level, issue, category, region, channel, quarter
ORDER BY key, level DESC, issue, category, region, channel, quarter
