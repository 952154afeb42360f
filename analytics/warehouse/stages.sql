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
-- least and greatest are avoided where a value may be NULL: versions differ in what
-- they make of it.
--
-- Parameters: those of selected.sql, dimension (everything, platform, issue,
-- association), cut, longest in days.
SELECT key, at AS stage, next, ending, days, count() AS stays
FROM
(
    SELECT
        key, at, next, ending,
        multiIf(entered IS NULL,                               NULL,
                ending = 'waiting',                            toInt32(greatest(toInt32({cut:Date} - assumeNotNull(entered)), 0)),
                next != '' AND next_entered IS NOT NULL,       toInt32(next_entered - entered),
                                                               toInt32(left_on - entered)) AS stayed,
        multiIf(stayed IS NULL OR stayed < 0,                  NULL,
                stayed > toInt32({longest:UInt32}),            toInt32({longest:UInt32} + 1),
                                                               stayed)                     AS days
    FROM
    (
        SELECT
            key, at, next, entered, left_on, next_entered,
            multiIf(next != '',                                            'moved_on',
                    result = 'resolved',                                   'resolved',
                    result IN ('', 'unknown') AND left_on IS NULL AND open, 'waiting',
                    result IN ('', 'unknown') OR open,                     'unknown',
                    result IN ('unresolved', 'withdrawn'),                 'abandoned',
                    result = 'unrated',                                    'unrated',
                                                                           'set_aside') AS ending
        FROM
        (
            SELECT
                arrayJoin({dimension:Identifier}) AS key,
                open,
                toString(stage[i])                AS at,
                toString(stage[i + 1])            AS next,
                toString(stage_result[i])         AS result,
                stage_entered_on[i]               AS entered,
                stage_left_on[i]                  AS left_on,
                stage_entered_on[i + 1]           AS next_entered
            FROM
            (
                SELECT
                    [everything]          AS everything,
                    [toString(platform)]  AS platform,
                    [toString(issue)]     AS issue,
                    if(empty(associations), [''], arrayDistinct(arrayMap(a -> toString(a), associations))) AS association,
                    status = 'open'       AS open,
                    stage, stage_result, stage_entered_on, stage_left_on
                FROM selected
                WHERE notEmpty(stage)
            )
            ARRAY JOIN arrayEnumerate(stage) AS i
        )
    )
)
GROUP BY key, at, next, ending, days
ORDER BY key, at, next, ending, days
