-- How did the complaints of a selection end, by entity, issue and period of opening?
--
-- Grain: one row per entity × issue × period (its first day) with at least one
-- complaint; issue is '' where it is not looked at. Entities with fewer than {least}
-- complaints in the selection are absent. Denominators: rated = resolved +
-- unresolved of the resolution rate; at_risk, as in ages.sql, of the share resolved
-- within {age} days.
--
-- Parameters: those of selected.sql, dimension (everything, platform, seller, issue,
-- subissue, region), grain (day, week, month, quarter, year), by_issue, least, age in
-- days, cut.
SELECT
    key, issue, start, complaints, open, resolved, rated, at_risk, resolved_within, undated
FROM
(
    SELECT
        key, issue_ AS issue, start,
        count()                                                         AS complaints,
        countIf(outcome_ = 'open')                                      AS open,
        countIf(outcome_ = 'resolved')                                  AS resolved,
        countIf(outcome_ IN ('resolved', 'unresolved'))                 AS rated,
        countIf(had_time)                                               AS at_risk,
        countIf(had_time AND outcome_ = 'resolved' AND days <= {age:UInt32}) AS resolved_within,
        countIf(had_time AND outcome_ = 'resolved' AND days IS NULL)    AS undated,
        sum(count()) OVER (PARTITION BY key)                            AS altogether
    FROM
    (
        SELECT
            ifNull(toString({dimension:Identifier}), '')          AS key,
            if({by_issue:Bool}, toString(selected.issue), '')     AS issue_,
            {grain:Identifier}                                    AS start,
            if(status = 'closed', toString(outcome), 'open')      AS outcome_,
            opened_on + {age:UInt32} <= {cut:Date}                AS had_time,
            toInt32(closed_on - opened_on)                        AS days
        FROM selected
    )
    GROUP BY key, issue_, start
)
WHERE altogether >= {least:UInt64}
ORDER BY key, issue, start
