-- Which years of opening must be rebuilt: where the changed complaints are, and
-- where the release has them, or has those that go, now. A complaint whose opening day was corrected
-- across a year's end would otherwise count twice.
-- Grain: one row per year. Parameters: database, net, gone, base,
-- base_table, source.
SELECT DISTINCT toUInt16(year) AS year
FROM
(
    SELECT toYear(opened_on) AS year
    FROM {database:Identifier}.{net:Identifier}
    UNION ALL
    SELECT toYear(opened_on) AS year
    FROM {base:Identifier}.{base_table:Identifier}
    WHERE source = {source:String}
      AND (id IN (SELECT id FROM {database:Identifier}.{net:Identifier})
        OR id IN (SELECT id FROM {database:Identifier}.{gone:Identifier}))
)
ORDER BY year
