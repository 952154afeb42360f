-- Begin the load's table of replaced slices with what the source's files have
-- replaced before it: file 0.
-- Grain: slice. Parameters: database, replaced, source.
INSERT INTO {database:Identifier}.{replaced:Identifier}
SELECT slice, max(version), 0
FROM {database:Identifier}.slices
WHERE source = {source:String}
GROUP BY slice
