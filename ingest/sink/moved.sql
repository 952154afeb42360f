-- How many of the complaints that one file replaces have another opening day and
-- another platform than what was known of them? Such a complaint is not the same
-- one: its number was given to two.
--
-- Known is the newest of the release (base) and of the load's earlier files, as
-- in verdict.sql. The release has complaints of an alias under its canonical key,
-- the staged rows under their own. Of the load's earlier files only those are
-- read that have one of the complaints: otherwise a load would cost the square of
-- its files.
--
-- Grain: one row. Parameters: database, staging, changes, verdicts (tables of the
-- load), base, base_table, source, file, earlier (those files), aliases and
-- canonical (of one length, pair by pair).
WITH
    transform(said.said_platform, {aliases:Array(String)}, {canonical:Array(String)}, said.said_platform)     AS platform_now,
    transform(known.known_platform, {aliases:Array(String)}, {canonical:Array(String)}, known.known_platform) AS platform_before
SELECT count()
FROM
(
    SELECT judged.id AS id, judged.opened_on AS said_on, toString(staged.platform) AS said_platform
    FROM
    (
        SELECT id, line, opened_on
        FROM {database:Identifier}.{verdicts:Identifier}
        WHERE file = {file:UInt16} AND verdict = 'replaced'
    ) AS judged
    INNER ANY JOIN
    (
        SELECT line, platform
        FROM {database:Identifier}.{staging:Identifier}
        WHERE file = {file:UInt16}
          AND line IN (SELECT line FROM {database:Identifier}.{verdicts:Identifier} WHERE file = {file:UInt16} AND verdict = 'replaced')
    ) AS staged ON staged.line = judged.line
) AS said
INNER JOIN
(
    SELECT id, argMax(state.opened_on, state.version) AS known_on, argMax(state.platform, state.version) AS known_platform
    FROM
    (
        SELECT id, version, opened_on, toString(platform) AS platform
        FROM {base:Identifier}.{base_table:Identifier}
        WHERE source = {source:String}
          AND id IN (SELECT id FROM {database:Identifier}.{verdicts:Identifier} WHERE file = {file:UInt16} AND verdict = 'replaced')
        UNION ALL
        SELECT earlier.id AS id, earlier.version AS version, earlier.opened_on AS opened_on, toString(staged.platform) AS platform
        FROM
        (
            SELECT file, line, id, version, opened_on
            FROM {database:Identifier}.{changes:Identifier}
            WHERE says AND file IN {earlier:Array(UInt16)}
              AND id IN (SELECT id FROM {database:Identifier}.{verdicts:Identifier} WHERE file = {file:UInt16} AND verdict = 'replaced')
        ) AS earlier
        INNER ANY JOIN
        (
            SELECT file, line, platform
            FROM {database:Identifier}.{staging:Identifier}
            WHERE file IN {earlier:Array(UInt16)}
              AND (file, line) IN
              (
                  SELECT file, line
                  FROM {database:Identifier}.{changes:Identifier}
                  WHERE says AND file IN {earlier:Array(UInt16)}
                    AND id IN (SELECT id FROM {database:Identifier}.{verdicts:Identifier} WHERE file = {file:UInt16} AND verdict = 'replaced')
              )
        ) AS staged ON staged.file = earlier.file AND staged.line = earlier.line
    ) AS state
    GROUP BY id
) AS known ON known.id = said.id
WHERE said.said_on != known.known_on AND platform_now != platform_before
