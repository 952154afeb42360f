-- How many rows has a table?
-- Grain: one row. Parameters: of (database), table.
SELECT count()
FROM {of:Identifier}.{table:Identifier}
