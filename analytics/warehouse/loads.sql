-- What did the newest loads do?
-- Grain: one row per load, newest first. A load that says "running" may have
-- been killed; the next load finds out. Parameters: database, limit.
SELECT
    load_id, source, state, problem, release, started_at, finished_at,
    read, accepted, duplicate, new, replaced, unchanged, removed, rejected, unmapped
FROM {database:Identifier}.loads FINAL
ORDER BY load_id DESC
LIMIT {limit:UInt32}
