-- Of how many periods are the rows of one slice of one file, at most?
-- Grain: one row. 549755813888 is 2 to the 39th: a version without load and file.
-- Parameters: database, verdicts, file.
SELECT max(periods)
FROM
(
    SELECT uniqExact(intDiv(version, 549755813888)) AS periods
    FROM {database:Identifier}.{verdicts:Identifier}
    WHERE file = {file:UInt16}
    GROUP BY slice
)
