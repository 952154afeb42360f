-- How many rows were staged of one file, and what was the verdict on each
-- complaint?
-- Grain: one row. Parameters: database, staging, verdicts, file.
SELECT
    (SELECT count() FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16}) AS staged,
    count()                       AS accepted,
    countIf(verdict = 'new')      AS new,
    countIf(verdict = 'replaced') AS replaced,
    countIf(verdict IN ('same', 'confirmed')) AS unchanged,
    countIf(verdict IN ('older', 'superseded')) AS outdated
FROM {database:Identifier}.{verdicts:Identifier}
WHERE file = {file:UInt16}
