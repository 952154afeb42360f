-- Which columns have two tables in common, and are they the same tables column
-- by column?
-- Grain: one row. Parameters: base, base_table, other, other_table.
SELECT
    groupArrayIf(name, common) AS columns,
    min(same)                  AS alike
FROM
(
    SELECT
        name,
        count() = 2 AND uniqExact(type) = 1 AND uniqExact(position) = 1 AS same,
        count() = 2 AS common
    FROM system.columns
    WHERE (database = {other:String} AND table = {other_table:String}) OR (database = {base:String} AND table = {base_table:String})
    GROUP BY name
    ORDER BY min(position)
)
