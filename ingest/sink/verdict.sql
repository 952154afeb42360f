-- What does each complaint of one file say that was not known before it?
--
-- Grain: one row per complaint of the file, with its slice and its verdict:
--   new        the source does not hold it
--   replaced   its state differs from the known one
--   same       it says what is known
--   confirmed  the same, and in a file of a newer period: from now on files of
--              the periods before are older than what is known
--   older      something newer is known, whatever this one says
--   superseded it is the newest word on the complaint, but a newer file has
--              replaced the slice it stands in: the complaint is gone
-- Of several rows of one complaint in the file the newest version wins, then
-- the last line; both are one number, for ordering by pairs takes nine times as
-- long. Known is the release (base), overlaid with the changes of the
-- load's earlier files and with what later periods have confirmed or removed.
--
-- 549755813888 is 2 to the 39th: a version without load and file is its period.
-- 32768 is 2 to the 15th: a version without file. Slices are as in the table
-- slices, 0 where a source has none.
--
-- Of what the load's earlier files say only the complaints of this one are read:
-- otherwise a load would cost the square of its files.
--
-- Parameters: database, staging, changes, replaced, verdicts (tables of the load), base
-- (database of the release), base_table, source, file, slice_by ('' for none,
-- all, day, month, year), slice_day (opened_on, closed_on).
INSERT INTO {database:Identifier}.{verdicts:Identifier}
SELECT
    {file:UInt16} AS file,
    winner.id AS id,
    winner.last_line AS line,
    winner.last_version AS version,
    winner.last_digest AS digest,
    winner.last_opened_on AS opened_on,
    winner.last_slice AS slice,
    multiIf(
        winner.last_version < known.known_version, 'older',
        intDiv(winner.last_version, 32768) < intDiv(replaced.slice_version, 32768),
            if(intDiv(winner.last_version, 549755813888) > intDiv(known.known_version, 549755813888), 'superseded', 'older'),
        NOT known.alive, 'new',
        winner.last_digest != known.known_digest, 'replaced',
        intDiv(winner.last_version, 549755813888) > intDiv(known.known_version, 549755813888), 'confirmed',
        'same') AS verdict
FROM
(
    SELECT
        id,
        max(staged.word)                          AS last_word,
        toUInt32(last_word)                       AS last_line,
        toUInt64(bitShiftRight(last_word, 32))    AS last_version,
        argMax(digest, staged.word)               AS last_digest,
        argMax(opened_on, staged.word)            AS last_opened_on,
        argMax(slice, staged.word)                AS last_slice
    FROM
    (
        SELECT
            id, version, digest, opened_on,
            bitOr(bitShiftLeft(toUInt128(version), 32), toUInt128(line)) AS word,
            if({slice_day:String} = 'closed_on', closed_on, opened_on) AS day,
            toUInt32(multiIf(
                {slice_by:String} = '', 0,
                {slice_by:String} = 'all', 1,
                isNull(day), 2147483648 + intDiv(version, 549755813888),
                {slice_by:String} = 'day', toYYYYMMDD(assumeNotNull(day)),
                {slice_by:String} = 'month', toYYYYMM(assumeNotNull(day)),
                toYear(assumeNotNull(day)))) AS slice
        FROM {database:Identifier}.{staging:Identifier}
        WHERE file = {file:UInt16}
    ) AS staged
    GROUP BY id
) AS winner
LEFT ANY JOIN
(
    SELECT
        id,
        max(state.version)                              AS known_version,
        max(state.says)                                 AS alive,
        argMaxIf(state.digest, state.version, state.says) AS known_digest
    FROM
    (
        SELECT id, version, digest, true AS says
        FROM {base:Identifier}.{base_table:Identifier}
        WHERE source = {source:String}
          AND id IN (SELECT id FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16})
        UNION ALL
        SELECT id, version, digest, says
        FROM {database:Identifier}.{changes:Identifier}
        WHERE id IN (SELECT id FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16})
        UNION ALL
        SELECT id, version, 0 AS digest, false AS says
        FROM {database:Identifier}.confirmations
        WHERE source = {source:String}
          AND id IN (SELECT id FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16})
        UNION ALL
        SELECT id, version, 0 AS digest, false AS says
        FROM {database:Identifier}.removals
        WHERE source = {source:String}
          AND id IN (SELECT id FROM {database:Identifier}.{staging:Identifier} WHERE file = {file:UInt16})
          AND load_id IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases)
    ) AS state
    GROUP BY id
) AS known ON known.id = winner.id
LEFT ANY JOIN
(
    SELECT slice, max(version) AS slice_version
    FROM {database:Identifier}.{replaced:Identifier}
    GROUP BY slice
) AS replaced ON replaced.slice = winner.last_slice
SETTINGS max_partitions_per_insert_block = 0, join_use_nulls = 0
