-- How many complaints does each file remove, as the books count them?
-- Grain: file. Parameters: database, gone.
SELECT file, count() AS removed
FROM {database:Identifier}.{gone:Identifier}
WHERE counted
GROUP BY file
ORDER BY file
