-- How many complaints of a selection were resolved within so many days of being
-- opened, by period of opening?
--
-- Grain: one row per period (its first day) with at least one complaint.
-- Denominator: at_risk, the complaints that had {age} days before the data cut
-- {cut}, whatever became of them: open ones count, and so do withdrawn ones. Of
-- them resolved_within were resolved on a day known to be within the age, and
-- undated are resolved on a day nobody says, which may have been.
--
-- Parameters: those of selected.sql, dimension (day, week, month, quarter, year), age
-- in days, cut.
SELECT
    key,
    countIf(had_time)                                               AS at_risk,
    countIf(had_time AND resolved AND days <= {age:UInt32})         AS resolved_within,
    countIf(had_time AND resolved AND days IS NULL)                 AS undated
FROM
(
    SELECT
        {dimension:Identifier}                         AS key,
        opened_on + {age:UInt32} <= {cut:Date}         AS had_time,
        status = 'closed' AND outcome = 'resolved'     AS resolved,
        toInt32(closed_on - opened_on)                 AS days
    FROM selected
)
GROUP BY key
ORDER BY key
