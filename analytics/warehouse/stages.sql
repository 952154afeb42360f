-- What became of the complaints of a selection in each stage of the escalation ladder?
--
-- Grain: one row per value of the dimension × stage × ending × next stage ('' where
-- none was entered) × whole days in the stage, with the number of stays. A complaint
-- has one stay per entry of its ladder. Denominator: the stays in the stage, whatever
-- became of them; those that still wait are counted with their days up to {cut}.
--
-- A stay ends on the day the next stage was entered, else on the day it was left.
-- days is NULL where a day is unknown or the end would lie before the beginning;
-- stays over {longest} days are counted together as {longest} + 1. So there are at
-- most values × 8 stages × 14 endings × ({longest} + 3) rows, and never more than stays.
-- A complaint with several values (associations) counts under each.
--
-- Stages, results and days are numbers until the rows are few (0: no stage, no result;
-- −1: no day): grouping by words takes several times as long, and so does grouping by
-- the key beside its hash.
--
-- Parameters: those of selected.sql, dimension (everything, platform, issue,
-- association), stages (their names, lowest first), cut, longest in days.
SELECT
    toString(group_key)                        AS key,
    {stages:Array(String)}[at]                 AS stage,
    if(then = 0, '', {stages:Array(String)}[then]) AS next,
    ['moved_on', 'resolved', 'waiting', 'unknown', 'abandoned', 'unrated', 'set_aside'][way] AS ending,
    if(stayed < 0, NULL, stayed)               AS days,
    stays
FROM
(
    SELECT any(at_key) AS group_key, at, then, way, stayed, count() AS stays
    FROM
    (
        SELECT
            at_key, at, then,
            multiIf(then != 0,                         1,
                    result = 1,                        2,
                    result = 0 AND left < 0 AND open,  3,
                    result = 0 OR open,                4,
                    result IN (2, 3),                  5,
                    result = 4,                        6,
                                                       7)  AS way,
            multiIf(entered < 0,                       -1,
                    way = 3,                           greatest(toInt32({cut:Date}) - entered, 0),
                    way = 1 AND then_entered >= 0,     then_entered - entered,
                    left < 0,                          -1,
                                                       left - entered) AS lasted,
            toInt32(multiIf(lasted < 0, -1, lasted > toInt32({longest:UInt32}), toInt32({longest:UInt32}) + 1, lasted)) AS stayed
        FROM
        (
            SELECT arrayJoin({dimension:Identifier}) AS at_key, open, at, result, entered, left, then, then_entered
            FROM
            (
                SELECT
                    [everything]    AS everything,
                    [platform]      AS platform,
                    [issue]         AS issue,
                    if(empty(associations), [''], arrayDistinct(arrayMap(a -> toString(a), associations))) AS association,
                    status = 'open' AS open,
                    arrayMap(s -> toUInt8(indexOf({stages:Array(String)}, s)), stage) AS stage_at,
                    arrayMap(r -> toUInt8(indexOf(['resolved', 'unresolved', 'withdrawn', 'unrated', 'invalid', 'referred'], r)), stage_result) AS result_at,
                    arrayMap(d -> ifNull(toInt32(d), -1), stage_entered_on)           AS entered_at,
                    arrayMap(d -> ifNull(toInt32(d), -1), stage_left_on)              AS left_at,
                    arrayPushBack(arrayPopFront(stage_at), toUInt8(0))                AS then_at,
                    arrayPushBack(arrayPopFront(entered_at), toInt32(-1))             AS then_entered_at
                FROM selected
                WHERE notEmpty(stage)
            )
            ARRAY JOIN stage_at AS at, result_at AS result, entered_at AS entered, left_at AS left, then_at AS then, then_entered_at AS then_entered
        )
    )
    GROUP BY cityHash64(at_key), at, then, way, stayed
)
ORDER BY key, stage, next, ending, days
