-- Which complaints of one file say something that was not known before it?
--
-- Grain: one row per complaint that is new or whose state changed, as staged.
-- "Known" is the release (base) overlaid with the changes of the load's earlier
-- files. Of several rows of one complaint in the file the last line wins. A
-- state of an older period is not a change, whatever it says.
--
-- Parameters: database, staging, changes (tables of the load), base (database
-- of the release), base_table, source, file.
INSERT INTO {database:Identifier}.{changes:Identifier}
SELECT staged.*
FROM {database:Identifier}.{staging:Identifier} AS staged
LEFT ANY JOIN
(
    SELECT
        id,
        max(state.version)                  AS known_version,
        argMax(state.digest, state.version) AS known_digest
    FROM
    (
        SELECT id, version, digest
        FROM {base:Identifier}.{base_table:Identifier}
        WHERE source = {source:String}
          AND id IN (SELECT id FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16})
        UNION ALL
        SELECT id, version, digest
        FROM {database:Identifier}.{changes:Identifier}
    ) AS state
    GROUP BY id
) AS known ON known.id = staged.id
WHERE staged.file = {file:UInt16}
  AND (staged.id, staged.line) IN
      (SELECT id, max(line) FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16} GROUP BY id)
  AND staged.version > known.known_version
  AND (known.known_version = 0 OR staged.digest != known.known_digest)
SETTINGS max_partitions_per_insert_block = 0
