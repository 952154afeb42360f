-- Keep the rows of one file that are the newest word on their complaint, for the
-- load's later files: says is true for those that are new or changed, and false
-- for those that tell only how new what is known is.
-- Grain: one row per complaint. Parameters: database, verdicts, changes, file.
INSERT INTO {database:Identifier}.{changes:Identifier}
SELECT file, id, line, version, digest, opened_on, verdict IN ('new', 'replaced') AS says
FROM {database:Identifier}.{verdicts:Identifier}
WHERE file = {file:UInt16} AND verdict IN ('new', 'replaced', 'confirmed', 'superseded')
