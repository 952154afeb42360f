-- Which of the load's earlier files speak of complaints that one file replaces?
-- Grain: one row. Parameters: database, changes, verdicts (tables of the load),
-- file.
SELECT arraySort(groupUniqArray(file)) AS earlier
FROM {database:Identifier}.{changes:Identifier}
WHERE says AND file < {file:UInt16}
  AND id IN (SELECT id FROM {database:Identifier}.{verdicts:Identifier} WHERE file = {file:UInt16} AND verdict = 'replaced')
