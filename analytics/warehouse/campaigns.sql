-- Which activities of associations does the register have?
--
-- Grain: one row per association × title × first day, newest first. Nothing is
-- counted.
--
-- Parameters: release, limit.
SELECT
    toString(origin)              AS origin,
    leftPad(lower(hex(identity)), 16, '0')          AS identity,
    toString(association)         AS association,
    title,
    first_day,
    last_day,
    toString(first_precision)     AS first_precision,
    ifNull(toString(region), '')  AS region,
    issues,
    all_issues,
    subissues,
    ifNull(url, '')               AS url
FROM {release:Identifier}.campaigns
ORDER BY first_day DESC, identity, origin
LIMIT {limit:UInt32}
