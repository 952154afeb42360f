-- After how many days were the complaints of a selection closed, with and without
-- evidence?
--
-- Grain: one row per number of days since opening, and one with NULL days for the
-- complaints closed on a day nobody says. closed counts those closed after so many
-- days, open those still open that had been so for so many days at the data cut
-- {cut}; closed_with[i] and open_with[i] are those of them that come with all kinds
-- of the i-th set. Together they are all complaints of the selection but those that
-- the publisher dates after the cut. There are no more rows than days.
--
-- Parameters: those of selected.sql, kinds and sets (see evidencestrata.sql), cut.
SELECT
    days_                                                                                          AS days,
    sumIf(n, closed_)                                                                              AS closed,
    sumIf(n, NOT closed_)                                                                          AS open,
    sumForEach(arrayMap(s -> if(closed_ AND bitAnd(kinds_, s) = s, n, 0), {sets:Array(UInt64)}))     AS closed_with,
    sumForEach(arrayMap(s -> if(NOT closed_ AND bitAnd(kinds_, s) = s, n, 0), {sets:Array(UInt64)})) AS open_with
FROM
(
    -- Counted by the list first, then by the exact set: there are far fewer of them
    -- than complaints.
    SELECT
        days_, closed_, sum(m) AS n,
        arraySum((kind, i) -> if(has(evidence, kind), bitShiftLeft(toUInt64(1), i - 1), 0),
            {kinds:Array(String)}, arrayEnumerate({kinds:Array(String)}))                  AS kinds_
    FROM
    (
        SELECT
            status = 'closed'                                                              AS closed_,
            if(closed_, toInt32(closed_on - opened_on), toInt32({cut:Date} - opened_on))   AS days_,
            evidence,
            count()                                                                        AS m
        FROM selected
        GROUP BY closed_, days_, evidence
    )
    WHERE days_ IS NULL OR days_ >= 0
    GROUP BY days_, closed_, kinds_
)
GROUP BY days
ORDER BY days
