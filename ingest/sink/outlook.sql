-- How many complaints does the source hold, before the load and after it?
-- Grain: one row. Parameters: database, net, gone (tables of the load), base,
-- base_table, source, load_id.
WITH
    (
        SELECT toInt64(count())
        FROM {base:Identifier}.{base_table:Identifier}
        WHERE source = {source:String} AND load_id != {load_id:UInt32}
    ) AS held,
    (
        SELECT toInt64(count())
        FROM {database:Identifier}.{net:Identifier}
        WHERE id NOT IN
        (
            SELECT id
            FROM {base:Identifier}.{base_table:Identifier}
            WHERE source = {source:String} AND load_id != {load_id:UInt32}
              AND id IN (SELECT id FROM {database:Identifier}.{net:Identifier})
        )
    ) AS added,
    (SELECT toInt64(countIf(known)) FROM {database:Identifier}.{gone:Identifier}) AS removed
SELECT assumeNotNull(held) AS before, assumeNotNull(held + added - removed) AS after
