-- Which laws, rules and events does the register have?
--
-- Grain: one row per entry, origin × id, newest first; entries without a date come
-- last. A date is from first to last, the first and the last day it can be. Nothing
-- is counted.
--
-- Parameters: release, limit.
SELECT
    toString(origin)         AS origin,
    leftPad(lower(hex(identity)), 16, '0')     AS identity,
    id,
    toString(jurisdiction)   AS jurisdiction,
    toString(kind)           AS kind,
    series_break,
    title,
    ifNull(body, '')         AS body,
    in_force_first           AS first_day,
    in_force_last            AS last_day,
    effect,
    issues,
    all_issues,
    subissues,
    ifNull(scope, '')        AS scope,
    ifNull(url, '')          AS url
FROM {release:Identifier}.policies
ORDER BY first_day DESC NULLS LAST, id, origin
LIMIT {limit:UInt32}
