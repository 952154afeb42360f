-- What became of the slots of a source?
-- Grain: one row. A load has used its slot unless it failed, was interrupted, or
-- says "running": whoever asks is about to load, so that one has died, or the
-- lock will tell. tried is the newest slot that loads began and none used, with
-- how many there were, when the last of them ended, and whether it was stopped.
-- NULL: there is no such load. Parameters: database, source.
WITH
    every AS
    (
        SELECT load_id, slot, started_at, state NOT IN ('running', 'failed', 'interrupted') AS used,
            state != 'failed' AS stopped, ifNull(finished_at, updated_at) AS ended
        FROM {database:Identifier}.loads FINAL
        WHERE source = {source:String}
    ),
    (SELECT maxOrNull(slot) FROM every WHERE slot NOT IN (SELECT assumeNotNull(slot) FROM every WHERE used AND slot IS NOT NULL)) AS newest
SELECT
    maxOrNullIf(started_at, used) AS last_started,
    maxOrNullIf(slot, used) AS last_slot,
    newest AS tried,
    countIf(slot = newest) AS attempts,
    maxOrNullIf(ended, slot = newest) AS last_ended,
    argMaxIf(stopped, load_id, slot = newest) AS last_stopped
FROM every
