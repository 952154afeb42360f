-- What does each complaint of one file say that was not known before it?
--
-- Grain: one row per complaint of the file, with its verdict:
--   new        nobody had loaded it
--   replaced   its state differs from the known one
--   same       it says what is known
--   confirmed  the same, and in a file of a newer period: from now on files of
--              the periods before are older than what is known
--   older      a newer period's state is known, whatever this one says
-- Of several rows of one complaint in the file the newest version wins, then
-- the last line. Known is the release (base), overlaid with the changes of the
-- load's earlier files and with what later periods have confirmed.
--
-- 549755813888 is 2 to the 39th: a version without load and file is its period.
--
-- Parameters: database, staging, changes, verdicts (tables of the load), base
-- (database of the release), base_table, source, file.
INSERT INTO {database:Identifier}.{verdicts:Identifier}
SELECT
    {file:UInt16} AS file,
    winner.id AS id,
    winner.last_line AS line,
    winner.last_version AS version,
    multiIf(
        known.known_version = 0, 'new',
        winner.last_version < known.known_version, 'older',
        winner.last_digest != known.known_digest, 'replaced',
        intDiv(winner.last_version, 549755813888) > intDiv(known.known_version, 549755813888), 'confirmed',
        'same') AS verdict
FROM
(
    SELECT
        id,
        argMax(line, (staged.version, staged.line))    AS last_line,
        max(staged.version)                            AS last_version,
        argMax(digest, (staged.version, staged.line))  AS last_digest
    FROM {database:Identifier}.{staging:Identifier} AS staged
    WHERE file = {file:UInt16}
    GROUP BY id
) AS winner
LEFT ANY JOIN
(
    SELECT
        id,
        max(state.version)                              AS known_version,
        argMaxIf(state.digest, state.version, state.says) AS known_digest
    FROM
    (
        SELECT id, version, digest, true AS says
        FROM {base:Identifier}.{base_table:Identifier}
        WHERE source = {source:String}
          AND id IN (SELECT id FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16})
        UNION ALL
        SELECT id, version, digest, true AS says
        FROM {database:Identifier}.{changes:Identifier}
        UNION ALL
        SELECT id, version, 0 AS digest, false AS says
        FROM {database:Identifier}.confirmations
        WHERE source = {source:String}
          AND id IN (SELECT id FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16})
        UNION ALL
        SELECT id, version, 0 AS digest, false AS says
        FROM {database:Identifier}.{verdicts:Identifier}
        WHERE verdict = 'confirmed'
    ) AS state
    GROUP BY id
) AS known ON known.id = winner.id
SETTINGS max_partitions_per_insert_block = 0, join_use_nulls = 0
