-- Publish a release: the one row by which everything a load wrote is seen.
-- Parameters: database, number, at (UTC, milliseconds), load_id.
INSERT INTO {database:Identifier}.releases
SELECT {number:UInt32}, toDateTime64({at:String}, 3, 'UTC'), [{load_id:UInt32}]
