-- What do the current release's registers say of platforms?
-- Grain: one row per link, in the order they overrule each other.
-- Parameters: base (current release).
SELECT
    kind,
    source,
    platform,
    ifNull(canonical, '')                AS canonical,
    ifNull(group_key, '')                AS group_key,
    ifNull(name, '')                     AS name,
    ifNull(toString(from_day), '')       AS from_day,
    origin,
    line
FROM {base:Identifier}.platform_links
ORDER BY origin, file, line, identity
