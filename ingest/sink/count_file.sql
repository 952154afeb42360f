-- How many complaints does a staged file hold, and how many rows?
-- Grain: one row. Parameters: database, staging, file.
SELECT
    count()        AS staged,
    uniqExact(id)  AS accepted
FROM {database:Identifier}.{staging:Identifier}
WHERE file = {file:UInt16}
