-- How long does a platform take to act on a seller it gets complaints about?
--
-- Grain: one row per platform, number of days and acted: sellers by the days from the
-- first complaint of the selection about them there to the first day on which any
-- action against them is recorded (acted), or to the data cut {cut} without one. undated
-- are sellers with actions of unknown day only, early those acted on before that first
-- complaint; both have days 0 and say nothing about how long it takes. Denominator:
-- sellers with a complaint on the platform. At most platforms × days × 4 rows.
--
-- Parameters: those of selected.sql, cut.
SELECT
    platform_ AS platform,
    multiIf(dated AND first_action < first_complaint, 'early', dated, 'acted', acted, 'undated', 'waiting') AS state,
    toInt32(multiIf(state = 'acted', toInt32(first_action) - toInt32(first_complaint),
            state = 'waiting', greatest(0, toInt32({cut:Date}) - toInt32(first_complaint)), 0))            AS days,
    count() AS sellers
FROM
(
    SELECT
        toString(selected.platform)                AS platform_,
        toString(assumeNotNull(selected.seller))   AS seller_,
        min(opened_on)                             AS first_complaint,
        min(if(empty(arrayFilter(d -> d IS NOT NULL, selected.action_on)), toDate('2149-06-06'),
            assumeNotNull(arrayMin(arrayMap(d -> assumeNotNull(d), arrayFilter(d -> d IS NOT NULL, selected.action_on)))))) AS first_action,
        max(notEmpty(selected.action))             AS acted,
        max(notEmpty(arrayFilter(d -> d IS NOT NULL, selected.action_on))) AS dated
    FROM selected
    WHERE selected.seller IS NOT NULL
    GROUP BY platform_, seller_
)
GROUP BY platform, state, days
ORDER BY platform, state, days
