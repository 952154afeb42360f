-- Keep the rows of one file that are new or changed.
-- Grain: as staged. Parameters: database, staging, verdicts, changes, file.
INSERT INTO {database:Identifier}.{changes:Identifier}
SELECT *
FROM {database:Identifier}.{staging:Identifier}
WHERE file = {file:UInt16}
  AND (id, line) IN
      (SELECT id, line FROM {database:Identifier}.{verdicts:Identifier} WHERE file = {file:UInt16} AND verdict IN ('new', 'replaced'))
SETTINGS max_partitions_per_insert_block = 0
