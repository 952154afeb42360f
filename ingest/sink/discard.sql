-- Refuse a held load for good.
-- Parameters: database, load_id, at (UTC, milliseconds).
INSERT INTO {database:Identifier}.loads
SELECT * REPLACE (
    'refused' AS state,
    concat('discarded by hand; it was ', problem) AS problem,
    '' AS publisher,
    toDateTime64({at:String}, 3, 'UTC') AS finished_at,
    toDateTime64({at:String}, 6, 'UTC') AS updated_at)
FROM {database:Identifier}.loads FINAL
WHERE load_id = {load_id:UInt32}
