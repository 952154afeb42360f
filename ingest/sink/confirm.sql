-- Remember for how new a period the load's files confirmed what was known.
-- Parameters: database, verdicts, source.
INSERT INTO {database:Identifier}.confirmations
SELECT {source:String}, id, max(version)
FROM {database:Identifier}.{verdicts:Identifier}
WHERE verdict = 'confirmed'
GROUP BY id
