-- What did the newest loads do?
-- Grain: one row per load, newest first. A load that says "running" may have
-- been killed: its updated_at stands still, and the next load finds out.
-- Parameters: database, limit.
SELECT
    load_id, source, state, problem, release, started_at, finished_at, updated_at, slot, holder,
    rows_so_far, bytes_done, bytes_total, file_now,
    read, accepted, duplicate, new, replaced, unchanged, outdated, removed, rejected, unmapped,
    breaches.gate AS gates, breaches.subject AS subjects, breaches.measured AS measured, breaches.allowed AS allowed,
    breaches.rows AS breach_rows
FROM {database:Identifier}.loads FINAL
ORDER BY load_id DESC
LIMIT {limit:UInt32}
