-- Of the changes one file made, how many are of complaints known before it?
-- Grain: one row. Parameters: database, changes, base, base_table, source, file.
SELECT
    count() AS changed,
    countIf(
        id IN
        (
            SELECT id
            FROM {base:Identifier}.{base_table:Identifier}
            WHERE source = {source:String}
              AND id IN (SELECT id FROM {database:Identifier}.{changes:Identifier} WHERE file = {file:UInt16})
              AND NOT (load_id = {load_id:UInt32} AND file = {file:UInt16})
        )
        OR id IN (SELECT id FROM {database:Identifier}.{changes:Identifier} WHERE file < {file:UInt16})
    ) AS replaced
FROM {database:Identifier}.{changes:Identifier}
WHERE file = {file:UInt16}
