-- How many complaints of a selection were opened on the days given for their
-- platform?
--
-- Grain: one row per platform of {keys} with at least one such complaint. keys[i]
-- is a platform, firsts[i] and lasts[i] the first and the last of some days, both
-- included; the days of one platform must not overlap.
--
-- Parameters: those of selected.sql, keys, firsts, lasts: equally long.
SELECT
    toString(selected.platform) AS key,
    count()                     AS complaints
FROM selected
INNER JOIN
(
    SELECT
        days.1 AS key_, days.2 AS first_, days.3 AS last_
    FROM (SELECT arrayJoin(arrayZip({keys:Array(String)}, {firsts:Array(Date)}, {lasts:Array(Date)})) AS days)
) AS given ON toString(selected.platform) = given.key_
WHERE selected.opened_on BETWEEN given.first_ AND given.last_
GROUP BY key
ORDER BY key
