-- Which columns do the tables of two releases have in common?
-- Grain: one row per table × column, in the new release's order.
-- Parameters: base (current release), release (new).
SELECT table, name
FROM system.columns
WHERE database = {release:String}
  AND (table, name) IN (SELECT table, name FROM system.columns WHERE database = {base:String})
ORDER BY table, position
