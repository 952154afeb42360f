-- Add the states that change a release to the history.
-- Parameters: database, staging, net.
INSERT INTO {database:Identifier}.history
SELECT *
FROM {database:Identifier}.{staging:Identifier}
WHERE (file, line) IN (SELECT file, line FROM {database:Identifier}.{net:Identifier})
SETTINGS max_partitions_per_insert_block = 0
