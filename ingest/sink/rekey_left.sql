-- Which tables has a change of the key left behind?
-- Grain: one row per table: its name, and where the change is published a space
-- and the table whose place it takes. Parameters: database.
SELECT if(startsWith(name, 'rekeyed_')
          AND toUInt32OrZero(extract(name, '[0-9]+$')) IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases),
          concat(name, ' ', extract(name, '^rekeyed_([a-z]+)_')), name) AS left
FROM system.tables
WHERE database = {database:String}
  AND match(name, '^(rekeyed_[a-z]+|rekey_ids|rekey_parties|rekey_moved)_[0-9]+$')
ORDER BY name
