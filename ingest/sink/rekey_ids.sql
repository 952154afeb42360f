-- The ids of one range, wherever they are kept.
-- Grain: one row per id. Parameters: database, base, base_table, first and end
-- (the first hex digits of the range's ids and of the next one's; no end: the
-- last range).
SELECT DISTINCT id
FROM
(
    SELECT id
    FROM {database:Identifier}.history
    UNION ALL
    SELECT id
    FROM {database:Identifier}.confirmations
    UNION ALL
    SELECT id
    FROM {database:Identifier}.removals
    UNION ALL
    SELECT id
    FROM {base:Identifier}.{base_table:Identifier}
)
WHERE id >= toFixedString(unhex({first:String}), 16)
  AND ({end:String} = '' OR id < toFixedString(unhex({end:String}), 16))
