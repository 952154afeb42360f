-- The fingerprint of the key that the ids are made with from now on.
-- Parameters: database, table, fingerprint, at (UTC, milliseconds).
INSERT INTO {database:Identifier}.{table:Identifier}
SELECT {fingerprint:String}, toDateTime64({at:String}, 3, 'UTC')
