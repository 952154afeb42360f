-- Note which slices one file replaces, beside those that the source's files have
-- replaced before.
-- Grain: slice. Parameters: database, verdicts, replaced, file.
INSERT INTO {database:Identifier}.{replaced:Identifier}
SELECT slice, max(version), {file:UInt16}
FROM {database:Identifier}.{verdicts:Identifier}
WHERE file = {file:UInt16} AND slice != 0
GROUP BY slice
