-- Which complaints does the load speak of last in a slice that newer files have
-- replaced? They are gone, whatever their earlier states were.
--
-- Grain: one row per complaint. known says that the release holds it, counted
-- that the books of the load have it as removed: it was known, or the load itself
-- brought it. 32768 is 2 to the 15th: a version without file.
--
-- Parameters: database, verdicts, replaced, gone (tables of the load), base,
-- base_table, source, load_id.
INSERT INTO {database:Identifier}.{gone:Identifier}
SELECT
    word.id      AS id,
    word.version AS version,
    word.file    AS file,
    id IN (SELECT id FROM {base:Identifier}.{base_table:Identifier}
           WHERE source = {source:String} AND load_id != {load_id:UInt32}
             AND id IN (SELECT id FROM {database:Identifier}.{verdicts:Identifier})) AS known,
    known OR word.brought AS counted
FROM
(
    SELECT
        id,
        max(said.version)                AS version,
        argMax(said.slice, said.version) AS slice,
        argMax(said.file, said.version)  AS file,
        max(said.verdict = 'new')        AS brought
    FROM {database:Identifier}.{verdicts:Identifier} AS said
    WHERE said.verdict != 'older'
    GROUP BY id
) AS word
INNER JOIN
(
    SELECT slice, max(version) AS version
    FROM {database:Identifier}.{replaced:Identifier}
    GROUP BY slice
) AS replaced ON replaced.slice = word.slice
WHERE intDiv(word.version, 32768) < intDiv(replaced.version, 32768)
