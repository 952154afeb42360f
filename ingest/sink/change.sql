-- Add the complaints the load changes.
-- Parameters: release (new), database, staging, net.
INSERT INTO {release:Identifier}.complaints
SELECT *
FROM {database:Identifier}.{staging:Identifier}
WHERE (file, line) IN (SELECT file, line FROM {database:Identifier}.{net:Identifier})
SETTINGS max_partitions_per_insert_block = 0
