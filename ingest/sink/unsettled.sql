-- Which loads were published and died before they said so?
-- Grain: one row per load whose tables are still there. Parameters: database.
SELECT load_id, source
FROM {database:Identifier}.loads FINAL
WHERE state IN ('running', 'held')
  AND load_id IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases)
  AND concat('verdicts_', toString(load_id)) IN (SELECT name FROM system.tables WHERE database = {database:String})
  AND concat('net_', toString(load_id)) IN (SELECT name FROM system.tables WHERE database = {database:String})
ORDER BY load_id
