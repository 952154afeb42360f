-- Keep the rows of one file that are new or changed.
-- Grain: as staged. Parameters: database, staging, verdicts, changes, file.
INSERT INTO {database:Identifier}.{changes:Identifier}
SELECT file, id, line, version, digest, opened_on
FROM {database:Identifier}.{staging:Identifier}
WHERE file = {file:UInt16}
  AND line IN
      (SELECT line FROM {database:Identifier}.{verdicts:Identifier} WHERE file = {file:UInt16} AND verdict IN ('new', 'replaced'))
SETTINGS max_partitions_per_insert_block = 0
