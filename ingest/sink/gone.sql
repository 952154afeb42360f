-- Which complaints of the release stand in a slice that the load replaces, and
-- are not among its rows?
--
-- Grain: one row per complaint. What is known of a complaint from a newer period
-- than that of the files which lack it is not theirs to remove. Slices are as in
-- the table slices; 549755813888 is 2 to the 39th (a version without load and
-- file), 32768 2 to the 15th (without file).
--
-- Parameters: database, verdicts, replaced, gone (tables of the load), base,
-- base_table, source, slice_by (all, day, month, year), slice_day (opened_on,
-- closed_on).
INSERT INTO {database:Identifier}.{gone:Identifier}
SELECT missing.id AS id, missing.version AS version, replaced.file AS file, true AS known, true AS counted
FROM
(
    SELECT
        candidate.id                                            AS id,
        max(greatest(candidate.version, confirmed.version))     AS version,
        any(candidate.slice)                                    AS dated,
        if(dated = 0, toUInt32(2147483648 + intDiv(version, 549755813888)), dated) AS slice
    FROM
    (
        SELECT id, version
        FROM {database:Identifier}.confirmations
        WHERE source = {source:String}
    ) AS confirmed
    RIGHT JOIN
    (
        SELECT
            id, version,
            if({slice_day:String} = 'closed_on', closed_on, opened_on) AS day,
            toUInt32(multiIf(
                {slice_by:String} = 'all', 1,
                isNull(day), 0,
                {slice_by:String} = 'day', toYYYYMMDD(assumeNotNull(day)),
                {slice_by:String} = 'month', toYYYYMM(assumeNotNull(day)),
                toYear(assumeNotNull(day)))) AS slice
        FROM {base:Identifier}.{base_table:Identifier}
        WHERE source = {source:String}
          AND (slice = 0 OR slice IN (SELECT slice FROM {database:Identifier}.{verdicts:Identifier}))
          AND id NOT IN (SELECT id FROM {database:Identifier}.{verdicts:Identifier} WHERE verdict != 'older')
    ) AS candidate ON candidate.id = confirmed.id
    GROUP BY id
) AS missing
INNER JOIN
(
    SELECT slice, max(said.version) AS version, argMax(said.file, said.version) AS file
    FROM {database:Identifier}.{replaced:Identifier} AS said
    GROUP BY slice
    HAVING file != 0
) AS replaced ON replaced.slice = missing.slice
WHERE intDiv(missing.version, 32768) <= intDiv(replaced.version, 32768)
SETTINGS join_use_nulls = 0
